"""What stands on the screen of the coding pass. Pure."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from fieldkit.model.moment import Layer
from fieldkit.tui.coding import LETTERS, Lack, Pass, Suggestion, whose
from fieldkit.tui.commands import CODING, at
from fieldkit.tui.rows import FULL, chop, flow, wrapped
from fieldkit.tui.widgets.rows import Row
from fieldkit.tui.wording import (
    ELLIPSIS,
    LAYERS,
    clock_time,
    feeling_sign,
    one_line,
    tags_of,
    words_of,
)

if TYPE_CHECKING:
    from datetime import tzinfo

    from fieldkit.model.moment import Moment
    from fieldkit.tui.browsing import Look

__all__ = ["Row", "body", "end", "keys", "legend", "status", "suggested"]

INDENT = "   "
"""Before each row of what a moment says."""


def status(going: Pass, left: int, width: int, *, busy: bool) -> Row:
    """Return how far one has come."""
    gap = "   " if width >= FULL else "  "
    counts = (f"{len(going.answered):,} answered", f"{len(going.passed):,} passed")
    head = f" Coding: {going.lack}" if width >= FULL else f" {going.lack}"
    text = gap.join((head, f"{left:,} left", *counts))
    scope = f"   of {one_line(going.scope)}" if going.scope else ""
    right = f"{going.order}{scope}{'   saving…' if busy else ''} "
    fill = max(1, width - cell_len(text) - cell_len(right))
    return ((text, "strong"), (" " * fill, ""), (right, "faint"))


def body(looked: "Look", going: Pass, width: int) -> list[Row]:
    """Return the moment, between what came before and after."""
    moment, zone = looked.moment, looked.zone
    rows: list[Row] = [((f" {looked.session or 'no session'}", "faint"),)]
    if moment.source and moment.source.section:
        rows.append(_under(one_line(moment.source.section), width))
    rows += [_beside(other, going.lack, zone, width) for other in looked.before]
    rows += [()] if looked.before else []
    head = f" ▸ {clock_time(moment.at, zone, seconds=False)} {moment.id}"
    where = f"  @{one_line(moment.touchpoint)}" if moment.touchpoint else ""
    who = one_line(moment.speaker or ", ".join(moment.participants))
    layer = f"  {LAYERS[moment.layer]}"
    rows.append(
        ((head, "key"), (where, "where"), (f"  {who}" if who else "", ""), (layer, "faint"))
    )
    text = f'"{moment.text}"' if moment.layer is Layer.VERBATIM else moment.text
    rows += _within(one_line(text), "strong", width)
    if moment.note:
        rows += _within(f"({one_line(moment.note)})", "", width)
    tags = " ".join([*_feelings(moment), tags_of(moment)]).strip()
    if tags:
        rows += _within(one_line(tags), "code", width)
    elif moment.id in going.passed:
        rows += _within("you passed it: nothing here", "faint", width)
    if going.lack is Lack.FEELING and (other := whose(moment)):
        rows += _within(f"a feeling here is {other}", "faint", width)
    return [*rows, (), *(_beside(after, going.lack, zone, width) for after in looked.after)]


def end(going: Pass) -> list[Row]:
    """Return what is told at the end."""
    answered, passed = len(going.answered), len(going.passed)
    return [
        (),
        ((" That was the last: each moment found here was asked about.", "strong"),),
        ((f" {answered:,} got a {going.lack}, {passed:,} have nothing of it.", ""),),
        ((" ← looks at them again, Backspace takes back the last answer, Esc goes back", "faint"),),
    ]


def suggested(found: Sequence[Suggestion], width: int) -> list[Row]:
    """Return what the words suggest, on as many rows as it takes."""
    rows: list[Row] = []
    for key, one in zip(LETTERS, found, strict=False):
        row: Row = (
            (f" {key} ", "key"),
            (one_line(one.tag), "feeling"),
            (f"  {one_line(one.says)}", ""),
        )
        rows += wrapped(row, width)
    return rows


def legend(
    letters: Sequence[str], tags: Sequence[str], more: tuple[str, str] | None, width: int
) -> list[Row]:
    """Return what the keys answer.

    Args:
        letters: The keys.
        tags: What each answers; keys beyond them answer nothing.
        more: The key that shows others, and what is said of it; None where there are none.
        width: Cells in a row.
    """
    items: list[Row] = [
        ((f"{key} ", "key"), (one_line(tag), "")) for key, tag in zip(letters, tags, strict=False)
    ]
    if more:
        items.append(((f"{more[0]} ", "key"), (more[1], "faint")))
    return flow(items, width)


def keys(lack: Lack, width: int) -> list[Row]:
    """Return the other keys, on as many rows as they take."""
    items = [
        ((f"{command.shown} ", "key"), (command.brief, "faint"))
        for command in at(CODING)
        if command.brief and command.here in {"", lack}
    ]
    return flow([*items, (("F1 ", "key"), ("help", "faint"))], width)


def _under(section: str, width: int) -> Row:
    """Return the headings a moment stood under: the innermost, and of the others what fits."""
    before, text = "", section
    while cell_len(f" under: {before}{text}") > width and " > " in text:
        before, text = f"{ELLIPSIS} > ", text.partition(" > ")[2]
    return ((f" under: {before}{text}", "faint"),)


def _feelings(moment: "Moment") -> list[str]:
    """Return a moment's feelings, as the keys answer them."""
    return [feeling_sign(emotion, whole=True) for emotion in moment.emotions]


def _within(text: str, style: str, width: int) -> list[Row]:
    """Return text under the head of the moment, each row as far in as the first."""
    rows = wrapped(((text, style),), width - len(INDENT))
    return [((INDENT, ""), *_unled(row)) for row in rows]


def _unled(row: Row) -> Row:
    """Return a row without the space that stands before one which goes on."""
    return row[1:] if row and row[0] == (" ", "") else row


def _beside(moment: "Moment", lack: Lack, zone: "tzinfo", width: int) -> Row:
    """Return a moment on one row: its words give way to what it was given."""
    time = f"   {clock_time(moment.at, zone, seconds=False)} "
    given = {
        Lack.FEELING: [],
        Lack.TOUCHPOINT: [f"@{moment.touchpoint}"] if moment.touchpoint else [],
        Lack.CODE: [f"#{code}" for code in moment.codes],
    }
    tags = one_line(" ".join([*given[lack], *_feelings(moment)]))
    room = width - cell_len(time) - (cell_len(tags) + 2 if tags else 0)
    words = words_of(moment)
    if cell_len(words) > room:
        words = chop(words, max(1, room - 1))[0] + ELLIPSIS
    return ((time, "faint"), (words, "faint"), (f"  {tags}" if tags else "", "code"))
