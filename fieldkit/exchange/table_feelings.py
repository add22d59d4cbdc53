"""Feelings in tables: a cell of words, columns of numbers beside it, or a table of their own."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from fieldkit.exchange.json_emotion import whose_of
from fieldkit.model.emotion import UNSURE, Emotion, Known, Whose
from fieldkit.model.errors import InvalidValueError
from fieldkit.model.keys import fold
from fieldkit.model.moment import Layer
from fieldkit.model.words import Words

COLUMNS = (
    "moment",
    "term",
    "vocabulary",
    "intensity",
    "valence",
    "arousal",
    "whose",
    "known",
    "cue",
    "confidence",
)
"""The columns of the table of feelings."""
ONE = re.compile(
    r"!?(?P<term>[^()\d?]+?)\s*(?P<intensity>[1-5])?\s*(?P<unsure>\?)?\s*(?:\((?P<how>[^)]*)\))?\Z"
)
"""``frustrated``, ``frustrated 4``, ``frustrated 4 (customer, inferred)``."""
SEPARATORS = re.compile(r"\s*[;|\n]\s*")
MANY = 1000
"""Most words that are told of as no feelings of the vocabulary."""


@dataclass(slots=True, kw_only=True)
class Feelings:
    """Reads the feelings of each row."""

    words: Words
    rows: Mapping[str, Sequence[Mapping[str, str]]]
    """The rows of the table of feelings, by moment."""
    told: dict[str, int] = field(default_factory=dict)

    def of(
        self, row: Mapping[str, str], *, layer: Layer, speaker: str | None, kept: list[str]
    ) -> tuple[Emotion, ...]:
        """Return a row's feelings; what is none is kept as a remark, and told."""
        if held := self.rows.get(row.get("id", "")):
            return self._each([(str(one.get("term")), _exact(one)) for one in held], kept)
        text = row.get("emotions", "")
        parts = SEPARATORS.split(text if ";" in text else text.replace(",", ";"))
        if "(" in text:
            parts = re.split(r"\s*;\s*", text)
        whose = whose_of(layer, speaker)
        found = self._each(
            [(part, lambda part=part: self._word(part, whose)) for part in parts if part], kept
        )
        return self._numbered(found, row, kept)

    def _each(self, reads: Sequence[tuple[str, object]], kept: list[str]) -> tuple[Emotion, ...]:
        found: dict[str, Emotion] = {}
        for text, read in reads:
            try:
                emotion: Emotion = read()  # type: ignore[operator]
            except (InvalidValueError, ValueError) as error:
                kept.append(f"feeling: {text}")
                self._tell(f"feeling {text!r} is kept as a remark: {error}")
                continue
            found.setdefault(emotion.key, emotion)
        return tuple(found.values())

    def _word(self, text: str, whose: Whose) -> Emotion:
        match = ONE.match(text.strip())
        if match is None:
            message = "it is no feeling such as frustrated 4"
            raise InvalidValueError(message)
        term = fold(match["term"].strip())
        how = [part.strip() for part in (match["how"] or "").split(",") if part.strip()]
        owners = [Whose(part) for part in how if part in set(Whose)]
        knowns = [Known(part) for part in how if part in set(Known)]
        cue = ", ".join(part for part in how if part not in {*Whose, *Known})
        return replace(
            self.words.feeling(term),
            intensity=int(match["intensity"]) if match["intensity"] else None,
            whose=owners[0] if owners else whose,
            known=knowns[0] if knowns else Known.INFERRED,
            cue=cue or None,
            confidence=UNSURE if match["unsure"] else None,
        )

    def _numbered(
        self, found: tuple[Emotion, ...], row: Mapping[str, str], kept: list[str]
    ) -> tuple[Emotion, ...]:
        """Return the feelings with the numbers that stand in columns of their own."""
        said = {name: row[name] for name in ("intensity", "valence", "arousal") if name in row}
        if not said:
            return found
        try:
            numbers = {name: _number(text) for name, text in said.items()}
            if len(found) == 1:
                return (_with(found[0], numbers),)
            why = "there is no one feeling that they are of"
        except (InvalidValueError, ValueError) as error:
            why = str(error)
        kept += [f"{name}: {text}" for name, text in said.items()]
        self._tell(f"numbers beside feelings are kept as a remark: {why}")
        return found

    def _tell(self, text: str) -> None:
        if len(self.told) < MANY or text in self.told:
            self.told[text] = self.told.get(text, 0) + 1


def as_number(text: str) -> float | None:
    """Return the number of a cell, its decimals after a point or a comma; None where it is none."""
    try:
        return float(text.strip().replace("\u2212", "-").replace(",", "."))
    except ValueError:
        return None


def _number(text: str) -> float:
    number = as_number(text)
    if number is None:
        message = f"{text!r} is no number"
        raise InvalidValueError(message)
    return number


def _with(emotion: Emotion, numbers: Mapping[str, float]) -> Emotion:
    intensity = numbers.get("intensity")
    if intensity is not None and intensity != int(intensity):
        message = "intensity is a whole number from 1 to 5"
        raise InvalidValueError(message)
    return replace(
        emotion,
        intensity=emotion.intensity if intensity is None else int(intensity),
        valence=numbers.get("valence", emotion.valence),
        arousal=numbers.get("arousal", emotion.arousal),
    )


def _exact(row: Mapping[str, str]) -> object:
    def number(name: str) -> float | None:
        return _number(row[name]) if row.get(name) else None

    def read() -> Emotion:
        intensity = number("intensity")
        return Emotion(
            term=row["term"],
            vocabulary=row.get("vocabulary") or None,
            intensity=None if intensity is None else int(intensity),
            valence=number("valence"),
            arousal=number("arousal"),
            whose=Whose(row.get("whose") or Whose.CUSTOMER),
            known=Known(row.get("known") or Known.INFERRED),
            cue=row.get("cue") or None,
            confidence=number("confidence"),
        )

    return read
