"""The store: a journal that loses nothing, and the TinyDB tables it fills."""
