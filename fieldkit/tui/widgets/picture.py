"""A photo in a terminal: two rows of it in each row of half blocks; its name and size elsewhere."""

import os
from pathlib import Path

from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual import work
from textual.strip import Strip
from textual.widget import Widget
from typing_extensions import override

from fieldkit.model.errors import FieldkitError
from fieldkit.model.moment import is_photo
from fieldkit.store.photo import grid
from fieldkit.tui.wording import one_line

WIDEST = 64
HIGHEST = 18
HALF = "▀"
SHOWN = 12
"""Characters of a hash that tell one file from another."""
Rgb = tuple[int, int, int]


class Picture(Widget):
    """Shows one medium of a study."""

    DEFAULT_CSS = """
    Picture { height: 1; width: 1fr; margin-top: 1; }
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._grid: list[list[Rgb]] = []
        self._said = said_of(path)

    def on_mount(self) -> None:
        """Read the photo, where this terminal can show one."""
        plain = "NO_COLOR" in os.environ or self.app.console.color_system in {None, "standard"}
        if is_photo(self._path.name) and not plain:
            self._read(min(WIDEST, self.app.size.width - 8), HIGHEST * 2)

    @work(thread=True)
    def _read(self, width: int, height: int) -> None:
        try:
            found = grid(self._path, max(1, width), height)
        except (FieldkitError, OSError) as error:
            why = one_line(f"{self._said}: {error}")
            self.app.call_from_thread(self._show, [], why)
        else:
            self.app.call_from_thread(self._show, found, self._said)

    def _show(self, found: list[list[Rgb]], said: str) -> None:
        self._grid, self._said = found, said
        self.styles.height = 1 + (len(found) + 1) // 2
        self.refresh(layout=True)

    @property
    def text(self) -> str:
        """What is said of it."""
        return self._said

    @override
    def render_line(self, y: int) -> Strip:
        """Draw two rows of the photo in one; its name and size under them."""
        width = self.size.width
        if 2 * y >= len(self._grid):
            last = 2 * y < len(self._grid) + 2
            return Strip([Segment(self._said if last else "")]).crop_extend(0, width, None)
        above = self._grid[2 * y]
        below = self._grid[2 * y + 1] if 2 * y + 1 < len(self._grid) else above
        cells = [
            Segment(HALF, Style(color=Color.from_rgb(*up), bgcolor=Color.from_rgb(*down)))
            for up, down in zip(above, below, strict=True)
        ]
        return Strip(cells).crop_extend(0, width, None)


def said_of(path: Path) -> str:
    """Return the name and size of a medium."""
    kind = "photo" if is_photo(path.name) else "sound"
    try:
        size = f"{max(1, path.stat().st_size // 1024):,} KB"
    except OSError:
        size = "missing; see: fieldkit check"
    return f"{kind} media/{path.name[:SHOWN]}…{path.suffix}, {size}"
