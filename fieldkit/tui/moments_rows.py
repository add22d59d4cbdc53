"""What stands around the list in Moments: what is found, and what the digits mean. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from fieldkit.model.finding import By
from fieldkit.store.shelf import Found
from fieldkit.tui.layouts import Layout
from fieldkit.tui.rows import FULL, flow
from fieldkit.tui.widgets.rows import Row
from fieldkit.tui.wording import Names, one_line

WRITING: Row = (
    (" Enter ", "key"),
    ("save  ", "faint"),
    ("Tab ", "key"),
    ("take from the list; with none, tag  ", "faint"),
    ("Esc ", "key"),
    ("back", "faint"),
)
"""The keys of a line open under the list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is in force."""

    title: str
    found: Found | None
    by: By
    marked: int
    saving: bool


def told(standing: Standing, names: Names, width: int) -> Row:
    """Return the status line."""
    found = standing.found
    count = f"{found.count:,} of {found.of:,}" if found else "reading…"
    marked = f"   x {standing.marked:,}" if standing.marked else ""
    saving = "saving…" if standing.saving else ""
    left = f" {names.moments.capitalize()}   {count}   by {standing.by}{marked}"
    right = f"{saving}  {one_line(standing.title)} " if width >= FULL else f"{saving} "
    fill = max(1, width - cell_len(left) - cell_len(right))
    return ((left, "strong"), (" " * fill, ""), (right, "faint"))


def digits(layout: Layout, words: Sequence[str], width: int, *, more: bool) -> Row:
    """Return what the digits mean: as many as there is room for, and always that there are more."""
    rest: Row = ((f"{layout.digit_key(0)} ", "key"), ("more", "faint"))
    items: list[Row] = [
        ((f"{layout.digit_key(number)} ", "key"), (one_line(word), ""))
        for number, word in enumerate(words, 1)
    ]
    last = [rest] if more else []
    while len(flow([*items, *last], width)) > 1:
        items.pop()
        last = [rest]
    found = flow([*items, *last], width)
    return found[0] if found else ()
