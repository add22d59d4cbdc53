"""Widgets: they show and ask; they never read or write the store."""
