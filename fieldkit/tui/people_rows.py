"""What stands on the screen of people: the list, and a person's page. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from fieldkit.digest.person import Entry, Part
from fieldkit.digest.phrases import count
from fieldkit.model.keys import MomentId
from fieldkit.tui.journey_table import fit
from fieldkit.tui.rows import wrapped
from fieldkit.tui.widgets.rows import Row
from fieldkit.tui.wording import one_line

ROOMY = 60
"""From so many columns the list says what people felt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow:
    """One row of a person's page."""

    row: Row
    id: MomentId | None = None
    """The moment it rests on."""


def entry_row(entry: Entry, room: int) -> Row:
    """Return a person on one row of the list."""
    met = f"{count(entry.sessions, 'session')}, {count(entry.notes, 'note')}" * bool(entry.notes)
    told = " · ".join(part for part in (entry.kind, entry.felt) if part)
    lead = fit(entry.key, 6, exact=True)
    if room < ROOMY:
        return ((f"{lead} ", "strong"), (fit(one_line(told), room - 8), ""))
    return (
        (f"{lead} ", "strong"),
        (fit(met, 22, exact=True), "faint"),
        (fit(one_line(told), room - 30), ""),
    )


def page_rows(parts: Sequence[Part], room: int) -> tuple[PageRow, ...]:
    """Return a page set to a width; what wraps stands under its own beginning."""
    found: list[PageRow] = []
    for part in parts:
        if found:
            found.append(PageRow(row=()))
        found.append(PageRow(row=((one_line(part.title), "where"),)))
        for line in part.lines:
            tail = ((f"  {line.id}", "faint"),) if line.id else ()
            told = wrapped(((" ", ""), (one_line(line.text), ""), *tail), room - 4)
            found += [
                PageRow(row=((" " if first else "   ", ""), *row), id=line.id)
                for first, row in zip([True] + [False] * len(told), told, strict=False)
            ]
    return tuple(found)
