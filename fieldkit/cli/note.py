"""``fieldkit note``: one moment, a line a moment from a pipe, or a one-line capture."""

import sys
from pathlib import Path

import click

from fieldkit.cli.place import find_study, has_terminal, say, study_option, tell, tell_synced, who
from fieldkit.model.errors import InvalidValueError, NotFoundError, UsageError
from fieldkit.model.session import Session
from fieldkit.store.home import Home
from fieldkit.store.ledger import SMALL
from fieldkit.store.pen import Pen, Written, open_pen, session_of

LONGEST = 1 << 20
"""Characters of one line; what is longer is no line that anyone typed."""
HELP = """Write a moment; what is printed is its id, and it is on the disk.

Alone, it opens a one-line capture with completion. With a line, that is the moment; with `-`,
every line of stdin is one, and each id is printed as soon as that moment is safe.

\b
    fieldkit note
    fieldkit note 'card declined twice, looks at the queue @till !frustrated4'
    fieldkit note 'P3: "which till is open?" @queue #signs'
    fieldkit note -2m turns the package over, puts it back
    some-recorder | fieldkit note -
"""


@click.command(
    "note",
    help=HELP,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.option("--session", metavar="ID", help="The session it belongs to; else the open one.")
@study_option
@click.argument("line", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def note_(
    ctx: click.Context, session: str | None, study_here: Path | None, line: tuple[str, ...]
) -> None:
    """Write moments."""
    folder = find_study(ctx.find_root().obj, study_here)
    home = Home()
    if not line:
        _capture(folder, home)
        return
    pen = open_pen(folder, home, who(home))
    tell_synced(folder, pen.journal.study, home)
    where = _session(ctx, pen, session, study_here)
    loose = where is None and not _still_on(pen)
    before = dict(pen.journal.positions)
    try:
        if line == ("-",):
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
        click.echo(name)


def _each_line(pen: Pen, session: Session | None, *, loose: bool) -> None:
    number = 0
    sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr]
    while line := sys.stdin.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST:
            message = f"Line {number} is over a million characters; nothing of it was kept."
            raise InvalidValueError(message)
        if line.strip():
            _say_written(pen, _write(pen, line.rstrip("\r\n"), session, loose=loose))


def _write(pen: Pen, line: str, session: Session | None, *, loose: bool) -> Written:
    if len(line) > LONGEST:
        message = "This line is over a million characters; import it as a file instead."
        raise InvalidValueError(message)
    return pen.write(line, session=session, loose=loose)


def _say_written(pen: Pen, written: Written) -> None:
    click.echo(written.moment.id)
    sys.stdout.flush()
    tell(written.told)
    if written.moment.session is None and pen.said_loose is False:
        pen.said_loose = True
        say("kept without a session; the next one that starts is offered it.")


def _session(ctx: click.Context, pen: Pen, name: str | None, here: Path | None) -> Session | None:
    if name is None:
        return None
    row = pen.head.sessions.get(name)
    if row is not None:
        return session_of(row)
    from fieldkit.cli.place import open_notebook

    found: Session = open_notebook(ctx, here).sessions.want(name)
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
    return click.confirm(
        f"Session {session.id} has been silent for {hours} hours. Is it still on?", err=True
    )


def _settle(pen: Pen, folder: Path, home: Home) -> None:
    """Leave the head for the next note, and a small study's snapshot up to date.

    After a note that the disk refused, that is all there is to say of the disk.
    """
    try:
        pen.save_head()
        if pen.head.moments <= SMALL:
            from fieldkit.store.ledger import Ledger

            Ledger(folder, home).settle()
    except (OSError, NotFoundError) as error:
        why = getattr(error, "strerror", None) or error
        say(f"note: study.json could not be brought up to date ({why}); what was written is safe.")
