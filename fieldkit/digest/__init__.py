"""A scope of the study compiled into Markdown, and Markdown into a page."""
