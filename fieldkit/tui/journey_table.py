"""The table under the journey, aligned with it; on narrow terminals it stands alone. Pure."""

from collections.abc import Callable

from rich.cells import cell_len, set_cell_size

from fieldkit.analysis.future import Difference
from fieldkit.analysis.promises import Verdict
from fieldkit.tui.journey_plot import AXIS, Grid
from fieldkit.tui.journeying import Column, Sight, signed
from fieldkit.tui.widgets.rows import Piece, Row
from fieldkit.tui.wording import ELLIPSIS, one_line

Line = tuple[str, Callable[[Column], str]]
"""A row of the table: its name, and what stands there of a column."""
UPPER, LOWER = "upper ¼", "lower ¼"
"""The quartiles: not the best and the worst, which the drawing shows."""
SHORT: dict[str, str] = {
    Verdict.STRAINED: "strain",
    Difference.CHANGED: "change",
    Difference.SAME: "same",
}
"""Words that fit the narrowest column."""


def fit(text: str, room: int, *, exact: bool = False) -> str:
    """Return text cut, and where exact filled, to so many cells."""
    if cell_len(text) > room:
        return set_cell_size(text, max(0, room - 1)) + ELLIPSIS
    return set_cell_size(text, room) if exact else text


def names(sight: Sight, grid: Grid) -> Row:
    """Return the names of the columns; the one under the cursor in brackets."""
    shown = grid.shown(sight.columns)
    more = grid.first + grid.count < len(sight.columns)
    pieces: list[Piece] = [(f"{'<' if grid.first else '':>{AXIS - 1}} ", "faint")]
    for number, column in enumerate(shown, grid.first):
        here = number == sight.at
        name = fit(one_line(column.key), grid.width - (2 if here else 1))
        text = f"[{name}]" if here else name
        pieces.append((_centred(text, grid.width), "where" if here else ""))
    return (*pieces, (">" if more else "", "faint"))


def table(sight: Sight, grid: Grid) -> list[Row]:
    """Return the rows under the columns."""
    rows: list[Row] = []
    for name, cell in _lines(sight):
        pieces: list[Piece] = [(f" {name:<{AXIS - 1}}", "faint")]
        for number, column in enumerate(grid.shown(sight.columns), grid.first):
            text = fit(cell(column), grid.width - 1)
            pieces.append((_centred(text, grid.width), "strong" if number == sight.at else ""))
        rows.append(tuple(pieces))
    return rows


def _lines(sight: Sight) -> list[Line]:
    """Return the table's rows: a name, and what stands there of a column."""
    lines: list[Line] = [("said/n", _said)]
    own: list[Line] = [("own", lambda c: str(len(c.own) or "–"))] * sight.own
    if sight.each:
        return [*lines, *own]
    if sight.future:
        lines += [("median", _middle), ("wishes", _wishes), ("then", _then)]
        return [*lines, ("gain", _gain), ("differs", _differs), *own]
    lines.append(("people", lambda c: str(len(c.people) or "–")))
    lines += [(UPPER, _high), ("median", _middle), (LOWER, _low)]
    if not sight.time:
        lines.append(("promise", _promise))
    return [*lines, *own]


def _said(column: Column) -> str:
    if not column.readings:
        return "–"
    return f"{column.said}/{len(column.readings)}"


def _middle(column: Column) -> str:
    return signed(column.line.middle if column.line else None)


def _low(column: Column) -> str:
    return signed(column.line.low if column.line else None)


def _high(column: Column) -> str:
    return signed(column.line.high if column.line else None)


def _wishes(column: Column) -> str:
    return str(len(column.step.wishes) or "–") if column.step else "–"


def _then(column: Column) -> str:
    return signed(column.step.then) if column.step else "–"


def _gain(column: Column) -> str:
    return signed(column.step.gain) if column.step else "–"


def _differs(column: Column) -> str:
    if column.step is None:
        return "–"
    return SHORT.get(column.step.difference, str(column.step.difference))


def _promise(column: Column) -> str:
    """Return what became of a touchpoint's promises: of several the worst."""
    if not column.promises:
        return "–"
    found = [word.verdict for word in column.promises if word.verdict]
    if not found:
        return "unsaid"
    worst = max(found, key=tuple(Verdict).index)
    return SHORT.get(worst, str(worst))


def _centred(text: str, room: int) -> str:
    left = (room - cell_len(text) + 1) // 2
    return " " * left + text + " " * (room - left - cell_len(text))


def alone(sight: Sight, room: int) -> list[Row]:
    """Return the table alone, one row a column or a person."""
    if sight.each:
        return _people_table(sight, room)
    first: Line = ("when" if sight.time else "touchpoint", _key)
    lines = [first, *_lines(sight)]
    if sight.own:  # for which there is no room otherwise; the heading says how many people
        lines = [line for line in lines if line[0] != "people"]
    count = max(1, min(len(sight.columns), room - 1))
    start = max(0, min(sight.at - count // 2, len(sight.columns) - count))
    heads = " ".join(fit(name, _size(name), exact=True) for name, _ in lines)
    rows: list[Row] = [((f" {heads}", "faint"),)]
    for number, column in enumerate(sight.columns[start : start + count], start):
        here = number == sight.at
        cells = " ".join(fit(cell(column), _size(name), exact=True) for name, cell in lines)
        rows.append((("▸" if here else " ", "key"), (cells, "strong" if here else "")))
    return rows[:room]


def _key(column: Column) -> str:
    return one_line(column.key)


def _size(name: str) -> int:
    """Return the cells of a column of the table that stands alone."""
    return {"touchpoint": 13, "when": 13, "promise": 7, "differs": 7, "own": 3}.get(
        name, max(6, len(name))
    )


def _people_table(sight: Sight, room: int) -> list[Row]:
    paths = sight.ground.found.paths
    at = next((n for n, path in enumerate(paths) if path.participant == sight.person), None)
    count = max(1, min(len(paths), room - 1))
    first = max(0, min((at or 0) - count // 2, len(paths) - count))
    head = f" {'who':<8} {'n':<5} {'peak':<7} {'end':<7} {'mean':<7} peak-end"
    rows: list[Row] = [((head, "faint"),)]
    for number, path in enumerate(paths[first : first + count], first):
        here = number == at
        numbers = (path.peak.valence, path.end.valence, path.mean)
        cells = " ".join(f"{signed(value):<7}" for value in numbers)
        text = f"{fit(path.participant, 8, exact=True)} {len(path.readings):<5} {cells}"
        text += f" {signed(path.peak_end)}"
        rows.append((("▸" if here else " ", "key"), (text, "strong" if here else "")))
    return rows
