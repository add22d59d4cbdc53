"""Screens: they own state and call the store."""
