"""A curve in braille: two dots to a cell across, four down. Pure."""

from collections.abc import Sequence
from itertools import pairwise
from math import cos, pi

DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bit of each dot of a cell: row by row, left and right."""
BLANK = 0x2800
"""The cell without a dot."""
Point = tuple[int, float]
"""A cell across, and a valence from -1 to 1."""


def level(valence: float, height: int) -> int:
    """Return the row of dots of a valence, from 0 at the top."""
    return round((1 - valence) / 2 * (4 * height - 1))


def curve(runs: Sequence[Sequence[Point]], width: int, height: int) -> list[list[str]]:
    """Return cells, row by row, with a line through the points of each run; empty ones are spaces.

    Between two points the line leaves and arrives level, so that no point looks passed over.
    """
    bits = [[0] * width for _ in range(height)]
    for run in runs:
        for (left, high), (right, low) in pairwise(run):
            before = level(high, height)
            for x in range(2 * left, 2 * right + 1):
                share = (1 - cos(pi * (x - 2 * left) / (2 * (right - left)))) / 2
                y = level(high + (low - high) * share, height)
                for dot in range(min(before, y), max(before, y) + 1):
                    bits[dot // 4][x // 2] |= DOTS[dot % 4][x % 2]
                before = y
    return [[chr(BLANK + cell) if cell else " " for cell in row] for row in bits]
