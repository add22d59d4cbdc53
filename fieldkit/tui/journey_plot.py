"""The drawing of the journey: a curve over its columns, or one line a person. Pure.

Shape tells what a mark is, never colour alone: a filled disc the median of three people or more,
with a bar over half of the readings and a dotted one over all; a filled square one reading that was
said, a ring one of ours; a tilde an observer's own; a diamond how it should feel.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fieldkit.model.keys import ParticipantKey
from fieldkit.tui.curve import Point, curve, level
from fieldkit.tui.journeying import MINUS, Column
from fieldkit.tui.widgets.rows import Piece, Row

AXIS = 9
"""Cells beside the drawing, in which stand the axis and the names of the table's rows."""
MIDDLE, SAID, OURS, OWN, WISHED, BAR, REACH = "●", "■", "○", "~", "◇", "│", "┊"
Cell = tuple[str, str]
"""A character and the name of its style."""
SCALE = ((1.0, "+1"), (0.0, "0"), (-1.0, f"{MINUS}1"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Where the columns stand."""

    width: int
    """Cells of one column."""
    first: int
    """The first column that is shown."""
    count: int
    """How many are shown."""

    @property
    def cells(self) -> int:
        """Cells of all columns together."""
        return self.width * self.count

    def centre(self, number: int) -> int:
        """Return the cell in the middle of a column, counted from the first one shown."""
        return number * self.width + self.width // 2

    def shown(self, columns: Sequence[Column]) -> Sequence[Column]:
        """Return the columns that are shown."""
        return columns[self.first : self.first + self.count]


def plot(
    columns: Sequence[Column], grid: Grid, height: int, *, own: bool, future: bool
) -> list[Row]:
    """Return the drawing of all people together, with its axis."""
    shown = grid.shown(columns)
    cells = _ground(grid, height)
    middles = [column.line.middle if column.line and column.along else None for column in shown]
    _lay(cells, curve(_runs(middles, grid), grid.cells, height))
    for number, column in enumerate(shown):
        _mark(cells, grid, number, column)
        if own:
            _put(cells, grid, number, [(r.valence, OWN) for r in column.own], "key")
        if future and column.step and column.step.then is not None:
            _put(cells, grid, number, [(column.step.then, WISHED)], "key")
    axis = {level(valence, height) // 4: name for valence, name in SCALE}
    return [
        ((f"{axis.get(y, ''):>{AXIS - 2}}{'┤' if y in axis else '│'} ", "faint"), *_joined(row))
        for y, row in enumerate(cells)
    ]


def persons(
    columns: Sequence[Column],
    grid: Grid,
    people: Sequence[ParticipantKey],
    height: int,
    *,
    chosen: ParticipantKey | None,
) -> list[Row]:
    """Return a line for each person, as many as there is room for, the chosen one among them."""
    each = max(2, min(5, height // max(1, len(people))))
    room = max(1, height // each)
    at = people.index(chosen) if chosen in people else 0
    first = max(0, min(at - room // 2, len(people) - room))
    rows: list[Row] = []
    for person in people[first : first + room]:
        here = person == chosen
        lead = f"{'▸' if here else ' '}{person}"[: AXIS - 2]
        for y, row in enumerate(_person(grid.shown(columns), grid, person, each)):
            name = lead if y == each // 2 else ""
            edge = f"{name:<{AXIS - 2}}│ "
            rows.append(((edge, "strong" if here else ""), *_joined(row)))
    return rows


def _person(
    columns: Sequence[Column], grid: Grid, person: ParticipantKey, height: int
) -> list[list[Cell]]:
    cells = _ground(grid, height)
    mine = [column.persons.get(person) for column in columns]
    middles = [
        found[0] if found and column.along else None
        for found, column in zip(mine, columns, strict=True)
    ]
    _lay(cells, curve(_runs(middles, grid), grid.cells, height))
    for number, found in enumerate(mine):
        if found is not None:
            middle, said = found
            y = level(middle, height) // 4
            cells[y][grid.centre(number)] = (SAID if said else OURS, "strong")
    return cells


def _ground(grid: Grid, height: int) -> list[list[Cell]]:
    """Return nothing but the line of neither good nor bad."""
    zero = level(0, height) // 4
    return [
        [("─", "faint") if y == zero else (" ", "") for _ in range(grid.cells)]
        for y in range(height)
    ]


def _runs(middles: Iterable[float | None], grid: Grid) -> list[list[Point]]:
    """Return the points that a line goes through, broken where there is none."""
    runs: list[list[Point]] = [[]]
    for number, middle in enumerate(middles):
        if middle is not None:
            runs[-1].append((grid.centre(number), middle))
        else:
            runs.append([])
    return [run for run in runs if len(run) > 1]


def _lay(cells: list[list[Cell]], drawn: list[list[str]]) -> None:
    for y, row in enumerate(drawn):
        for x, char in enumerate(row):
            if char != " ":
                cells[y][x] = (char, "where")


def _mark(cells: list[list[Cell]], grid: Grid, number: int, column: Column) -> None:
    line = column.line
    if line is None:
        dots = [(r.valence, SAID if r.said else OURS) for r in column.readings]
        _put(cells, grid, number, dots, "strong")
        return
    height, x = len(cells), grid.centre(number)
    for y in range(level(line.best, height) // 4, level(line.worst, height) // 4 + 1):
        cells[y][x] = (REACH, "")
    for y in range(level(line.high, height) // 4, level(line.low, height) // 4 + 1):
        cells[y][x] = (BAR, "")
    cells[level(line.middle, height) // 4][x] = (MIDDLE, "strong")


def _put(
    cells: list[list[Cell]], grid: Grid, number: int, marks: Sequence[tuple[float, str]], style: str
) -> None:
    """Set marks side by side in a column; one that finds its cell taken goes to the next free."""
    height, centre, reach = len(cells), grid.centre(number), (grid.width - 1) // 2
    last = len(marks) - 1
    step = min(2.0, 2 * reach / last) if last else 0.0
    for n, (valence, mark) in enumerate(marks):
        y = level(valence, height) // 4
        wanted = centre + round((n - last / 2) * step)
        near = sorted(range(centre - reach, centre + reach + 1), key=lambda x: abs(x - wanted))
        taken = {SAID, OURS, OWN, WISHED, MIDDLE}
        x = next((x for x in near if cells[y][x][0] not in taken), wanted)
        cells[y][x] = (mark, style)


def _joined(row: Sequence[Cell]) -> list[Piece]:
    """Return cells as pieces: neighbours of one style together."""
    pieces: list[Piece] = []
    for char, style in row:
        if pieces and pieces[-1][1] == style:
            pieces[-1] = (pieces[-1][0] + char, style)
        else:
            pieces.append((char, style))
    return pieces
