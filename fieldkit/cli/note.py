"""What ``fieldkit note`` does: one moment, a line a moment from a pipe, or a one-line capture.

A note loads nothing that it does not need, and so not the parser of options either; see
note_command for those.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fieldkit.cli.place import has_terminal, say, tell, tell_synced, who
from fieldkit.model.errors import InvalidValueError, NotFoundError, UsageError
from fieldkit.model.session import Session
from fieldkit.store.head import SMALL
from fieldkit.store.home import Home
from fieldkit.store.pen import Pen, Written, open_pen, session_of

if TYPE_CHECKING:
    from fieldkit.store.notebook import Notebook

LONGEST = 1 << 20
"""Characters of one line; what is longer is no line that anyone typed."""


def note(
    folder: Path,
    line: Sequence[str],
    *,
    session: str | None = None,
    opened: Callable[[], "Notebook"] | None = None,
) -> None:
    """Write the moment of a line; each line of stdin for ``-``; without a line, capture.

    Args:
        folder: The study's folder.
        line: The words as given.
        session: The session's id where one was named.
        opened: Opens the study whole: only a session that is over needs it.
    """
    home = Home()
    if not line:
        _capture(folder, home)
        return
    pen = open_pen(folder, home, who(home))
    tell_synced(folder, pen.journal.study, home)
    where = _session(pen, session, opened)
    loose = where is None and not _still_on(pen)
    before = dict(pen.journal.positions)
    try:
        if tuple(line) == ("-",):
            _each_line(pen, where, loose=loose)
        else:
            _say_written(pen, _write(pen, " ".join(line), where, loose=loose))
    finally:
        if pen.journal.positions != before:
            _settle(pen, folder, home)


def _capture(folder: Path, home: Home) -> None:
    if not has_terminal():
        message = (
            "There is no terminal to capture in; give the line: fieldkit note 'LINE', "
            "or lines on stdin: fieldkit note -"
        )
        raise UsageError(message)
    from fieldkit.tui.boot import capture_one

    for name in capture_one(folder, home, who(home)):
        sys.stdout.write(f"{name}\n")


def _each_line(pen: Pen, session: Session | None, *, loose: bool) -> None:
    number, refused = 0, None
    sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr]
    while line := sys.stdin.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST:
            message = f"Line {number} is over a million characters; nothing of it was kept."
            raise InvalidValueError(message)
        if line.strip():
            try:
                _say_written(pen, _write(pen, line.rstrip("\r\n"), session, loose=loose))
            except UsageError as error:  # about someone erased: the others must not be lost for it
                say(f"line {number} was not kept.")
                refused = error
    if refused is not None:
        raise refused


def _write(pen: Pen, line: str, session: Session | None, *, loose: bool) -> Written:
    if len(line) > LONGEST:
        message = "This line is over a million characters; import it as a file instead."
        raise InvalidValueError(message)
    return pen.write(line, session=session, loose=loose)


def _say_written(pen: Pen, written: Written) -> None:
    sys.stdout.write(f"{written.moment.id}\n")
    sys.stdout.flush()
    tell(written.told)
    if written.moment.session is None and pen.said_loose is False:
        pen.said_loose = True
        say("kept without a session; the next one that starts is offered it.")


def _session(pen: Pen, name: str | None, opened: Callable[[], "Notebook"] | None) -> Session | None:
    row = pen.head.sessions.get(name) if name else None
    if row is not None:
        return session_of(row)
    found: Session | None = opened().sessions.want(name) if name and opened else None
    return found


def _still_on(pen: Pen) -> bool:
    """Tell whether the open session takes this note; after twelve idle hours, ask."""
    session = pen.session()
    if session is None:
        return False
    idle = pen.idle()
    if idle is None:
        return True
    hours = int(idle.total_seconds() // 3600)
    if not has_terminal():
        say(f"session {session.id} has been silent for {hours} hours: kept without a session.")
        return False
    import click

    return click.confirm(
        f"Session {session.id} has been silent for {hours} hours. Is it still on?", err=True
    )


def _settle(pen: Pen, folder: Path, home: Home) -> None:
    """Leave the head for the next note, and a small study's snapshot up to date.

    After a note that the disk refused, that is all there is to say of the disk.
    """
    try:
        if pen.journal.reading.late and not pen.journal.shut and _sweep(pen, folder, home):
            return
        pen.save_head()
        if pen.head.moments <= SMALL:
            from fieldkit.store.ledger import Ledger

            Ledger(folder, home).settle()
    except (OSError, NotFoundError) as error:
        why = getattr(error, "strerror", None) or error
        say(f"note: study.json could not be brought up to date ({why}); what was written is safe.")


def _sweep(pen: Pen, folder: Path, home: Home) -> bool:
    """Remove what another device erased, now that the note is safe; tell whether it may be now.

    Until that is done no head is kept, and each note would read every log from its first entry.
    """
    from fieldkit.store.erase import under_way
    from fieldkit.store.notebook import Notebook

    if under_way(pen.journal.logs):
        return False  # whoever began it ends it first
    if pen.head.moments > SMALL:
        say("note: someone was erased on another device; removing them here, too.")
    Notebook(folder, home, pen.observer).settle()
    return True
