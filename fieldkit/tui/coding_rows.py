"""What stands on the screen of the coding pass. Pure."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from fieldkit.model.moment import Layer
from fieldkit.tui.coding import LETTERS, Lack, Pass, Suggestion, whose
from fieldkit.tui.rows import FULL, flow, wrapped
from fieldkit.tui.widgets.rows import Row
from fieldkit.tui.wording import LAYERS, clock_time, feeling_sign, one_line, tags_of, words_of

if TYPE_CHECKING:
    from datetime import tzinfo

    from fieldkit.model.moment import Moment
    from fieldkit.tui.browsing import Look

__all__ = ["Row", "body", "end", "keys", "legend", "status", "suggested"]


def status(going: Pass, left: int, width: int, *, busy: bool) -> Row:
    """Return how far one has come."""
    gap = "   " if width >= FULL else "  "
    parts = (f"{left:,} left", f"{going.answered:,} answered", f"{len(going.passed):,} passed")
    text = gap.join((f" Coding: {going.lack}" if width >= FULL else f" {going.lack}", *parts))
    scope = f"   of {one_line(going.scope)}" if going.scope else ""
    right = f"{going.order}{scope}{'   saving…' if busy else ''} "
    fill = max(1, width - cell_len(text) - cell_len(right))
    return ((text, "strong"), (" " * fill, ""), (right, "faint"))


def body(looked: "Look", width: int) -> list[Row]:
    """Return the moment, between what came before and after."""
    moment, zone = looked.moment, looked.zone
    rows: list[Row] = [((f" {looked.session or 'no session'}", "faint"),)]
    rows += [_beside(other, zone) for other in looked.before]
    head = f" ▸ {clock_time(moment.at, zone, seconds=False)} {moment.id}"
    where = f"  @{one_line(moment.touchpoint)}" if moment.touchpoint else ""
    who = one_line(moment.speaker or ", ".join(moment.participants))
    layer = f"  {LAYERS[moment.layer]}"
    rows += [()] if looked.before else []
    rows.append(((head, "key"), (where, "where"), (f"  {who}", ""), (layer, "faint")))
    text = f'"{moment.text}"' if moment.layer is Layer.VERBATIM else moment.text
    rows += wrapped((("   ", ""), (one_line(text), "strong")), width)
    if moment.note:
        rows += wrapped(((f"   ({one_line(moment.note)})", ""),), width)
    tags = " ".join([*map(feeling_sign, moment.emotions), tags_of(moment)]).strip()
    if tags:
        rows.append(((f"   {tags}", "code"),))
    if other := whose(moment):
        rows.append(((f"   a feeling here is {other}", "faint"),))
    return [*rows, (), *(_beside(after, zone) for after in looked.after)]


def end(going: Pass) -> list[Row]:
    """Return what is told at the end."""
    passed = len(going.passed)
    return [
        (),
        ((f" Nothing more to ask: every {going.lack} found here is answered.", "strong"),),
        ((f" {going.answered:,} answered, {passed:,} passed.   Esc goes back", "faint"),),
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


def legend(letters: Sequence[str], tags: Sequence[str], more: str, width: int) -> list[Row]:
    """Return what the keys answer."""
    items: list[Row] = [
        ((f"{key} ", "key"), (one_line(tag), "")) for key, tag in zip(letters, tags, strict=False)
    ]
    if more:
        items.append(((f"{more} ", "key"), ("more", "faint")))
    return flow(items, width)


def keys(lack: Lack, width: int) -> Row:
    """Return the other keys."""
    items = [("Enter", "nothing here"), ("←", "back"), ("Backspace", "take back")]
    if lack is Lack.FEELING:
        items += [("+ -", "stronger, weaker"), ('"', "how known")]
    if lack is Lack.CODE:
        items.append(("#", "a new code"))
    rows = flow(
        [((f"{key} ", "key"), (means, "faint")) for key, means in [*items, ("Esc", "leave")]], width
    )
    return rows[0] if rows else ()


def _beside(moment: "Moment", zone: "tzinfo") -> Row:
    feelings = " ".join(map(feeling_sign, moment.emotions))
    time = clock_time(moment.at, zone, seconds=False)
    return ((f"   {time} ", "faint"), (f"{words_of(moment)} {feelings}".rstrip(), "faint"))
