"""The sessions that a file of notes tells of, and the clock of each."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

from fieldkit.exchange.batch import FoundSession, content_label
from fieldkit.exchange.note_heads import (
    Opening,
    kind_in,
    opening_in,
    person_in_name,
    title_of,
)
from fieldkit.exchange.said_dates import Said, said_in, start_of
from fieldkit.exchange.zones import WRITTEN, zone_named
from fieldkit.model.keys import ParticipantKey
from fieldkit.model.people import Participant
from fieldkit.model.times import to_utc
from fieldkit.model.words import Words

LONGEST_DESCRIPTION = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A session as the notes tell it, with the participant met in it."""

    found: FoundSession
    person: ParticipantKey | None = None

    def elapsed(self, clock: time) -> bool:
        """Tell whether a clock time is counted from the start: a call at nine is not at 00:03."""
        if clock.hour or not self.found.start:
            return False
        start = self.found.start.astimezone(zone_named(self.found.zone))
        return start.hour > 0

    def after(self, offset: timedelta) -> datetime | None:
        """Return the instant so long after the session began; None where that is unknown."""
        return self.found.start + offset if self.found.start else None

    def at(self, clock: time, only: bool) -> datetime | None:  # noqa: FBT001 - as the clock was read
        """Return when it was this time of day in the session; None where its day is unknown.

        A time that may be in either half of the day is in the one nearer the session's start.
        """
        if self.found.day is None:
            return None
        zone = zone_named(self.found.zone)
        at = datetime.combine(self.found.day, clock, tzinfo=zone)
        if not only and self.found.start:
            later = at + timedelta(hours=12)
            start = self.found.start
            at = min(at, later, key=lambda time: abs(time - start))
        return to_utc(at)


@dataclass(slots=True)
class Sessions:
    """Keeps the sessions of one file while its headings are met."""

    path: PurePosixPath
    words: Words
    zone: ZoneInfo
    front: Mapping[str, str]
    begins: tuple[str, ...]
    """What the file begins with, by which its sessions are known."""
    told: list[str] = field(default_factory=list)
    people: dict[ParticipantKey, Participant] = field(default_factory=dict)
    whole: Meeting = field(init=False)
    """The session of what stands under no other."""
    _met: dict[str, Meeting] = field(default_factory=dict)
    _day: date | None = field(init=False)

    def __post_init__(self) -> None:
        """Read what the file's name and front matter tell of all its notes."""
        base = title_of(self.path)
        self._day = said_in(self.front.get("date", "")).date or said_in(self.path.stem).date
        if self._day is None and opening_in(self.begins[0], self.words) is None:
            self._day = said_in(self.begins[0]).date  # the title's: it is of all its notes
        named = opening_in(self.front.get("participant", ""), self.words)
        person = (named and named.person) or person_in_name(self.path.stem, self.words)
        self.whole = Meeting(
            found=FoundSession(
                label=content_label(person or "notes", *self.begins),
                source=str(self.path),
                title=self.front.get("session") or self.front.get("title") or base,
                place=self.front.get("place") or self.front.get("location") or None,
                kind=kind_in(base),
                zone=self.zone.key,
                day=self._day,
                participants=self._front_people(person),
            ),
            person=person,
        )
        began = said_in(self.front.get("start") or self.front.get("time", ""))
        if self._day and began.clock:
            start = start_of(began, self._day, self.zone)
            self.whole = replace(self.whole, found=replace(self.whole.found, start=start))

    def _front_people(self, person: ParticipantKey | None) -> tuple[ParticipantKey, ...]:
        """Return whom the file speaks of, and everyone its front matter lists."""
        people = {person: None} if person else {}
        for text in self.front.get("participants", "").split(","):
            if named := opening_in(text.strip(), self.words):
                people |= {named.person: None} if named.person else {}
        return tuple(people)

    def meet(self, heading: str) -> Meeting | None:
        """Return the session that a heading opens, or None where it opens none."""
        opening = opening_in(heading, self.words)
        return None if opening is None else self.open(opening, heading)

    def open(self, opening: Opening, heading: str, *, day: date | None = None) -> Meeting:
        """Return the session of an opening: a new one, or the one of that name.

        Args:
            opening: What the heading tells.
            heading: The heading.
            day: The day of the heading over it, where that tells one.
        """
        if opening.person and opening.described:
            self._describe(opening.person, opening.described)
        if self._is_whole(opening):
            self.whole = self._timed(self.whole, opening.said, heading)
            return self.whole
        label = content_label(opening.name, *self.begins)
        known = self._met.get(label)
        if known is None:
            known = Meeting(
                found=replace(
                    self.whole.found,
                    label=label,
                    title=opening.name,
                    kind=opening.kind,
                    day=None if opening.said.dated else day or self._day,
                    start=None,
                    participants=(opening.person,) if opening.person else (),
                ),
                person=opening.person,
            )
        self._met[label] = self._timed(known, opening.said, heading)
        return self._met[label]

    def join(self, meeting: Meeting, person: ParticipantKey) -> Meeting:
        """Return a session with one more participant in it, who is the one met from here."""
        found = meeting.found
        people = tuple(dict.fromkeys((*found.participants, person)))
        joined = replace(meeting, found=replace(found, participants=people))
        if found.label == self.whole.found.label:
            self.whole = replace(joined, person=self.whole.person)
        else:
            self._met[found.label or ""] = replace(joined, person=meeting.person)
        return replace(joined, person=person)

    def again(self, meeting: Meeting) -> Meeting:
        """Return a session as it is known by now, with everyone who was met in it."""
        if meeting.found.label == self.whole.found.label:
            return self.whole
        return self._met.get(meeting.found.label or "", meeting)

    def used(self, labels: Mapping[str | None, object]) -> tuple[FoundSession, ...]:
        """Return the sessions of these labels, in the order given."""
        every = (self.whole, *self._met.values())
        found = {meeting.found.label: meeting.found for meeting in every}
        return tuple(found[label] for label in labels if label is not None)

    def _is_whole(self, opening: Opening) -> bool:
        """Tell whether a heading speaks of the very session that the file's name does."""
        if opening.person:
            return opening.person == self.whole.person
        said, day = opening.said, self._day
        if day is None or not said.dated:
            return False
        return (said.year or day.year, said.month, said.day) == (day.year, day.month, day.day)

    def _timed(self, meeting: Meeting, said: Said, heading: str) -> Meeting:
        found = meeting.found
        if said.zone:
            zone = zone_named(WRITTEN[said.zone])
            if said.zone not in {"UTC", "GMT"}:
                self.tell(f"{said.zone} is read as the clock of {zone.key}.")
            found = replace(found, zone=zone.key)
        day = self._full(said, heading) or found.day
        if day is None:
            return replace(meeting, found=found)
        start = start_of(said, day, zone_named(found.zone)) or found.start
        if said.clock and start and not said.half_said:
            local = start.astimezone(zone_named(found.zone))
            if local.hour != said.clock.hour:
                self.tell(f"{said.clock:%H:%M} in “{heading}” is read as {local:%H:%M}.")
        return replace(meeting, found=replace(found, day=day, start=start))

    def _full(self, said: Said, heading: str) -> date | None:
        """Return the day that a heading tells, its year from the file's own date if need be."""
        if said.date or not said.month or not said.day:
            return said.date
        if self._day is None:
            self.tell(f"“{heading}” tells no year; its notes stay without a day.")
            return None
        try:
            return date(self._day.year, said.month, said.day)
        except ValueError:
            return None

    def _describe(self, person: ParticipantKey, described: str) -> None:
        text = described[:LONGEST_DESCRIPTION]
        self.people.setdefault(person, Participant(key=person, attributes={"described": text}))

    def tell(self, text: str) -> None:
        """Keep a warning, once."""
        if text not in self.told:
            self.told.append(text)
