"""One moment whole, as rows: its words, its tags, what stood around it, what rests on it. Pure."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from fieldkit.model.moment import Layer, Moment
from fieldkit.model.write_up import is_mark
from fieldkit.tui.rows import wrapped
from fieldkit.tui.widgets.rows import Piece, Row
from fieldkit.tui.wording import (
    LAYERS,
    RESEARCHER,
    Names,
    clock_time,
    feeling_sign,
    feeling_words,
    one_line,
    tags_of,
    words_of,
)

if TYPE_CHECKING:
    from datetime import tzinfo

    from fieldkit.tui.browsing import Look

BLANK: Row = ()


def page(
    looked: "Look", width: int, *, history: Sequence[str] | None = None, names: Names = RESEARCHER
) -> list[Row]:
    """Return a moment's page.

    Args:
        looked: The moment and what belongs to it.
        width: Cells in a row.
        history: Who changed what; None where nobody asked.
        names: What things are called for the one who looks.
    """
    moment, zone = looked.moment, looked.zone
    rows = [*_head(moment, zone, width, names), BLANK]
    rows += _words(moment, width)
    rows += _tags(moment, width)
    rows += _part("evidence", looked.evidence, width)
    rows += _part("memo", looked.memos, width)
    rows += [BLANK, *wrapped(((" ", ""), (looked.session or "no session", "faint")), width)]
    rows += [_beside(other, zone) for other in looked.before]
    rows.append(((" ▸ ", "key"), (_short(moment), "strong")))
    rows += [_beside(other, zone) for other in looked.after]
    if history is not None:
        rows += _part("history", history, width)
    return rows


def _head(moment: Moment, zone: "tzinfo", width: int, names: Names) -> list[Row]:
    day = moment.at.astimezone(zone).strftime("%Y-%m-%d ") if moment.at else "time unknown "
    head: list[Piece] = [(f" {moment.id}", "strong"), (f"  {day}", "faint")]
    if moment.at:
        head.append((clock_time(moment.at, zone), "faint"))
    if moment.starred:
        head.append(("  * starred", "feeling"))
    where = one_line(moment.touchpoint) if moment.touchpoint else f"no {names.where}"
    place: list[Piece] = [(" ", ""), (f"@{where}" if moment.touchpoint else where, "where")]
    who = one_line(", ".join(moment.participants))
    if who:
        place.append((f"   with {who}", ""))
    if moment.observer:
        place.append((f"   by {one_line(moment.observer)}", "faint"))
    rows = [*wrapped(tuple(head), width), *wrapped(tuple(place), width)]
    for emotion in moment.emotions:
        rows += wrapped(((f" {feeling_sign(emotion)}", "feeling"), ("  ", ""),
                         (feeling_words(emotion), "faint")), width)  # fmt: skip
    return rows


def _words(moment: Moment, width: int) -> list[Row]:
    if is_mark(moment):
        return [((" a bare mark, still to be filled in", "faint"),)]
    said = "a question for later" if moment.later else LAYERS[moment.layer]
    who = f"{one_line(moment.speaker)}, " if moment.speaker else ""
    text = f'"{moment.text}"' if moment.layer is Layer.VERBATIM else moment.text
    rows: list[Row] = [((f" {who}{said}", "faint"),)]
    for line in text.splitlines() or [""]:
        rows += wrapped(((" ", ""), (one_line(line), "strong")), width)
    if moment.note:
        rows += wrapped(((f" ({one_line(moment.note)})", ""),), width)
    if moment.jotting:
        rows += wrapped(((" jotted: ", "faint"), (one_line(moment.jotting), "")), width)
    return rows


def _tags(moment: Moment, width: int) -> list[Row]:
    rows: list[Row] = []
    tags = tags_of(moment)
    if moment.count > 1:
        tags = f"{tags}  {moment.count} times".strip()
    if tags:
        rows += wrapped(((f" {tags}", "code"),), width)
    for name in moment.media:
        rows.append(((f" media/{one_line(name)}", ""),))
    if source := moment.source:
        rows += wrapped(((f" from {one_line(source.path)} line {source.line}", "faint"),), width)
    return rows


def _part(title: str, lines: Iterable[str], width: int) -> list[Row]:
    rows: list[Row] = []
    for line in lines:
        rows += wrapped(((" · ", "key"), (one_line(line), "")), width)
    return [BLANK, ((f" {title}", "faint"),), *rows] if rows else []


def _beside(moment: Moment, zone: "tzinfo") -> Row:
    return ((f"   {clock_time(moment.at, zone, seconds=False)} ", "faint"), (_short(moment), ""))


def _short(moment: Moment) -> str:
    feelings = " ".join(feeling_sign(emotion) for emotion in moment.emotions)
    return " ".join(part for part in (words_of(moment), feelings) if part)
