"""What the led hour has the desk do: each is one job in the writer's thread, durable at its end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from fieldkit.analysis.hour import Hour, hour_of
from fieldkit.model.emotion import Emotion
from fieldkit.model.errors import StudyError
from fieldkit.model.hour import Asked
from fieldkit.model.keys import ParticipantKey
from fieldkit.model.moment import Moment
from fieldkit.model.people import Consent, ConsentState, Participant
from fieldkit.model.session import Kind, Session
from fieldkit.model.write_up import keeping_jotting
from fieldkit.shorthand.line import Line
from fieldkit.tui.led.state import (
    PROMPTS,
    Add,
    Confirm,
    Describe,
    Feel,
    Rate,
    Rewrite,
    Strike,
    Target,
)
from fieldkit.tui.view import Opened, Saved, Unsaved, View

if TYPE_CHECKING:
    from fieldkit.tui.bench import Bench

PROTOCOL = "shadowing"
DESCRIBED = "described"
"""The attribute that holds the leader's few words about the customer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """What a leader finds on coming in."""

    opened: Opened
    hour: Hour
    """The open hour; else the one before."""
    described: bool = False
    prompts: tuple[str, ...] = PROMPTS


Amending = Describe | Feel | Rate | Add | Confirm | Strike | Rewrite
"""What changes something that is there."""


def amending(  # noqa: PLR0911 — one a case
    act: Amending, ticket: int, at: datetime
) -> "Callable[[Bench], object]":
    """Return the job that does what an answer asks for."""
    match act:
        case Describe():
            return lambda bench: describe(bench, ticket, act.text, at)
        case Feel():
            typed = at if act.ticket else None
            return lambda bench: feel(bench, ticket, act.note, act.was, act.now, typed=typed)
        case Rate():
            return lambda bench: rate(bench, ticket, act.guess, act.strength)
        case Add():
            return lambda bench: add(bench, ticket, act.target, act.text, at)
        case Confirm():
            return lambda bench: confirm(bench, ticket, act.answer, act.line, at)
        case Strike():
            return lambda bench: strike(bench, ticket, act.answer)
    return lambda bench: rewrite(bench, ticket, act.note, act.text, at)


def arrive(bench: "Bench") -> Arrival:
    """Open the study, and find where one was."""
    opened = bench.open()
    session = opened.view.session
    looked_at = session or opened.view.last
    hour = hour_of(_moments(bench, looked_at)) if looked_at else Hour()
    people = [bench.notebook.table("participants").get(p) for p in _people(session)]
    protocol = bench.protocol()
    return Arrival(
        opened=opened,
        hour=hour,
        described=any(person and DESCRIBED in person.attributes for person in people),
        prompts=protocol.prompts if protocol and protocol.prompts else PROMPTS,
    )


def begin(bench: "Bench", agreed: datetime) -> View:
    """Open an hour with a customer who said yes, as one change; they get the next code.

    Raises:
        StudyError: Another session is open.
    """
    if running := bench.pen.session():
        message = f"Your field notes {running.id} are open: finish those first (2)."
        raise StudyError(message)
    person = _next_code(bench)
    consent = Consent().then(ConsentState.GIVEN, at=agreed, how="spoken")
    bench.notebook.start_session(
        kind=Kind.SHADOWING,
        participants=[person],
        protocol_name=PROTOCOL,
        consents={person: consent},
    )
    return bench.view()


def describe(bench: "Bench", ticket: int, text: str, at: datetime) -> None:
    """Keep what kind of person the customer is."""
    session = bench.pen.session()
    for key in _people(session):
        held: Participant = bench.notebook.table("participants").want(key)
        attributes = {**held.attributes, DESCRIBED: text}
        bench.notebook.change("participants", held, replace(held, attributes=attributes))
    bench.keep_draft(Unsaved(ticket, at, ""))


def answer(bench: "Bench", ticket: int, line: Line, began: datetime) -> Saved:
    """Write an answer; where one is with the notes does not move it, and it moves nothing."""
    session = bench.pen.session()
    held = bench.pen.in_force(session.id if session else None)
    bench.force(None)
    try:
        return bench.write(ticket, line, began, None)
    finally:
        bench.force(held)


def feel(
    bench: "Bench",
    ticket: int,
    note: Target,
    was: Emotion | None,
    now: Emotion | None,
    *,
    typed: datetime | None,
) -> Moment | None:
    """Give a note a feeling, in place of the one it was given; its word may have been typed."""

    def amended(moment: Moment) -> Moment:
        gone = {emotion.key for emotion in (was, now) if emotion is not None}
        rest = [emotion for emotion in moment.emotions if emotion.key not in gone]
        return replace(moment, emotions=(*rest, now) if now else tuple(rest))

    done = bench.amend(ticket, note, amended)
    if typed is not None:
        bench.keep_draft(Unsaved(ticket, typed, ""))
    return done


def rate(bench: "Bench", ticket: int, guess: Target, strength: int) -> Moment | None:
    """Say how strong the guessed feeling was; beside the words where they name none."""

    def amended(moment: Moment) -> Moment:
        if not moment.emotions:
            return replace(moment, note=f"{strength} of 5")
        first, *others = moment.emotions
        return replace(moment, emotions=(replace(first, intensity=strength), *others))

    return bench.amend(ticket, guess, amended)


def add(bench: "Bench", ticket: int, target: Target, text: str, at: datetime) -> Moment | None:
    """Put more words behind an answer."""
    done = bench.amend(
        ticket, target, lambda moment: replace(moment, text=f"{moment.text}, {text}".lstrip(", "))
    )
    bench.keep_draft(Unsaved(ticket, at, ""))
    return done


def confirm(bench: "Bench", ticket: int, target: Target, line: Line | None, at: datetime) -> None:
    """Keep that the customer has seen their words, and how they put them."""

    def amended(moment: Moment) -> Moment:
        if line is None:
            return replace(moment, dimension=str(Asked.CONFIRMED))
        return replace(
            moment,
            text=line.text,
            note=line.note,
            emotions=line.emotions,
            touchpoint=line.touchpoint,
            dimension=line.dimension,
        )

    bench.amend(ticket, target, amended)
    if line is not None:
        bench.keep_draft(Unsaved(ticket, at, ""))


def strike(bench: "Bench", ticket: int, target: Target) -> None:
    """Strike the customer's words out of the study."""
    held = bench.amend(ticket, target, lambda moment: moment)
    if held is not None:
        bench.notebook.delete("moments", [held.id])


def rewrite(bench: "Bench", ticket: int, name: str, text: str, at: datetime) -> None:
    """Write a note's sentence; what was jotted on the spot stays beside it."""

    def written(moment: Moment) -> Moment:
        return keeping_jotting(moment, replace(moment, text=text, later=False), always=True)

    bench.amend(ticket, name, written)
    bench.keep_draft(Unsaved(ticket, at, ""))


def end(bench: "Bench", ticket: int) -> Session | None:
    """End the hour; the sentence for a colleague is what remains of it in the list of sessions."""
    session = bench.pen.session()
    if session is None:
        return None
    tonight = hour_of(_moments(bench, session)).tonight
    return bench.stop(ticket, tonight.text if tonight else None)


def _next_code(bench: "Bench") -> str:
    known = bench.pen.head.words.get("participants", {})
    numbers = [int(key[1:]) for key in known if key[:1] == "P" and key[1:].isdecimal()]
    return f"P{max(numbers, default=0) + 1}"


def _people(session: Session | None) -> tuple[ParticipantKey, ...]:
    return session.participants[:1] if session else ()


def _moments(bench: "Bench", session: Session) -> Iterator[Moment]:
    value = bench.notebook.moments.value
    for row in bench.notebook.ledger.state.rows("moments").values():
        if row.get("session") == session.id and "id" in row and not row.get("hidden"):
            yield value(row)
