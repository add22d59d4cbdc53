"""What a heading or a file name tells: whose session it opens, and at which touchpoint."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from fieldkit.exchange.said_dates import Said, said_in
from fieldkit.model.keys import ParticipantKey, TouchpointKey, as_person, fold, is_key
from fieldkit.model.session import Kind
from fieldkit.model.words import Words

_NUMBER = r"(?:[\s.#_-]|no\.?\s|number\s)*(?P<number>\d{1,4})(?![\w])"
PERSON = re.compile(
    rf"(?:\d+[.)]\s+)?(?P<what>p|participant|respondent|interviewee|tester|subject|user|customer"
    rf"|shopper|patient|visitor|guest|client|member|person|test person"
    rf"|teilnehmer(?:in)?|proband(?:in)?|kunde|kundin|besucher(?:in)?|nutzer(?:in)?|participante"
    rf"|partecipante|usuari[oa]|utilisateur|utilisatrice|cliente?|utente){_NUMBER}",
    re.IGNORECASE,
)
"""One participant, by number."""
MEETING = re.compile(
    rf"(?:\d+[.)]\s+)?(?P<what>(?:user|usability)[\s_-]test(?:ing)?(?:[\s_-]session)?|interview"
    rf"|test[\s_-]session|session|visit|field[\s_-]visit|observation|shadowing){_NUMBER}",
    re.IGNORECASE,
)
"""One session, by number."""
WITH_ONE = re.compile(r"test|interview", re.IGNORECASE)
"""Sessions held with one participant each, whose number is then theirs."""
SESSION_WORD = re.compile(
    r"\b(?:visit|session|interview|shift|day|observation|shadowing|besuch|sitzung|beobachtung"
    r"|visite|visita|sesión|séance|entretien|entrevista|intervista)\b",
    re.IGNORECASE,
)
KINDS = {
    "shadow": Kind.SHADOWING,
    "interview": Kind.INTERVIEW,
    "immersion": Kind.IMMERSION,
    "training": Kind.TRAINING,
}
"""What in a name tells the kind of session; without any it is an observation."""
ORDINARY = frozenset(
    """notes note results findings index readme untitled document research-results
    research_results research_findings summary transcript""".split()  # noqa: SIM905 - a list of words
)
"""File names that a study has many of."""
ABOUT_IT = frozenset(
    "feedback issue issues notes observations problem problems quotes".split()  # noqa: SIM905 - a list of words
)
"""Words that follow a touchpoint's name in a heading and are no part of it."""
JOINING = frozenset(
    "a and at de des du in la le of on the und".split()  # noqa: SIM905 - a list of words
)
"""Words that may stand inside a touchpoint's name, at neither end."""
PAGE_WORDS = frozenset(
    """about action actions additional any are background best bug bugs cares comment comments
    concern concerns conclusion conclusions contents context day deadlines debrief demographic
    demographics details discussion expect expects feedback finding findings focus for from general
    goal goals guide how hypotheses hypothesis idea ideas improvement improvements information
    insight insights interview interviews introduction intro issue issues journey journeys key
    learned learnings lessons like liked likes list method methodology methods metric metrics
    missing need needs negative next note notes objective objectives observation observations open
    opportunities opportunity option other out outcome outcomes overall overview pain participant
    participants persona personas plan plans points positive priority problem problems process
    profile purpose question questions quote quotes recommendation recommendations research
    researcher result results role roles scenario scenarios script session sessions setup steps
    study suggestion suggestions summary synthesis table takeaways task tasks team test tested
    tester testers testing tests theme themes thought thoughts to todo tomorrow top transcript user
    users verbatim version versions visit visits warm was we what who why wish wishes with wrap
    you""".split()  # noqa: SIM905 - a list of words
)
"""Words of the page, not of the journey: a heading with one of these names no touchpoint."""
LONGEST_NAME = 4
"""A touchpoint's name has at most this many words; a longer heading says something."""
LONGEST_LABEL = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A session that a heading opens."""

    name: str
    """``P1``, ``User Test 7``, ``2020-05-11``."""
    person: ParticipantKey | None = None
    described: str | None = None
    """What the heading says of the person."""
    said: Said
    kind: Kind = Kind.OBSERVATION


def opening_in(heading: str, words: Words) -> Opening | None:
    """Return the session that a heading opens, or None where it opens none."""
    person = PERSON.match(heading)
    match = person or MEETING.match(heading)
    if match is None:
        return _dated_opening(heading)
    rest = heading[match.end() :]
    if rest[:1].isspace() and rest.lstrip()[:1].islower() and "," not in rest:
        return None  # "P3 cannot find the till" is a sentence about P3
    said = said_in(rest)
    code = None
    if person or WITH_ONE.search(match["what"]):
        code = code_of(match["what"], match["number"], words)
    name = code if person and code else heading[: match.end()].strip()
    return Opening(
        name=name,
        person=code,
        described=_described(said.rest) if person else None,
        said=said,
        kind=kind_in(heading),
    )


def person_in_name(stem: str, words: Words) -> ParticipantKey | None:
    """Return the participant whom a file name names: ``participant-1``, ``p07_notes``."""
    plain = re.sub(r"[\s_-]+", " ", stem)
    for pattern in (PERSON, MEETING):
        for match in pattern.finditer(plain):
            begins = match.start() == 0 or plain[match.start() - 1] == " "
            if begins and (pattern is PERSON or WITH_ONE.search(match["what"])):
                return code_of(match["what"], match["number"], words)
    return None


def kind_in(text: str) -> Kind:
    """Return the kind of session that a name tells."""
    folded = fold(text)
    return next((kind for word, kind in KINDS.items() if word in folded), Kind.OBSERVATION)


def title_of(path: PurePosixPath) -> str:
    """Return what people call the notes in a file.

    The file's own name, and its folder's where a study has many files of that name.
    """
    if fold(path.stem) in ORDINARY and path.parent.name not in {"", ".", ".."}:
        return f"{path.parent.name}/{path.stem}"
    return path.stem


def touchpoint_in(heading: str, words: Words) -> TouchpointKey | None:
    """Return the touchpoint that a heading names, or None where it names none.

    A heading that the study knows as a touchpoint, or a short one in words that are not those of
    a report.
    """
    text = heading.strip(" \t:.[]()*_#")
    slug = fold(re.sub(r"[\s/&\u2013—-]+", "-", text)).strip("-")
    if slug in words.touchpoints:
        return TouchpointKey(slug)
    parts = [part for part in slug.split("-") if part]
    while len(parts) > 1 and parts[-1] in ABOUT_IT:
        parts.pop()
    key = "-".join(parts)
    if not 1 <= len(parts) <= LONGEST_NAME or PAGE_WORDS.intersection(parts) or not is_key(key):
        return None
    return None if JOINING.intersection((parts[0], parts[-1])) else TouchpointKey(key)


def _dated_opening(heading: str) -> Opening | None:
    said = said_in(heading)
    if not said.dated or (said.rest and not SESSION_WORD.search(said.rest)):
        return None
    name = said.date.isoformat() if said.date else heading[:LONGEST_LABEL].strip()
    return Opening(name=name, said=said, kind=kind_in(heading))


def code_of(what: str, number: str, words: Words) -> ParticipantKey:
    """Return a participant's code: as typed after ``P``, the plain number after a word.

    One that the study has under the same number (``P07`` for 7) is that one.
    """
    same = f"P{int(number)}"
    for known in words.people:
        if known[:1] == "P" and known[1:].isdecimal() and f"P{int(known[1:])}" == same:
            return ParticipantKey(known)
    return as_person(f"P{number}" if what.lower() == "p" else same)


def _described(rest: str) -> str | None:
    text = rest.strip(" \t:,;.\u2013—-()[]|")
    return text if any(char.isalpha() for char in text) else None
