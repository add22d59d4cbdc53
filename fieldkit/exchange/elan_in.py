"""ELAN files (``.eaf``) of anyone: an annotation a moment, what hangs under it its note."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from xml.etree.ElementTree import Element

from fieldkit.exchange.batch import (
    Batch,
    Fingerprints,
    Found,
    FoundSession,
    Progress,
    Unread,
    content_label,
    shorten,
)
from fieldkit.exchange.elan_out import CODE, DETAILS, FEELING, NOTE, PLACE, feeling_value
from fieldkit.exchange.elan_tiers import Hung, Top
from fieldkit.exchange.new_words import NewWords
from fieldkit.exchange.qda_codes import key_from, levels_from
from fieldkit.exchange.qdpx_labels import told_moment, told_session
from fieldkit.exchange.xml_tree import child, children, tree_in
from fieldkit.exchange.zones import zone_named
from fieldkit.model.emotion import Emotion, Whose
from fieldkit.model.errors import InvalidValueError, RefusedFileError
from fieldkit.model.keys import (
    CodeKey,
    MomentId,
    ParticipantKey,
    TouchpointKey,
    as_person,
    is_key,
    is_staff,
)
from fieldkit.model.moment import Source
from fieldkit.model.times import from_iso
from fieldkit.model.words import Words

OURS = "fieldkit start"
KINDS = frozenset({NOTE, FEELING, PLACE, CODE, DETAILS})


def sniff(head: str) -> bool:
    """Tell whether text begins as such a file does."""
    return "<ANNOTATION_DOCUMENT" in head


def read(path: Path, *, words: Words, zone: str, progress: Progress | None = None) -> Batch:
    """Read the annotations of the tiers that have times of their own, in order of time.

    Args:
        path: The file.
        words: The study's words.
        zone: IANA name of the session's zone.
        progress: Told the annotations read and how many there are.

    Raises:
        RefusedFileError: It is no ELAN file.
        InvalidValueError: There is no such zone.
    """
    zone_named(zone)
    root = tree_in(path)
    if root.tag != "ANNOTATION_DOCUMENT":
        message = f"{path} is no ELAN file: its document is a {root.tag[:40]}."
        raise RefusedFileError(message)
    reading = _Reading(path=path.as_posix(), root=root, words=words, zone=zone)
    batch = reading.batch()
    if progress:
        progress(len(batch.moments), len(batch.moments))
    return batch


@dataclass(slots=True, kw_only=True)
class _Reading:
    """One file on its way into a batch."""

    path: str
    root: Element
    words: Words
    zone: str
    prints: Fingerprints = field(default_factory=Fingerprints)
    unread: list[Unread] = field(default_factory=list)

    def batch(self) -> Batch:
        """Return everything that was read."""
        hung = Hung().fill(self.root)
        found = sorted(hung.tops, key=lambda one: (one.start is None, one.start or 0))
        properties = {
            one.get("NAME"): one.text for one in children(child(self.root, "HEADER"), "PROPERTY")
        }
        start = _time(properties.get(OURS))
        session = self._session(properties.get("fieldkit session"), found)
        moments = tuple(
            self._moment(number, one, hung.under.get(one.name, {}), session.label, start)
            for number, one in enumerate(found, 1)
        )
        new = NewWords(self.words)
        people: dict[ParticipantKey, None] = dict.fromkeys(session.participants)
        for one in moments:
            new.meet(one.moment)
            people.update(dict.fromkeys(one.moment.participants))
        told = []
        if start is None and moments:
            told.append("It tells no date: where each annotation stands in the recording is noted.")
        if hung.astray:
            told.append(f"{hung.astray:,} annotations hang under none and were left out.")
        return Batch(
            sessions=(replace(session, participants=tuple(people)),),
            moments=moments,
            told=tuple(told),
            touchpoints=new.touchpoints,
            codes=new.codes,
        )

    def _session(self, description: str | None, found: list[Top]) -> FoundSession:
        told, ours = told_session(description)
        name = told.title or told.id if ours else Path(self.path).stem
        content = "" if ours else "\n".join(one.text for one in found[:8])
        return FoundSession(
            label=content_label(shorten(name), told.id, content),
            source=self.path,
            kind=told.kind,
            title=told.title if ours else name,
            place=told.place,
            zone=told.zone or self.zone,
            start=told.start,
            end=told.end,
            observers=told.observers,
            participants=told.participants,
            protocol=told.protocol,
            conditions=told.conditions,
            debrief=told.debrief,
        )

    def _moment(
        self,
        number: int,
        one: Top,
        under: Mapping[str, list[tuple[str, str]]],
        session: str,
        start: datetime | None,
    ) -> Found:
        ours = any(kind == DETAILS for values in under.values() for kind, _ in values)
        held, others = _parts(under, ours=ours)
        notes = others if start else [_span(one), *others]
        told, _ = told_moment("\n".join(held[DETAILS]), one.text)
        speaker, people = (told.speaker, told.participants) if ours else _who(one)
        at = told.at
        if not ours and start and one.start is not None:
            at = start + timedelta(milliseconds=one.start)
        moment = replace(
            told,
            id=MomentId(""),
            at=at,
            speaker=speaker,
            participants=people,
            note="\n".join(filter(None, (*held[NOTE], *notes))) or None,
            touchpoint=TouchpointKey(key_from(held[PLACE][0])) if held[PLACE] else None,
            codes=tuple(dict.fromkeys(CodeKey(_code_key(text)) for text in held[CODE])),
            emotions=tuple(self._emotions(told.emotions, held[FEELING])),
        )
        mark = self.prints.of(session, people, at, moment.layer, f"{one.start} {moment.text}")
        source = Source(
            path=self.path,
            line=number,
            section=one.tier or None,
            guessed=not ours,
            fingerprint=mark,
        )
        return Found(
            session=session,
            moment=replace(moment, source=source),
            line=number,
            until=number,
        )

    def _emotions(self, told: Iterable[Emotion], shown: list[str]) -> Iterator[Emotion]:
        """Yield the feelings that their tier shows: as described where they are."""
        described = set()
        for emotion in told:
            if (value := feeling_value(emotion)) in shown:
                described.add(value)
                yield emotion
        for value in dict.fromkeys(shown):
            if value not in described:
                whose, colon, word = value.rpartition(": ")
                named = Whose(whose) if colon and whose in set(Whose) else Whose.CUSTOMER
                yield replace(self.words.feeling(word), whose=named)


def _parts(
    under: Mapping[str, list[tuple[str, str]]], *, ours: bool
) -> tuple[dict[str, list[str]], list[str]]:
    """Return what tiers of our kinds hold, by kind, and a line of a note for each other tier."""
    held: dict[str, list[str]] = {kind: [] for kind in KINDS}
    notes: list[str] = []
    for name, values in under.items():
        kind = values[0][0]
        if ours and kind in KINDS:
            held[kind] += [text for _, text in values]
        else:
            notes.append(f"{name}: {' '.join(text for _, text in values)}")
    return held, notes


def _who(one: Top) -> tuple[str | None, tuple[ParticipantKey, ...]]:
    """Return who speaks on a tier, and the participants that makes."""
    name = one.participant or one.tier
    try:
        key = as_person(name)
    except InvalidValueError:
        key = ParticipantKey(key_from(name))
    return key, () if is_staff(key) else (key,)


def _span(one: Top) -> str | None:
    if one.start is None:
        return None
    return "-".join(_clock(at) for at in (one.start, one.end) if at is not None)


def _clock(milliseconds: int) -> str:
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes}:{rest / 1000:06.3f}"


def _code_key(text: str) -> str:
    return text if is_key(text, levels=True) else levels_from(text)


def _time(text: str | None) -> datetime | None:
    try:
        return from_iso(text) if text else None
    except InvalidValueError:
        return None
