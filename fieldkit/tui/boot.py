"""Starting the app: what must be so before Textual is imported, and once it has ended."""

import codecs
import functools
import gc
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

    from fieldkit.model.observer import Observer
    from fieldkit.model.times import Clock
    from fieldkit.store.files import Files
    from fieldkit.store.home import Home
    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk
    from fieldkit.tui.guest import Guest
    from fieldkit.tui.note_app import NoteApp
    from fieldkit.tui.screens.notes_screen import NotesScreen
    from fieldkit.tui.sheet import Sheet

    Make = Callable[[str, Observer], Path]
    Writes = NotesScreen | NoteApp

TURN = 0.0002
"""Seconds for which a thread keeps the interpreter while another waits."""


def run(
    folder: Path,
    home: "Home",
    observer: "Observer",
    *,
    start: str = "capture",
    clock: "Clock | None" = None,
    files: "Files | None" = None,
    known: bool = True,
    make: "Make | None" = None,
) -> int:
    """Open the app on a study; return the exit code.

    Args:
        folder: The study's folder.
        home: What this installation remembers.
        observer: Who writes.
        start: The place to begin at, by its name; ``shadow`` is a led hour that begins at once.
        clock: Gives the time of moments; the machine's where left out.
        files: The seam to the disk.
        known: Whether the observer ever said who they are.
        make: Makes the study where there is none, for what they are here for; returns its folder.
    """
    _prepare()
    from fieldkit.tui.app import FieldkitApp
    from fieldkit.tui.desk import Desk
    from fieldkit.tui.guest import Guest
    from fieldkit.tui.keymap import read_keys
    from fieldkit.tui.preferences import Preferences

    guest = Guest(observer, known=known, study=make is None, remember=home.be)
    desk = Desk(_opening(folder, home, guest, clock=clock, files=files, make=make))
    app = FieldkitApp(
        desk,
        observer,
        clock=clock,
        start=start,
        title=folder.name,
        loaded=_freeze,
        preferences=Preferences(home.root),
        guest=guest,
        keys=read_keys(_config()),
    )
    code = _run(app)
    made = "a finished study to read" if guest.place == "digests" else "your notes"
    ended = _end(desk, app.writing, made=made if make else "")
    return code or ended


def _opening(
    folder: Path,
    home: "Home",
    guest: "Guest",
    *,
    clock: "Clock | None",
    files: "Files | None",
    make: "Make | None",
) -> "Callable[[], Bench]":
    """Return what opens the study, in the writer's thread."""

    def opening() -> "Bench":
        from fieldkit.model.times import now
        from fieldkit.store.files import REAL_FILES
        from fieldkit.tui.bench import open_bench

        where = make(guest.place, guest.observer) if make else folder
        who, seam = guest.observer, files or REAL_FILES
        return open_bench(where, home, who, clock=clock or now, files=seam)

    return opening


def _end(desk: "Desk[Any]", writing: "Sequence[Writes]", *, made: str = "") -> int:
    """Bring what was written to rest, and say what no disk took; return the exit code."""
    for screen in writing:
        screen.rest()
    trouble = desk.close()
    unsaved = [line for screen in writing for line in screen.unsaved()]
    place = desk.place
    if made and place is not None:
        _say(f"{made}: {place.view().folder}")
    if trouble:
        _say(trouble)
    for line in unsaved:
        _say(f"not saved: {line}")
    if place and (kept := place.rescued.path):
        _say(f"It is kept in {kept}, and offered at the next start.")
    return 1 if unsaved else 0


def capture_one(
    folder: Path, home: "Home", observer: "Observer", *, clock: "Clock | None" = None
) -> list[str]:
    """Open the one-line capture; return the ids of what was written, in order."""
    _prepare()
    from fieldkit.model.times import now
    from fieldkit.tui.desk import Desk
    from fieldkit.tui.note_app import NoteApp

    def opening() -> "Sheet":
        from fieldkit.model.times import now
        from fieldkit.tui.sheet import open_sheet

        return open_sheet(folder, home, observer, clock=clock or now)

    desk = Desk(opening)
    app = NoteApp(desk, observer, clock=clock or now, loaded=_freeze)
    _run(app, inline=sys.platform != "win32")
    _end(desk, [app])
    return app.written


def _config() -> Path:
    """Return the folder of what a user has set for themselves."""
    from platformdirs import user_config_path

    return user_config_path("fieldkit", appauthor=False)


def _prepare() -> None:
    """Set what Textual reads when it is imported, and keep the collector out of the start."""
    # Its kitty mode loses what input methods commit (Textual 8.2.8).
    os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
    if "SSH_CONNECTION" in os.environ:
        os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    gc.disable()
    # The writer's thread waits so long for its turn at each of its calls, while the app's draws;
    # at Python's own 5 ms, what takes 1 ms to save took 9.
    sys.setswitchinterval(TURN)
    if sys.platform != "win32":
        from textual.drivers import linux_driver

        # One byte that is no UTF-8 on stdin would end the app.
        linux_driver.getincrementaldecoder = _forgiving  # type: ignore[attr-defined, assignment]


def _forgiving(encoding: str) -> Callable[..., codecs.IncrementalDecoder]:
    return functools.partial(codecs.getincrementaldecoder(encoding), errors="replace")


def _freeze() -> None:
    """Take what stands now out of the collector's sight: a full look at 100,000 notes is 77 ms."""
    gc.freeze()
    gc.enable()


def _run(app: "App[Any]", *, inline: bool = False) -> int:
    app.run(inline=inline, mouse="FIELDKIT_NO_MOUSE" not in os.environ)
    gc.enable()
    return app.return_code or 0


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
