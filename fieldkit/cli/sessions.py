"""``fieldkit session``: start, stop, list, show."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from fieldkit.cli.backups import back_up_session
from fieldkit.cli.listing import format_option, list_rows
from fieldkit.cli.place import finish, has_terminal, open_notebook, say, shown, study_option
from fieldkit.model.session import Kind, Session
from fieldkit.model.times import to_iso

if TYPE_CHECKING:
    from fieldkit.store.notebook import Notebook

COLUMNS = ("id", "kind", "place", "start", "minutes", "observers", "participants", "moments")


@click.group("session")
def session_() -> None:
    """Start, stop, list and show sessions.

    \b
    fieldkit session start --kind shadowing --place 'Store 7' --participant P3
    fieldkit session stop
    """


@session_.command("start")
@click.option("--kind", type=click.Choice([str(kind) for kind in Kind]), help="What kind.")
@click.option("--place", help="Where, coarsely: no address.")
@click.option("--participant", "participants", multiple=True, help="A code such as P3; repeat.")
@click.option("--protocol", help="What to look for; else the study's.")
@click.option("--zone", help="IANA time zone; else the study's.")
@click.option("--conditions", help="Weather, crowd, what was unusual.")
@click.option("--title", help="A name of its own.")
@study_option
@click.pass_context
def start(
    ctx: click.Context,
    kind: str | None,
    place: str | None,
    participants: tuple[str, ...],
    protocol: str | None,
    zone: str | None,
    conditions: str | None,
    title: str | None,
    study_here: Path | None,
) -> None:
    """Open a session; what is left out is as last time."""
    notebook = open_notebook(ctx, study_here)
    last = _last_of(notebook)
    session = notebook.start_session(
        kind=Kind(kind) if kind else (last.kind if last else Kind.OBSERVATION),
        place=place or (last.place if last else None),
        zone=zone or (last.zone if last else None),
        participants=participants,
        protocol_name=protocol or (last.protocol if last else None),
        conditions=conditions,
        title=title,
    )
    click.echo(session.id)
    loose = notebook.loose()
    if loose and has_terminal():
        lines = f"{len(loose)} note{'s' * (len(loose) != 1)} kept without a session"
        if click.confirm(f"{lines}: do they belong to this one?", default=True, err=True):
            notebook.adopt(session.id, loose)
    elif loose:
        say(f"{len(loose)} kept without a session; see: fieldkit moments 'session:-'")
    finish(notebook)


@session_.command("stop")
@click.option("--debrief", help="What stays with you, in one sentence.")
@study_option
@click.pass_context
def stop(ctx: click.Context, debrief: str | None, study_here: Path | None) -> None:
    """End the open session, and say what still wants writing up."""
    notebook = open_notebook(ctx, study_here)
    session = notebook.stop_session(debrief=debrief)
    click.echo(session.id)
    mine = [m for m in notebook.casebook().moments if m.session == session.id]
    marks = sum(1 for m in mine if not m.text)
    later = sum(1 for m in mine if m.later)
    say(f"{len(mine)} moments; {marks} without words, {later} questions for later.")
    finish(notebook)
    back_up_session(notebook)


@session_.command("pause")
@study_option
@click.pass_context
def pause(ctx: click.Context, study_here: Path | None) -> None:
    """Stop the clock of the open session: you were interrupted."""
    from fieldkit.store import pausing

    notebook = open_notebook(ctx, study_here)
    session = pausing.pause(notebook)
    click.echo(session.id)
    say("The clock stands; go on with: fieldkit session resume")
    finish(notebook)


@session_.command("resume")
@study_option
@click.pass_context
def resume(ctx: click.Context, study_here: Path | None) -> None:
    """Let the clock of the open session go on."""
    from fieldkit.store import pausing

    notebook = open_notebook(ctx, study_here)
    session = pausing.resume(notebook)
    click.echo(session.id)
    finish(notebook)


@session_.command("list")
@format_option
@study_option
@click.pass_context
def list_(ctx: click.Context, fmt: str, study_here: Path | None) -> None:
    """List the sessions."""
    notebook = open_notebook(ctx, study_here)
    book = notebook.casebook()
    counts: dict[str | None, int] = {}
    for moment in book.moments:
        counts[moment.session] = counts.get(moment.session, 0) + 1
    list_rows(fmt, COLUMNS, (_row(s, counts.get(s.id, 0)) for s in book.sessions))


@session_.command("show")
@click.argument("name", metavar="ID")
@study_option
@click.pass_context
def show(ctx: click.Context, name: str, study_here: Path | None) -> None:
    """Show one session with its moments, as field shorthand."""
    from fieldkit.shorthand.resolve import line_of

    notebook = open_notebook(ctx, study_here)
    session: Session = notebook.sessions.want(name)
    zone = ZoneInfo(session.zone)
    click.echo(f"{session.id}  {session.kind}  {shown(session.name)}")
    for what in ("place", "conditions", "protocol", "debrief", "source"):
        if held := getattr(session, what):
            click.echo(f"{what}: {shown(held)}")
    if session.start:
        end = f" to {session.end.astimezone(zone):%H:%M}" if session.end else ""
        click.echo(f"when: {session.start.astimezone(zone):%Y-%m-%d %H:%M}{end} ({session.zone})")
    click.echo(f"who: {', '.join(session.participants) or 'nobody named'}")
    for moment in notebook.casebook().moments:
        if moment.session == session.id:
            at = f"{moment.at.astimezone(zone):%H:%M}" if moment.at else "  –  "
            line = replace(line_of(moment, zone=session.zone), when=None)
            click.echo(f"{moment.id}  {at}  {shown(str(line))}")


def _last_of(notebook: "Notebook") -> Session | None:
    handle = notebook.observer.handle
    mine = [s for s in notebook.sessions if handle in s.observers and s.start and not s.source]
    return max(mine, key=lambda s: to_iso(s.start) if s.start else "", default=None)


def _row(session: Session, moments: int) -> dict[str, object]:
    lasted = session.lasted(session.end) if session.start and session.end else None
    zone = ZoneInfo(session.zone)
    return {
        "id": session.id,
        "kind": str(session.kind),
        "place": session.place or session.title,
        "start": session.start.astimezone(zone).isoformat("T", "minutes")
        if session.start
        else None,
        "minutes": None if lasted is None else lasted // timedelta(minutes=1),
        "observers": list(session.observers),
        "participants": list(session.participants),
        "moments": moments,
    }
