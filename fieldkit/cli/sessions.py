"""``fieldkit session``: start, stop, list, show."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from fieldkit.cli.backups import back_up_session
from fieldkit.cli.consents import answer_of, tell_noes
from fieldkit.cli.listing import format_option, list_rows
from fieldkit.cli.place import finish, has_terminal, open_notebook, say, shown, study_option
from fieldkit.model.errors import UsageError
from fieldkit.model.keys import as_handle, as_person
from fieldkit.model.observer import Observer, Role
from fieldkit.model.session import LONGEST_EVERY, Kind, Session
from fieldkit.model.times import to_iso

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fieldkit.model.people import Consent
    from fieldkit.store.notebook import Notebook

OBSERVER_HELP = "Who is there beside you, with a role: researcher, leader, team; repeat."
EVERY_HELP = "Ask for a look round every so many minutes; 0: never."
COLUMNS = ("id", "kind", "place", "start", "minutes", "observers", "participants", "moments")


@click.group("session")
def session_() -> None:
    """Start, stop, list and show sessions, and what one covers yet.

    \b
    fieldkit session start --kind shadowing --place 'Store 7' --participant P3 --consent given
    fieldkit session coverage
    fieldkit session stop --debrief 'They want their card back first.'
    fieldkit write-up
    """


@session_.command("start")
@click.option("--kind", type=click.Choice([str(kind) for kind in Kind]), help="What kind.")
@click.option("--place", help="Where, coarsely: no address.")
@click.option("--participant", "participants", multiple=True, help="A code such as P3; repeat.")
@click.option("--protocol", help="What to look for; else the study's.")
@click.option("--zone", help="IANA time zone; else the study's.")
@click.option("--conditions", help="Weather, crowd, what was unusual.")
@click.option("--title", help="A name of its own.")
@click.option("--observer", "observers", multiple=True, metavar="HANDLE[:ROLE]", help=OBSERVER_HELP)
@click.option("--every", type=click.IntRange(0, LONGEST_EVERY), metavar="MIN", help=EVERY_HELP)
@click.option("--consent", metavar="STATE", help="What the participants said: given, refused…")
@click.option("--scopes", metavar="LIST", help="What it covers, for example quote,share.")
@click.option("--how", help="How consent was given: spoken, written, form.")
@study_option
@click.pass_context
def start(
    ctx: click.Context,
    /,
    participants: tuple[str, ...],
    observers: tuple[str, ...],
    consent: str | None,
    scopes: str | None,
    how: str | None,
    study_here: Path | None,
    **given: Any,
) -> None:
    """Open a session; kind, place and protocol are as last time where left out.

    Consent is asked before the first note: --consent holds for all participants named. Who said
    no is no part of the session, which may go on about the place. Given without --scopes covers
    observe, notes, quote and share.

    \b
    fieldkit session start --kind shadowing --participant P3 --consent given --how spoken
    fieldkit session start --observer cleo:leader --conditions 'rain, two tills shut'
    fieldkit session start --protocol aeiou --every 10
    """
    notebook = open_notebook(ctx, study_here)
    people = tuple(dict.fromkeys(map(as_person, participants)))
    if (scopes or how) and not consent:
        message = "--scopes and --how belong to an answer; add --consent given."
        raise UsageError(message)
    if consent and not people:
        message = "--consent is somebody's; name them: --participant P3"
        raise UsageError(message)
    answers: dict[str, Consent] = {
        p: answer_of(notebook, p, consent, scopes, how) for p in people if consent
    }
    session = notebook.start_session(
        participants=people,
        observers=tuple(map(as_observer, observers)),
        consents=answers,
        **_as_last_time(given, _last_of(notebook)),
    )
    click.echo(session.id)
    tell_noes(notebook, people)
    _tell_unasked(notebook, session.participants)
    _offer_loose(notebook, session)
    finish(notebook)


def _offer_loose(notebook: "Notebook", session: "Session") -> None:
    """Ask whether the notes without a session belong to this one; without a terminal, tell."""
    loose = notebook.loose()
    if loose and has_terminal():
        lines = f"{len(loose)} note{'s' * (len(loose) != 1)} kept without a session"
        if click.confirm(f"{lines}: do they belong to this one?", default=True, err=True):
            notebook.adopt(session.id, loose)
    elif loose:
        say(f"{len(loose)} kept without a session; see: fieldkit moments 'session:-'")


@session_.command("stop")
@click.option("--debrief", help="What stays with you, in one sentence.")
@study_option
@click.pass_context
def stop(ctx: click.Context, debrief: str | None, study_here: Path | None) -> None:
    """End the open session, and say what still wants writing up."""
    notebook = open_notebook(ctx, study_here)
    session = notebook.stop_session(debrief=debrief)
    click.echo(session.id)
    mine = sum(1 for row in notebook.moments if row.session == session.id and not row.hidden)
    waiting = len(notebook.waiting())
    left = f"; {waiting} of yours want words: fieldkit write-up" if waiting else ""
    say(f"{mine} moment{'s' * (mine != 1)}{left}")
    _tell_unasked(notebook, session.participants)
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
    click.echo(f"by: {', '.join(session.observers) or 'not said'}")
    for moment in notebook.casebook().moments:
        if moment.session == session.id:
            at = f"{moment.at.astimezone(zone):%H:%M}" if moment.at else "  –  "
            line = replace(line_of(moment, zone=session.zone), when=None)
            click.echo(f"{moment.id}  {at}  {shown(str(line))}")
            if moment.jotting:
                click.echo(f"{'':{len(moment.id)}}         jotted: {shown(moment.jotting)}")


@session_.command("coverage")
@click.argument("name", metavar="[ID]", required=False)
@format_option
@study_option
@click.pass_context
def coverage_(ctx: click.Context, name: str | None, fmt: str, study_here: Path | None) -> None:
    """Tell which things to look for and which touchpoints have nothing yet.

    Of the open session, else the last; or of the one named.
    """
    from fieldkit.analysis.coverage import coverage
    from fieldkit.model import shipped

    notebook = open_notebook(ctx, study_here)
    session: Session | None = notebook.sessions.want(name) if name else _last_of(notebook)
    if session is None:
        message = "There is no session yet; start one: fieldkit session start"
        raise UsageError(message)
    known = shipped.names("protocols", notebook.folder)
    watched = session.protocol if session.protocol in known else None
    book = notebook.casebook()
    found = coverage(
        shipped.protocol(watched, notebook.folder) if watched else None,
        sorted(book.touchpoints, key=lambda t: (t.order is None, t.order or 0)),
        [moment for moment in book.moments if moment.session == session.id],
    )
    rows: list[dict[str, object]] = [
        {"kind": "dimension", "key": f":{d.key}", "name": d.name, "moments": n}
        for d, n in found.dimensions
    ]
    rows += [
        {"kind": "touchpoint", "key": f"@{t.key}", "name": t.name, "moments": n}
        for t, n in found.touchpoints
    ]
    list_rows(fmt, ("kind", "key", "name", "moments"), rows)
    nothing = [f":{d.key}" for d in found.unseen] + [f"@{t.key}" for t in found.unvisited]
    say(f"{session.id}: nothing yet for {' '.join(nothing)}" if nothing else f"{session.id}: all")


def as_observer(text: str) -> Observer:
    """Return the observer that ``cleo:leader`` names.

    Raises:
        UsageError: The role is none.
    """
    handle, colon, role = text.partition(":")
    if colon and role not in set(Role):
        message = f"{role!r} is no role; say {', '.join(Role)}: --observer {handle}:leader"
        raise UsageError(message)
    return Observer(handle=as_handle(handle), role=Role(role) if colon else Role.RESEARCHER)


def _as_last_time(given: dict[str, Any], last: Session | None) -> dict[str, Any]:
    """Return the answers given, with last time's where none was."""
    kind = given["kind"] or (last.kind if last else Kind.OBSERVATION)
    return {
        "kind": Kind(kind),
        "place": given["place"] or (last.place if last else None),
        "zone": given["zone"] or (last.zone if last else None),
        "protocol_name": given["protocol"] or (last.protocol if last else None),
        "conditions": given["conditions"],
        "title": given["title"],
        "every": given["every"],
    }


def _tell_unasked(notebook: "Notebook", people: "Iterable[str]") -> None:
    unasked = [code for code in people if not notebook.consents.of(code).recorded]
    if unasked:
        say(
            f"consent not recorded for {', '.join(unasked)}: internal only; "
            f"fieldkit participants consent {' '.join(unasked)} given"
        )


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
