"""``fieldkit off-record``: what is kept, and not to be shown."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldkit.cli.place import finish, open_notebook, say, study_option
from fieldkit.model.errors import UsageError

if TYPE_CHECKING:
    from fieldkit.model.session import Session

MINUTE = timedelta(seconds=59, milliseconds=999)
"""A time without seconds means that minute to its end."""


@click.command("off-record")
@click.option("--last", metavar="SPAN", help="So long back from now: 10m, 90s, 1h.")
@click.option("--from", "since", metavar="TIME", help="From this time: 14:05.")
@click.option("--to", "until", metavar="TIME", help="To the end of this minute; else now.")
@click.option("--session", "named", metavar="ID", help="Of this session; else of the open one.")
@study_option
@click.pass_context
def off_record_(
    ctx: click.Context,
    last: str | None,
    since: str | None,
    until: str | None,
    named: str | None,
    study_here: Path | None,
) -> None:
    """Hide the notes of a span of minutes from every view, search, digest and export.

    Meant are the open session's notes and your loose ones; with --session, that session's; with
    neither, everyone's. They stay in the journal: fieldkit undo shows them again. To remove what
    is about a person for good: fieldkit erase.

    \b
    fieldkit off-record --last 10m
    fieldkit off-record --from 14:05 --to 14:20 --session ana-s3
    """
    from fieldkit.store.off_record import hide

    notebook = open_notebook(ctx, study_here)
    session = notebook.sessions.want(named) if named else None
    where = session or notebook.pen.session()
    span = _span(last, since, until, notebook.clock(), where, notebook.study.zone)
    done = hide(notebook, *span, session=session)
    for name in done.ids:
        click.echo(name)
    count = f"{len(done.ids)} note{'s' * (len(done.ids) != 1)}"
    if done.ids:
        say(f"{count} off the record; fieldkit undo brings them back.")
    else:
        say("There is no note in that span; nothing was hidden.")
    if done.timeless:
        say(f"note: {done.timeless} without a time were not looked at; hide one: in the app.")
    finish(notebook)


def _span(
    last: str | None,
    since: str | None,
    until: str | None,
    now: datetime,
    session: "Session | None",
    zone: str,
) -> tuple[datetime, datetime]:
    """Return from when to when is meant.

    Raises:
        UsageError: It is no span.
    """
    if (last is None) == (since is None):
        message = "Say which minutes: --last 10m, or --from 14:05 --to 14:20"
        raise UsageError(message)
    if last is not None:
        from fieldkit.shorthand.clock import when_at

        back = when_at(f"-{last.strip()}{'m' * last.strip().isdecimal()}", 0)
        if until is not None or back is None or not isinstance(back[0], timedelta):
            message = f"--last {last} is no span: give 10m, 90s or 1h, and no --to."
            raise UsageError(message)
        end = session.end if session is not None and session.end is not None else now
        return end - back[0], end
    begin = _time(str(since), now, session, zone)
    end = now if until is None else _time(until, now, session, zone)
    if until is not None and not end.second:
        end += MINUTE
    if end < begin:
        message = f"{until or 'now'} is before {since}; give the earlier time first."
        raise UsageError(message)
    return begin, end


def _time(text: str, now: datetime, session: "Session | None", zone: str) -> datetime:
    from fieldkit.shorthand.clock import when_at
    from fieldkit.shorthand.resolve import instant

    read = when_at(text.strip(), 0)
    if read is None or read[1] != len(text.strip()):
        message = f"{text!r} is no time: give 14:05, -20m or 2026-05-11T14:05."
        raise UsageError(message)
    return instant(read[0], now, session, zone)
