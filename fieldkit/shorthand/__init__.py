"""The field shorthand: line to moment, line to search, and back."""
