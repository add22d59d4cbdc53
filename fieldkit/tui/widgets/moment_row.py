"""How a moment stands in a row of a list: when, where, what feeling, the words, the tags."""

import re
from collections.abc import Callable

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from fieldkit.model.emotion import Emotion
from fieldkit.model.moment import Moment
from fieldkit.model.write_up import is_mark
from fieldkit.tui.wording import ELLIPSIS, feeling_sign, one_line, tags_of, words_of

NARROW = 72
"""Below so many columns seconds are left out and columns are closer."""
WIDE = 120
STRENGTH = re.compile(r"[1-5]?(?:/[a-z]+)?\??\Z")
GOOD, BAD = 0.2, -0.2
"""Valence from which a feeling is drawn as good or bad; its word stands there all the same."""
STYLES = (
    "time",
    "where",
    "good",
    "bad",
    "mixed",
    "tags",
    "faint",
    "cursor",
    "waiting",
    "heading",
    "over",
)
CSS = """
        & > .moments--time { color: $faint; }
        & > .moments--where { color: $primary; }
        & > .moments--good { color: $success; }
        & > .moments--bad { color: $error; }
        & > .moments--mixed { color: $warning; }
        & > .moments--tags { color: $secondary; }
        & > .moments--faint { color: $faint; }
        & > .moments--cursor { text-style: reverse; }
        & > .moments--waiting { text-style: italic; }
        & > .moments--heading { text-style: bold; }
        & > .moments--over { background: $panel; }
"""
"""The styles of the lists, within the rule of each."""
COMPONENTS = frozenset(f"moments--{name}" for name in STYLES)
Styled = Callable[[str], Style]


def row_of(
    moment: Moment, lead: str, *, width: int, where: int, style: Styled, chosen: bool
) -> list[Segment]:
    """Return a moment's row, not yet cut.

    Args:
        moment: The moment.
        lead: What stands first: the cursor, a mark, the time.
        width: Cells in a row.
        where: Cells that the longest touchpoint wants.
        style: Gives a style by its name.
        chosen: Whether the cursor is on it.
    """
    narrow = width < NARROW
    where_width = min(where, 8 if narrow else 14 if width < WIDE else 22)
    feeling_width = 11 if narrow else 15 if width < WIDE else 22
    place = f"@{moment.touchpoint}" if moment.touchpoint else ""
    segments = [
        Segment(lead, style("cursor" if chosen else "time")),
        Segment(fit(one_line(place), where_width + 1) + " ", style("where")),
        *_feelings(moment, feeling_width, style),
        Segment(" " + words_of(moment), style("faint") if is_mark(moment) else None),
    ]
    if tags := tags_of(moment):
        segments.append(Segment(f"  {tags}", style("tags")))
    if moment.starred:
        segments.append(Segment("  *", style("time")))
    return segments


def cut(segments: list[Segment], width: int, faint: Style) -> Strip:
    """Return a row of so many cells; one that is longer ends in an ellipsis."""
    strip = Strip(segments)
    if strip.cell_length > width:
        strip = Strip([*strip.crop(0, width - 1), Segment(ELLIPSIS, faint)])
    return strip.extend_cell_length(width)


def bar(y: int, height: int, rows: int, top: int) -> str:
    """Draw where in a list longer than the screen one is."""
    size = max(1, height * height // rows)
    start = (height - size) * top // (rows - height)
    return "▐" if start <= y < start + size else " "


def fit(text: str, width: int, *, exact: bool = True) -> str:
    """Return text cut or filled to so many cells."""
    size = cell_len(text)
    if size > width:
        return set_cell_size(text, width - 1) + ELLIPSIS
    return set_cell_size(text, width) if exact else text


def _feelings(moment: Moment, width: int, style: Styled) -> list[Segment]:
    """Draw the first feeling, and how many more there are."""
    if not moment.emotions:
        return [Segment(fit("·" if is_mark(moment) else "", width), style("faint"))]
    first, more = moment.emotions[0], len(moment.emotions) - 1
    tail = f"+{more}" if more else ""
    sign = feeling_sign(first)
    # What is cut is the word: how strong it is, and how known, stands at its end.
    word = STRENGTH.sub("", sign)
    end = sign[len(word) :] + tail
    head = fit(word, width - len(end), exact=False)
    return [Segment(fit(head + end, width), style(_tone(first)))]


def _tone(emotion: Emotion) -> str:
    if emotion.valence is None or BAD < emotion.valence < GOOD:
        return "mixed"
    return "good" if emotion.valence > 0 else "bad"
