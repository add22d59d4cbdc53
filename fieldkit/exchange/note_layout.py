"""Which headings of notes open sessions, name participants and touchpoints: as said, or guessed."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from fieldkit.exchange.batch import Mapped, shorten
from fieldkit.model.errors import UsageError

SESSION, PARTICIPANT, TOUCHPOINT = MEANINGS = ("session", "participant", "touchpoint")
FILE, NONE = "file", "none"
PARTS = (*(f"h{level}" for level in range(1, 7)), FILE, NONE)
"""What can mean something in notes: a level of headings, the file as a whole, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLayout:
    """What is said of the headings; of the rest, each heading tells by itself."""

    said: Mapping[str, str] = field(default_factory=dict)
    """A part for each meaning that was said."""

    def means(self, level: int) -> str | None:
        """Return what headings of a level were said to mean, or None."""
        part = f"h{level}"
        return next((meaning for meaning, held in self.said.items() if held == part), None)

    def guesses(self, meaning: str) -> bool:
        """Tell whether headings that were not spoken of may mean this."""
        return meaning not in self.said


def as_layout(said: Mapping[str, str]) -> NoteLayout:
    """Return a layout as it was said: ``session=h2,participant=h3``.

    Raises:
        UsageError: There is no such meaning or part, or one part means two things.
    """
    held = {meaning: part.lower().lstrip("#") for meaning, part in said.items()}
    for meaning, part in held.items():
        if meaning not in MEANINGS:
            message = f"Notes have no {meaning!r} to map; they have: {', '.join(MEANINGS)}."
            raise UsageError(message)
        if part not in PARTS:
            message = f"{meaning}={part} says no part of notes; the parts are: {', '.join(PARTS)}."
            raise UsageError(message)
    levels = Counter(part for part in held.values() if part not in {FILE, NONE})
    if twice := [part for part, count in levels.items() if count > 1]:
        message = f"{twice[0]} is said to mean two things; one level means one."
        raise UsageError(message)
    return NoteLayout(said=held)


@dataclass(slots=True)
class Tally:
    """Counts what the headings were taken to mean, to be shown."""

    layout: NoteLayout
    _seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    _first: dict[tuple[str, str], str] = field(default_factory=dict)

    def met(self, part: str, meaning: str, text: str) -> None:
        """Take note of one heading."""
        self._seen[part, meaning] += 1
        self._first.setdefault((part, meaning), text)

    def mapped(self) -> Iterator[Mapped]:
        """Yield a line for each part and what it means, the outermost first."""
        order = sorted(self._seen, key=lambda key: (PARTS.index(key[0]), key[1] == "", key[1]))
        for part, meaning in order:
            count = self._seen[part, meaning]
            said = self.layout.said.get(meaning) == part
            more = f" (and {count - 1} more)" if count > 1 else ""
            yield Mapped(
                part=part,
                means=meaning or "section",
                how="as said" if said else "guessed",
                example=f"{shorten(self._first[part, meaning])}{more}",
            )
