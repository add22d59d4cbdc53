"""The headings in force over a line of notes: whose session, with whom, and at which touchpoint."""

import re
from dataclasses import dataclass, field, replace

from fieldkit.exchange.note_heads import (
    LONGEST_LABEL,
    PERSON,
    Opening,
    code_of,
    kind_in,
    opening_in,
    title_of,
    touchpoint_in,
)
from fieldkit.exchange.note_layout import (
    FILE,
    PARTICIPANT,
    SESSION,
    TOUCHPOINT,
    NoteLayout,
    Tally,
)
from fieldkit.exchange.note_sessions import Meeting, Sessions
from fieldkit.exchange.said_dates import said_in
from fieldkit.model.keys import ParticipantKey, TouchpointKey, as_person, fold, is_key
from fieldkit.model.words import Words

LONGEST_NAME = 60
"""Longest heading, in code points, that may be a touchpoint's name."""


@dataclass(slots=True, kw_only=True)
class Headings:
    """Keeps which headings are in force while the notes are gone through."""

    sessions: Sessions
    words: Words
    layout: NoteLayout
    tally: Tally = field(init=False)
    meeting: Meeting = field(init=False)
    """The session in force, with the participant whom a heading under it names."""
    present: tuple[ParticipantKey, ...] = field(init=False)
    """Whom a line is about that names nobody: the one a heading names, else the session's."""
    touchpoint: tuple[TouchpointKey, str] | None = field(init=False)
    """The touchpoint of the nearest heading that names one, with its name."""
    heads: list[tuple[int, str]] = field(default_factory=list)
    """Level and text, outermost first."""
    _met: list[tuple[int, Meeting]] = field(default_factory=list)
    """The sessions that headings opened, each with its heading's level."""
    _people: list[tuple[int, ParticipantKey | None]] = field(default_factory=list)
    """The participants that headings name, each with its heading's level."""

    def __post_init__(self) -> None:
        """Begin without any."""
        self.tally = Tally(self.layout)
        self._settle()

    def _settle(self) -> None:
        """Say once, for all lines until the next heading, what the headings make of them."""
        self.meeting = self._in_force()
        person = self.meeting.person if self._people else None
        self.present = (person,) if person else self.meeting.found.participants
        self.touchpoint = self._place()

    def take(self, level: int, text: str) -> Meeting | None:
        """Put a heading in force; return the session it opens, or None where it opens none."""
        while self.heads and self.heads[-1][0] >= level:
            self.heads.pop()
        self._met = [(own, one) for own, one in self._met if own < level]
        self._people = [(own, one) for own, one in self._people if own < level]
        self.heads.append((level, text))
        means = self.layout.means(level)
        meeting = self._opened(level, text, means)
        if meeting is not None:
            self.tally.met(f"h{level}", SESSION, text)
        elif means == PARTICIPANT or (means is None and self._names_person(text)):
            self._name(level, text)
        elif self._touchpoint_of(len(self.heads) - 1):
            self.tally.met(f"h{level}", TOUCHPOINT, text)
        else:
            self.tally.met(f"h{level}", "", text)
        self._settle()
        return meeting

    def _opened(self, level: int, text: str, means: str | None) -> Meeting | None:
        """Return the session that a heading opens, put in force."""
        opening = opening_in(text, self.words)
        if means == SESSION:
            said = said_in(text)
            name = text[:LONGEST_LABEL].strip()
            opening = opening or Opening(name=name, said=said, kind=kind_in(text))
        elif means == PARTICIPANT and self.layout.guesses(SESSION):
            person = self._code(text)
            opening = opening or (
                Opening(name=person, person=person, said=said_in("")) if person else None
            )
        elif means is not None or not self._may_open(opening):
            return None
        if opening is None:
            return None
        day = self._met[-1][1].found.day if self._met else None
        meeting = self.sessions.open(opening, text, day=day)
        people = [person for _, person in self._people if person]
        if people and meeting.person is None:
            meeting = self.sessions.join(meeting, people[-1])
        titled = means is None and not meeting.person and meeting.found.day is not None
        # A day is a title, not a chapter: it lasts until the next session is opened.
        self._met = [(0, meeting)] if titled else [*self._met, (level, meeting)]
        return meeting

    def _may_open(self, opening: Opening | None) -> bool:
        """Tell whether a heading that was not spoken of may open the session it tells."""
        if opening and opening.person and not self.layout.guesses(PARTICIPANT):
            return False
        return self.layout.guesses(SESSION)

    def _names_person(self, text: str) -> bool:
        """Tell whether a heading under a session that was said names somebody in it."""
        if self.layout.guesses(SESSION) or not self.layout.guesses(PARTICIPANT):
            return False
        opening = opening_in(text, self.words)
        return opening is not None and opening.person is not None

    def _name(self, level: int, text: str) -> None:
        person = self._code(text)
        if person is None:
            self.sessions.tell(
                f"“{text[:LONGEST_NAME]}” is no code such as P7: what stands under it names nobody."
            )
        self._people.append((level, person))
        self.tally.met(f"h{level}", PARTICIPANT, text)

    def _code(self, text: str) -> ParticipantKey | None:
        """Return the code that a heading begins with, or is."""
        if match := PERSON.match(text):
            return code_of(match["what"], match["number"], self.words)
        word = text.strip(" \t:.[]()*_#")
        return as_person(word) if is_key(fold(word)) and any(c.isdigit() for c in word) else None

    def _in_force(self) -> Meeting:
        held = self._met[-1] if self._met else (0, self.sessions.whole)
        meeting = self.sessions.again(held[1]) if self._people else held[1]
        if not self._met:
            meeting = self.sessions.whole
        named = [person for level, person in self._people if level > held[0]]
        if not named:
            return meeting
        if named[-1] is None:
            return replace(meeting, person=None, found=replace(meeting.found, participants=()))
        return self.sessions.join(meeting, named[-1])

    def _place(self) -> tuple[TouchpointKey, str] | None:
        if self.layout.said.get(TOUCHPOINT) == FILE:
            name = title_of(self.sessions.path)
            key = _slug(name)
            return (key, name) if key else None
        for index in range(len(self.heads) - 1, -1, -1):
            level, text = self.heads[index]
            if self.layout.means(level) != TOUCHPOINT and self._ends_place(index):
                return None
            if key := self._touchpoint_of(index):
                return key, text.strip(" \t:.[]()")
        return None

    def _ends_place(self, index: int) -> bool:
        """Tell whether a heading begins anew, so that no touchpoint over it is still in force.

        Somebody's own session may stand under a touchpoint; a day or a numbered one does not.
        """
        level, text = self.heads[index]
        if self.layout.means(level) is not None or not self.layout.guesses(TOUCHPOINT):
            return False
        opening = opening_in(text, self.words)
        return opening is not None and (not opening.person or opening.said.dated)

    def _touchpoint_of(self, index: int) -> TouchpointKey | None:
        """Return the touchpoint that one heading names, or None."""
        level, text = self.heads[index]
        means = self.layout.means(level)
        if means is not None or not self.layout.guesses(TOUCHPOINT):
            return _slug(text) if means == TOUCHPOINT else None
        if (index == 0 and level == 1) or opening_in(text, self.words):
            return None  # the document's title, or a session's
        return touchpoint_in(text, self.words)


def _slug(text: str) -> TouchpointKey | None:
    """Return the key of a heading that was said to be a touchpoint, whatever it says."""
    key = re.sub(r"[^\w]+", "-", fold(text.strip(" \t:.[]()*_#"))).strip("-_")
    return TouchpointKey(key) if is_key(key) and len(key) <= LONGEST_NAME else None
