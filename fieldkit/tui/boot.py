"""Starting the app: what must be so before Textual is imported, and once it has ended."""

import codecs
import functools
import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App

    from fieldkit.model.observer import Observer
    from fieldkit.model.times import Clock
    from fieldkit.store.home import Home
    from fieldkit.tui.bench import Bench, Sheet


def run(
    folder: Path,
    home: "Home",
    observer: "Observer",
    *,
    start: str = "capture",
    clock: "Clock | None" = None,
) -> int:
    """Open the app on a study; return the exit code.

    Args:
        folder: The study's folder.
        home: What this installation remembers.
        observer: Who writes.
        start: The place to begin at: ``capture`` or ``digests``.
        clock: Gives the time of moments; the machine's where left out.
    """
    _prepare()
    from fieldkit.tui.app import FieldkitApp
    from fieldkit.tui.desk import Desk
    from fieldkit.tui.keymap import read_keys
    from fieldkit.tui.preferences import Preferences

    def opening() -> "Bench":
        from fieldkit.model.times import now
        from fieldkit.tui.bench import open_bench

        return open_bench(folder, home, observer, clock=clock or now)

    desk = Desk(opening)
    app = FieldkitApp(
        desk,
        observer,
        clock=clock,
        start=start,
        title=folder.name,
        loaded=_freeze,
        preferences=Preferences(home.root),
        keys=read_keys(_config()),
    )
    code = _run(app)
    app.capture.rest()
    trouble = desk.close()
    unsaved = app.capture.unsaved()
    if trouble:
        _say(trouble)
    for line in unsaved:
        _say(f"not saved: {line}")
    return code or (1 if unsaved else 0)


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
        from fieldkit.tui.bench import open_sheet

        return open_sheet(folder, home, observer, clock=clock or now)

    desk = Desk(opening)
    app = NoteApp(desk, observer, clock=clock or now, loaded=_freeze)
    _run(app, inline=sys.platform != "win32")
    app.rest()
    if trouble := desk.close():
        _say(trouble)
    for line in app.unsaved():
        _say(f"not saved: {line}")
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
