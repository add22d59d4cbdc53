"""Rows moved by the terminal itself: a moment more costs one row's bytes instead of the list's."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App


def scrolled(app: "App[Any]", top: int, bottom: int, by: int) -> bool:
    """Move rows down by one, or up; tell whether that was done.

    What is on the rows stays Textual's affair: the row left empty is to be drawn anew.

    Args:
        app: The app, whose terminal it is.
        top: The first row, from 0.
        bottom: The last row.
        by: 1 for down, -1 for up.
    """
    driver = app._driver  # noqa: SLF001 — Textual has no public way to a terminal's own commands
    if driver is None or app.is_inline:
        return False
    insert_or_delete = "L" if by > 0 else "M"
    driver.write(f"\x1b[{top + 1};{bottom + 1}r\x1b[{top + 1};1H\x1b[{insert_or_delete}\x1b[r")
    return True
