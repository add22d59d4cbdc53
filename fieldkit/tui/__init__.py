"""The terminal app: the only floor that knows Textual."""
