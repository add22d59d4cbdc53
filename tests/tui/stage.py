"""The app on a stage: a study of its own, a clock that stands, keys at an even pace."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from quiet import running
from textual.app import App
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot

from fieldkit.model.journey import Touchpoint
from fieldkit.model.keys import TouchpointKey, as_handle
from fieldkit.model.moment import Moment
from fieldkit.model.observer import Observer, Role
from fieldkit.model.session import Kind
from fieldkit.store.files import REAL_FILES, Files
from fieldkit.store.home import Home
from fieldkit.store.new_study import create_study
from fieldkit.store.notebook import Notebook
from fieldkit.tui.app import FieldkitApp
from fieldkit.tui.bench import Bench, open_bench
from fieldkit.tui.desk import Desk
from fieldkit.tui.keymap import Keys

ANA = Observer(handle=as_handle("ana"))
TOUCHPOINTS = ("arrive", "browse", "choose", "queue", "pay", "leave")
PATIENCE = 10.0
"""Seconds until a stage gives up waiting for what must come."""


class Standing:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 5, 11, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time."""
        return self.at

    def go(self, seconds: float) -> None:
        """Let time pass."""
        self.at += timedelta(seconds=seconds)


class Beat:
    """Says when keys fell: so far apart as it is told."""

    def __init__(self) -> None:
        self.gap = 1.0
        self._at = 0.0

    def __call__(self, _: Key) -> float:
        """Return the time of the next key."""
        self._at += self.gap
        return self._at


@dataclass
class Stage:
    """What a test of the app has at hand."""

    folder: Path
    home: Home
    clock: Standing
    beat: Beat
    app: FieldkitApp
    pilot: Pilot[None]

    async def press(self, *keys: str) -> None:
        """Press keys, and wait until what each of them did is done."""
        for key in keys:
            await self.pilot.press(key)
            await self.settled()

    async def type(self, text: str) -> None:
        """Type text, without a pause between its letters and its tabs."""
        for char in text:
            key = Key("tab" if char == "\t" else _character_to_key(char), char)
            key.set_sender(self.app)
            self.app.post_message(key)
        await self.settled()

    async def settled(self) -> None:
        """Wait until the desk has nothing to do and the screen has heard of it."""
        for _ in range(2):
            await self.app.desk.do(lambda _: None, writes=False)
            await self.pilot.pause()

    async def until(self, text: str) -> None:
        """Wait until text stands on the screen."""
        async with asyncio.timeout(PATIENCE):
            while text not in self.text:
                await self.pilot.pause(0.01)

    @property
    def text(self) -> str:
        """What stands on the screen."""
        return screen_text(self.app)

    @property
    def moments(self) -> list[Moment]:
        """The moments in the study, read afresh from its journal, oldest first."""
        found = Notebook(self.folder, self.home, ANA, clock=self.clock).moments.all()
        return sorted(found, key=lambda moment: (str(moment.at), int(moment.id.split("-")[-1])))


def screen_text(app: App[Any]) -> str:
    """Return a screen as plain text: the one place that knows how Textual keeps it."""
    strips = app.screen._compositor.render_strips()  # noqa: SLF001 — there is no public way
    return "\n".join(strip.text.rstrip() for strip in strips)


def make_study(
    folder: Path,
    home: Home,
    clock: Standing,
    *,
    lines: Sequence[str] = (),
    session: bool = True,
    observer: Observer = ANA,
) -> None:
    """Make a study with six touchpoints, and a session in which these lines were written."""
    home.be(observer)
    notebook = create_study(folder, home, observer, title="Checkout study", clock=clock)
    for order, key in enumerate(TOUCHPOINTS):
        notebook.add("touchpoints", Touchpoint(key=TouchpointKey(key), order=order))
    if session:
        notebook.start_session(kind=Kind.SHADOWING, place="Store 7", participants=["P3"])
    for line in lines:
        clock.go(60)
        notebook.write(line)
    clock.go(60)
    notebook.settle()


@asynccontextmanager
async def staged(
    tmp_path: Path,
    *,
    lines: Sequence[str] = (),
    session: bool = True,
    size: tuple[int, int] = (80, 24),
    files: Files = REAL_FILES,
    role: Role = Role.RESEARCHER,
    make: bool = True,
    again: float = 0.05,
    at: datetime | None = None,
    start: str = "capture",
    keys: Keys | None = None,
) -> AsyncIterator[Stage]:
    """Open the app on a study."""
    home, clock, beat = Home(tmp_path / "state" / "fieldkit"), Standing(), Beat()
    folder, observer = tmp_path / "study", Observer(handle=ANA.handle, role=role)
    if make:
        make_study(folder, home, clock, lines=lines, session=session, observer=observer)
    else:
        clock.go(3600)
    clock.at = at or clock.at

    def opening() -> Bench:
        return open_bench(folder, home, observer, clock=clock, files=files)

    desk = Desk(opening, again=again)
    app = FieldkitApp(desk, observer, clock=clock, struck_at=beat, start=start, keys=keys)
    async with running(app, size) as pilot:
        stage = Stage(folder, home, clock, beat, app, pilot)
        async with asyncio.timeout(PATIENCE):
            while app.capture.opening:
                await pilot.pause(0.01)
        await stage.settled()
        try:
            yield stage
        finally:
            app.capture.rest()
    desk.close()
