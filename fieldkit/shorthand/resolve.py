"""Lines into moments and back: time, session and touchpoint in force are settled here."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from fieldkit.model.emotion import UNSURE, Emotion
from fieldkit.model.errors import InvalidValueError
from fieldkit.model.keys import PERSON, Handle, MomentId, ParticipantKey, TouchpointKey, is_staff
from fieldkit.model.moment import ANSWER, QUESTION, UNNAMED, Layer, Moment
from fieldkit.model.session import Session
from fieldkit.model.times import to_utc
from fieldkit.model.words import Words
from fieldkit.shorthand.clock import When
from fieldkit.shorthand.feeling import typed_term
from fieldkit.shorthand.line import Line

AHEAD = timedelta(hours=1)
"""A clock time further ahead than this is yesterday's."""
_DAY = timedelta(days=1)
_NOBODY = frozenset({UNNAMED, QUESTION, ANSWER})


def resolve(
    line: Line,
    *,
    id: MomentId,  # noqa: A002  the moment's own word for it
    began: datetime,
    session: Session | None,
    observer: Handle,
    in_force: TouchpointKey | None,
    zone: str | None = None,
) -> Moment:
    """Return the moment a line tells.

    Args:
        line: The line read.
        id: The moment's id.
        began: When the line was begun, aware.
        session: The session it belongs to; its zone reads clock times.
        observer: Who writes.
        in_force: The touchpoint of a line that names none.
        zone: IANA zone of clock times outside a session; UTC where left out.

    Raises:
        InvalidValueError: The zone is none.
    """
    return Moment(
        id=id,
        at=to_utc(began) if line.when is None else instant(line.when, began, session, zone),
        session=session.id if session else None,
        observer=observer,
        participants=_participants(line.who) or (session.participants if session else ()),
        speaker=line.who[0] if line.who else None,
        layer=line.layer,
        later=line.later,
        text=line.text,
        note=line.note,
        touchpoint=line.touchpoint or in_force,
        codes=line.codes,
        dimension=line.dimension,
        count=line.count,
        emotions=line.emotions,
    )


def moves(line: Line) -> bool:
    """Tell whether a line sets the touchpoint in force: not when it is back-dated."""
    return line.touchpoint is not None and line.when is None


def instant(
    when: When, began: datetime, session: Session | None, zone: str | None = None
) -> datetime:
    """Return when a time as typed was, in UTC.

    A clock time is its latest occurrence that is not over an hour ahead of when the line was
    begun; in an ended session, the one nearest the session's span. Where the clocks go back, the
    hour that comes twice is the one nearer the same mark, for a dated time the first. A time that
    the clocks skip is read as if they had not gone forward yet (02:30 becomes 03:30).

    Raises:
        InvalidValueError: The zone is none.
    """
    if isinstance(when, timedelta):
        return to_utc(began - when)
    if isinstance(when, datetime) and when.tzinfo is not None:
        return to_utc(when)
    place = _zone(session.zone if session else zone)
    if isinstance(when, datetime):
        return to_utc(when.replace(tzinfo=place))
    if session is not None and session.end is not None:
        return _nearest(when, session.start or session.end, session.end, place)
    today = began.astimezone(place).date()
    days = [today + _DAY, today, today - _DAY]
    past = next((day for day in days if _at(day, when, place) - began <= AHEAD), days[-1])
    return min(_both(past, when, place), key=lambda at: abs(at - began))


def line_of(moment: Moment, *, zone: str | None, words: Words | None = None) -> Line:
    """Return the line that shows a moment and edits it; its time is dated, in the zone.

    What a line cannot say (a remark where there is no quotation, an odd confidence) is kept by
    `amend`, not by the line.

    Raises:
        InvalidValueError: The zone is none.
    """
    words = words or Words()
    return Line(
        when=None if moment.at is None else _dated(moment.at, _zone(zone)),
        who=_who(moment, words),
        layer=moment.layer,
        later=moment.later,
        text=moment.text,
        note=moment.note if moment.layer is Layer.VERBATIM else None,
        touchpoint=moment.touchpoint,
        emotions=moment.emotions,
        codes=tuple(sorted(set(moment.codes))),
        dimension=moment.dimension,
        count=moment.count,
        words=words,
    )


def merge_tags(moment: Moment, line: Line) -> Moment:
    """Return a moment with a line's tags added; its words, time and layer stay.

    A feeling is the moment's speaker's, unless the line says whose. Touchpoint, dimension and
    count are replaced, where the line gives them; feelings and codes join those there are.
    """
    who = line.who or ((moment.speaker,) if moment.speaker else ())
    emotions = {emotion.key: emotion for emotion in moment.emotions}
    for term, feeling in line.feelings:
        emotion = feeling.read(term, who, moment.layer, line.words)
        emotions[emotion.key] = emotion
    return replace(
        moment,
        touchpoint=line.touchpoint or moment.touchpoint,
        emotions=tuple(emotions.values()),
        codes=tuple(sorted({*moment.codes, *line.codes})),
        dimension=line.dimension or moment.dimension,
        count=moment.count if line.count == 1 else line.count,
    )


def written_up(moment: Moment, line: Line, *, began: datetime, session: Session | None) -> Moment:
    """Return a moment with its full note: the tags it had stay, and the note's join them.

    The note's words, and what it says of time, speaker and layer, take the place of the jotting's.
    A feeling that no vocabulary knows goes where the note names one.

    Raises:
        InvalidValueError: The zone is none.
    """
    tagged = merge_tags(moment, line)
    known = tuple(e for e in tagged.emotions if e.vocabulary is not None)
    emotions = known if line.feelings and known else tagged.emotions
    marked = line.layer is not Layer.OBSERVED or moment.later
    return replace(
        tagged,
        at=moment.at if line.when is None else instant(line.when, began, session),
        participants=_participants(line.who) or moment.participants,
        speaker=line.who[0] if line.who else moment.speaker,
        layer=line.layer if marked else moment.layer,
        later=line.later,
        text=line.text or moment.text,
        note=line.note or moment.note,
        emotions=emotions,
    )


def amend(
    moment: Moment,
    line: Line,
    *,
    began: datetime,
    session: Session | None,
    zone: str | None = None,
) -> Moment:
    """Return a moment that says what a line says, and stays the same otherwise.

    Its time stays unless the line gives one; who took part stays unless the line names others; a
    remark stays unless the words are, or were, a quotation; what is known of a feeling beyond its
    sign stays with it.

    Raises:
        InvalidValueError: The zone is none.
    """
    place = session.zone if session else zone
    before = line_of(moment, zone=place, words=line.words)
    timed = line.when not in {None, before.when}
    same = line.who == before.who
    participants = _participants(line.who) or (session.participants if session else ())
    remarks = Layer.VERBATIM in {line.layer, moment.layer} and bool(line.note or before.note)
    kept = line.later and moment.later
    return replace(
        moment,
        at=instant(line.when, began, session, zone) if timed and line.when else moment.at,
        participants=moment.participants if same else participants or moment.participants,
        speaker=moment.speaker if same else (line.who[0] if line.who else None),
        layer=moment.layer if kept else line.layer,
        later=line.later,
        text=line.text,
        note=_note(moment, line) if remarks else moment.note,
        touchpoint=line.touchpoint,
        codes=line.codes,
        dimension=line.dimension,
        count=line.count,
        emotions=tuple(_kept(emotion, moment.emotions) for emotion in line.emotions),
    )


def _note(moment: Moment, line: Line) -> str | None:
    """Return the remark: gone only where a quotation that had one is a quotation without it."""
    return line.note if line.note or line.layer is Layer.VERBATIM else moment.note


def _kept(emotion: Emotion, before: tuple[Emotion, ...]) -> Emotion:
    """Return a feeling with what its sign cannot hold, where the moment had the same feeling."""
    for old in before:
        alike = (old.whose, old.known) == (emotion.whose, emotion.known)
        if alike and typed_term(old.term) == emotion.term:
            unsure = (old.confidence is None or old.confidence > UNSURE) == (
                emotion.confidence is None
            )
            return replace(
                emotion,
                term=old.term,
                vocabulary=old.vocabulary,
                valence=old.valence,
                arousal=old.arousal,
                confidence=old.confidence if unsure else emotion.confidence,
            )
    return emotion


def _participants(who: tuple[str, ...]) -> tuple[ParticipantKey, ...]:
    return tuple(ParticipantKey(code) for code in who if code not in _NOBODY and not is_staff(code))


def _who(moment: Moment, words: Words) -> tuple[str, ...]:
    speaker = moment.speaker
    if speaker is None:
        return ()
    if speaker in _NOBODY:
        return (speaker,)
    if not PERSON.match(speaker) and speaker not in words.people:
        return ()  # an imported name that no line could hold
    if is_staff(speaker):
        return (speaker,)
    return tuple(dict.fromkeys((speaker, *moment.participants)))


def _dated(at: datetime, place: tzinfo) -> datetime:
    """Return a local time without its offset, unless its hour comes twice."""
    local = at.astimezone(place)
    plain = local.replace(tzinfo=None, fold=0)
    return plain if plain.replace(tzinfo=place).astimezone(UTC) == at else local


def _at(day: date, clock: time, place: tzinfo) -> datetime:
    return datetime.combine(day, clock, place).astimezone(UTC)


def _both(day: date, clock: time, place: tzinfo) -> tuple[datetime, ...]:
    """Return the instants of a clock time on a day: two where the clocks go back over it."""
    local = datetime.combine(day, clock, place)
    first, second = local.utcoffset(), local.replace(fold=1).utcoffset()
    twice = first is not None and second is not None and first > second
    both = (local, local.replace(fold=1)) if twice else (local,)
    return tuple(to_utc(at.astimezone(UTC)) for at in both)


def _nearest(clock: time, start: datetime, end: datetime, place: tzinfo) -> datetime:
    days = {
        mark.astimezone(place).date() + _DAY * step for mark in (start, end) for step in (-1, 0, 1)
    }

    def off(at: datetime) -> timedelta:
        return max(start - at, at - end, timedelta(0))

    found = [at for day in sorted(days) for at in _both(day, clock, place)]
    return min(found, key=off)


def _zone(name: str | None) -> tzinfo:
    if name in {None, "UTC"}:
        return UTC
    from zoneinfo import ZoneInfo  # costs 4 ms of start-up; UTC needs none of it

    try:
        return ZoneInfo(str(name))
    except (LookupError, ValueError, OSError) as error:
        message = f"There is no time zone {name!r}; give an IANA name, for example Europe/Rome."
        raise InvalidValueError(message) from error
