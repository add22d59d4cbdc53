"""What stands on the journey's screen: status, drawing, table, evidence. Pure."""

from collections.abc import Sequence

from rich.cells import cell_len

from fieldkit.analysis.future import Difference, Step
from fieldkit.analysis.promises import Word
from fieldkit.digest import phrases
from fieldkit.tui.journey_plot import (
    AXIS,
    BAR,
    MIDDLE,
    OURS,
    OWN,
    REACH,
    SAID,
    WISHED,
    Grid,
    persons,
    plot,
)
from fieldkit.tui.journey_table import alone, fit, names, table
from fieldkit.tui.journeying import Column, Item, Sight, path_told
from fieldkit.tui.rows import flow, wrapped
from fieldkit.tui.widgets.rows import Piece, Row
from fieldkit.tui.wording import feeling_sign, one_line

NARROW = 72
"""Below so many columns the table stands alone."""
ROOMY = 100
"""From so many columns the evidence says how each feeling is known."""
SIDE, WIDE_SIDE = 38, 50
"""Cells of the words beside the drawing, and where there is much room."""
WIDE = 140
LEAST, MOST = 7, 14
"""Cells of a column."""
TALLEST = 15
"""Rows of the drawing, at most."""
LEGEND = (
    (f"{MIDDLE} median of 3 people or more", f"{BAR} half of the readings", f"{REACH} all of them"),
    (f"{SAID} one reading, said", f"{OURS} one, our reading"),
)


def status(sight: Sight, width: int) -> Row:
    """Return the status line: the mode in brackets is never left out."""
    ground = sight.ground
    modes = ["each person" if sight.each else "all"]
    modes += ["time"] * sight.time + ["future"] * sight.future + ["observers' own"] * sight.own
    mode = f"[{', '.join(modes)}] "
    parts = [
        one_line(ground.notes.casebook.study.title),
        f"/ {one_line(ground.search)}" if ground.search else "",
        phrases.count(ground.sessions, "session"),
        phrases.count(len(ground.people), "participant"),
        f"{phrases.count(ground.moments, 'moment')} with a feeling",
    ]
    kept = [part for part in parts if part]
    room = width - len(mode) - 2
    while len(kept) > 1 and cell_len(" · ".join(kept)) > room:
        kept.pop(2 if ground.search and len(kept) > 2 else 1)  # noqa: PLR2004 - title and search stay
    text = fit(" " + " · ".join(kept), room)
    return ((text, "strong"), (" " * (width - cell_len(text) - len(mode)), ""), (mode, "where"))


def upper(sight: Sight, width: int, room: int) -> list[Row]:
    """Return drawing and table, in no more rows than there is room for."""
    if width < NARROW:
        head = flow([_pair(*pair) for pair in _told(sight)], width, gap=" · ")[:2]
        return [*head, *alone(sight, room - len(head))]
    columns = len(sight.columns)
    side = SIDE if width < WIDE else WIDE_SIDE
    aside = columns and (width - side - AXIS) // columns > LEAST
    grid = _grid(sight, width - AXIS - (side if aside else 1))
    beside = _told(sight)
    head = [] if aside else flow([_pair(*pair) for pair in beside], width, gap=" · ")
    below = [names(sight, grid), *table(sight, grid)]
    tallest = room if sight.each else TALLEST
    height = max(3, min(tallest, room - len(head) - len(below)))
    drawn = _drawn(sight, grid, height)
    if aside:
        drawn = _beside(drawn, _side(beside, sight, side), AXIS + grid.cells)
    return [*head, *drawn, *below][:room]


def heading(sight: Sight, at: int, of: int, width: int) -> Row:
    """Return the rule over the evidence: what the column under the cursor is."""
    column = sight.column
    if column is None:
        return (("─" * width, "faint"),)
    parts = [column.title, _counted(column)]
    if sight.future and column.step:
        parts = [column.title, _differs(column.step)]
    elif column.promises:
        parts += [_promise(word) for word in column.promises]
    if column.truth:
        parts.insert(1, "moment of truth")
    where = f" {at + 1} of {of} " if of else ""
    text = fit(f" {one_line(' · '.join(parts))} ", width - 3 - len(where))
    rest = width - 2 - cell_len(text) - len(where)
    return (("──", "faint"), (text, "strong"), ("─" * rest, "faint"), (where, "faint"))


def item_row(sight: Sight, item: Item, room: int) -> Row:
    """Return one moment of the evidence on one row."""
    sighting = item.sighting
    roomy, narrow = room >= ROOMY, room < NARROW
    end, style = _felt(
        item, 36 if room >= WIDE else 30 if roomy else 12 if narrow else 17, roomy=roomy
    )
    who = ",".join(sighting.people or sighting.staff) or (sighting.moment.observer or "")
    who = (sighting.moment.observer or "me") if item.own else who
    session = str(sighting.moment.session or "").rpartition("-")[2]
    middle = "" if narrow else f" {fit(session, 4, exact=True)} {fit(who, 5, exact=True)}"
    name = fit(sighting.id, 9, exact=True)
    lead = f"{item.verdict} " if item.verdict else ""
    left = room - cell_len(name) - cell_len(middle) - cell_len(end) - len(lead) - 2
    words = fit(one_line(sight.ground.citations.words(sighting)), left, exact=True)
    return (
        (f"{name} ", "faint"),
        (lead, "code"),
        (words, ""),
        (middle, "faint"),
        (" ", ""),
        (end, style),
    )


def _felt(item: Item, room: int, *, roomy: bool) -> Piece:
    """Return what shows how a feeling is known, the feeling, or whose wish it is."""
    if item.wish is not None:
        return fit(str(item.wish.origin), room, exact=True), "code"
    if item.reading is None:
        return fit("  (no feeling)", room, exact=True), "faint"
    shape = OWN if item.own else SAID if item.reading.said else OURS
    known = "their own" if item.own else phrases.known(item.reading.emotion)
    tail = f" ({known})" if roomy else ""
    sign = fit(feeling_sign(item.reading.emotion), room - 2 - len(tail))
    return fit(f"{shape} {sign}{tail}", room, exact=True), "feeling"


def _differs(step: Step) -> str:
    wishes = phrases.count(len(step.wishes), "wish", "wishes")
    return {
        Difference.CHANGED: f"{wishes}, then how it is now",
        Difference.NEW: f"{wishes} for what is not there yet",
        Difference.OPEN: "open: it is bad, and nobody said how it should be",
        Difference.SAME: "as it is: nobody wished otherwise",
    }[step.difference]


def _promise(word: Word) -> str:
    return f"promise {word.verdict or 'unsaid'}: {word.promise or '(not written down)'}"


def _counted(column: Column) -> str:
    if not column.readings:
        return "no feeling noted"
    who = phrases.people(len(column.people), unnamed=column.unnamed)
    counted = f"{phrases.count(len(column.readings), 'reading')} of {who}"
    return counted if column.line else f"{counted}: no line below 3"


def _told(sight: Sight) -> tuple[tuple[str, str], ...]:
    """Return peak, end and means of whom the drawing is about."""
    path = sight.ground.path(sight.person) if sight.each and sight.person else None
    return path_told(path, named=True) if path else sight.ground.told


def _pair(name: str, text: str) -> Row:
    return ((f"{name} ", "faint"), (one_line(text), ""))


def _grid(sight: Sight, room: int) -> Grid:
    """Return as many columns as there is room for, the one under the cursor among them."""
    every = max(1, len(sight.columns))
    count = max(1, min(every, room // LEAST))
    first = max(0, min(sight.at - count // 2, every - count))
    return Grid(width=max(LEAST, min(MOST, room // count)), first=first, count=count)


def _drawn(sight: Sight, grid: Grid, height: int) -> list[Row]:
    if not sight.columns:
        return []
    if sight.each:
        people = sight.ground.people
        return persons(sight.columns, grid, people, height, chosen=sight.person)
    return plot(sight.columns, grid, height, own=sight.own, future=sight.future)


def _side(beside: Sequence[tuple[str, str]], sight: Sight, room: int) -> list[Row]:
    """Return the words beside the drawing: what it comes to, and what its marks mean."""
    rows: list[Row] = []
    size = max((len(name) for name, _ in beside), default=0)
    for name, text in beside:
        rows += wrapped(_pair(f"{name:<{size}}", text), room - 3)
    marks = [mark for line in LEGEND for mark in line]
    if sight.each:
        marks = [f"{SAID} median, something said", f"{OURS} median, our readings"]
    marks += [f"{OWN} an observer's own"] * (sight.own and not sight.each)
    marks += [f"{WISHED} how it should feel"] * (sight.future and not sight.each)
    return [*rows, (), *(((mark, "faint"),) for mark in marks)]


def _beside(drawn: Sequence[Row], side: Sequence[Row], start: int) -> list[Row]:
    found: list[Row] = []
    for number, row in enumerate(drawn):
        fill = " " * (start + 2 - sum(cell_len(text) for text, _ in row))
        found.append((*row, (fill, ""), *(side[number] if number < len(side) else ())))
    return found
