"""Forms: fields one under another, which take keys in the order in which they fell.

A key that leaves a field is taken before the next one is passed on: over a slow line they come
together, and letters struck after Tab would stand in the field before.
"""

from textual.binding import Binding, BindingType
from textual.widgets import Input

MOVES: list[BindingType] = [
    Binding("tab,down", "app.focus_next", "Next", show=False, priority=True),
    Binding("shift+tab,up", "app.focus_previous", "Before", show=False, priority=True),
]


def field(value: str = "", *, chosen: bool = False) -> Input:
    """Return a line of a form.

    Args:
        value: What stands there first.
        chosen: Whether that is replaced by what is typed, as an answer of last time is.
    """
    line = Input(value, select_on_focus=chosen, compact=True)
    line.cursor_blink = False
    return line
