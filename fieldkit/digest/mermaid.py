"""The journey in Mermaid's ``journey`` form, which GitHub, GitLab and Obsidian draw.

Mermaid scores a step from 1 to 5, which valence -1 to 1 is mapped to; people stand behind it. A
touchpoint with fewer than three people gets a step a reading, as everywhere.
Source: https://mermaid.js.org/syntax/userJourney.html
"""

import re

from fieldkit.analysis.journey import Stop, journey
from fieldkit.analysis.sighting import Notes
from fieldkit.digest.feelings import apart, middle_feeling
from fieldkit.digest.markdown import clean
from fieldkit.digest.phrases import count

SYNTAX = re.compile(r"[:;#,<>{}\"%`\\]+")
"""What Mermaid would read as its own, or a page as markup."""


def mermaid(notes: Notes) -> str:
    """Return the journey as Mermaid text; empty without a feeling along it."""
    stops = journey(notes).stops
    if not stops:
        return ""
    names = {phase.key: phase.name or phase.key for phase in notes.casebook.phases}
    lines = ["journey", f"    title {_plain(notes.casebook.study.title) or 'Journey'}"]
    section = None
    for stop in stops:
        phase = names.get(stop.touchpoint.phase) if stop.touchpoint.phase else None
        name = _plain(phase or "Journey")
        if name != section:
            section = name
            lines.append(f"    section {section}")
        lines += [f"      {step}" for step in _steps(stop)]
    return "\n".join(lines)


def score(valence: float) -> int:
    """Return Mermaid's score of a valence: -1 is 1, 0 is 3, 1 is 5."""
    return round(2 * (valence + 1)) + 1


def _steps(stop: Stop) -> list[str]:
    name = _plain(stop.touchpoint.name or stop.touchpoint.key)
    if stop.has_line:
        people = count(len(stop.people), "person", "people")
        return [f"{name} - {_plain(middle_feeling(stop))}: {score(stop.middle)}: {people}"]
    return [
        f"{name} - {_plain(reading.emotion.term)}: {score(reading.valence)}: "
        + (", ".join(map(_plain, reading.people)) or apart(reading.sighting))
        for reading in stop.readings
    ]


def _plain(text: str) -> str:
    """Return text without anything that Mermaid would read as its own."""
    return " ".join(SYNTAX.sub(" ", clean(text)).split())
