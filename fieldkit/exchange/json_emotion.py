"""Feelings as they stand in JSON: objects, or a word and a digit."""

import re
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from fieldkit.model.emotion import UNSURE, Emotion, Known, Whose
from fieldkit.model.errors import InvalidValueError
from fieldkit.model.keys import as_key, is_staff
from fieldkit.model.moment import Layer
from fieldkit.model.words import Words

E = TypeVar("E", bound=StrEnum)

WORD = re.compile(r"!?(?P<term>[^\s\d?]+)(?P<intensity>[1-5])?(?P<unsure>\?)?\Z")
"""``frustrated``, ``frustrated4``, ``frustrated?``."""


def as_emotions(
    value: object, *, words: Words, layer: Layer, speaker: str | None
) -> tuple[Emotion, ...]:
    """Return the feelings that the key ``emotions`` holds.

    Args:
        value: None, or a list of objects as fieldkit exports them, or of words such as
            ``frustrated4``.
        words: Where a bare word finds its vocabulary and its place in it.
        layer: The moment's; on a reflexive one a bare word is the observer's.
        speaker: The moment's; on a staff member's a bare word is staff's.

    Raises:
        InvalidValueError: It is none of these, or the same feeling twice.
    """
    if value is None:
        return ()
    if not isinstance(value, list):
        message = "emotions is not a list"
        raise InvalidValueError(message)
    whose = whose_of(layer, speaker)
    return tuple(_one(item, words, whose) for item in value)


def whose_of(layer: Layer, speaker: str | None) -> Whose:
    """Return whose a bare feeling is: the observer's, staff's, else the customer's."""
    if layer is Layer.REFLEXIVE:
        return Whose.OBSERVER
    return Whose.STAFF if speaker and is_staff(speaker) else Whose.CUSTOMER


def _one(item: object, words: Words, whose: Whose) -> Emotion:
    if isinstance(item, str):
        return _from_word(item, words, whose)
    if not isinstance(item, dict):
        message = "a feeling is neither an object nor a word"
        raise InvalidValueError(message)
    term = item.get("term")
    if not isinstance(term, str) or not term:
        message = "a feeling has no term"
        raise InvalidValueError(message)
    intensity = item.get("intensity")
    if intensity is not None and (isinstance(intensity, bool) or not isinstance(intensity, int)):
        message = "intensity is not a whole number from 1 to 5"
        raise InvalidValueError(message)
    return Emotion(
        term=term,
        vocabulary=_text(item, "vocabulary"),
        intensity=intensity,
        valence=_number(item, "valence"),
        arousal=_number(item, "arousal"),
        whose=_choice(item, "whose", Whose, whose),
        known=_choice(item, "known", Known, Known.INFERRED),
        cue=_text(item, "cue"),
        confidence=_number(item, "confidence"),
    )


def _from_word(text: str, words: Words, whose: Whose) -> Emotion:
    match = WORD.match(text.strip())
    if match is None:
        message = f"{text!r} is not a feeling such as frustrated4"
        raise InvalidValueError(message)
    term = as_key(match["term"], "feeling")
    return replace(
        words.feeling(term),
        intensity=int(match["intensity"]) if match["intensity"] else None,
        whose=whose,
        confidence=UNSURE if match["unsure"] else None,
    )


def _text(item: Mapping[str, object], key: str) -> str | None:
    value = item.get(key)
    if value is not None and not isinstance(value, str):
        message = f"a feeling's {key} is not a text"
        raise InvalidValueError(message)
    return value


def _number(item: Mapping[str, object], key: str) -> float | None:
    value = item.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        message = f"a feeling's {key} is not a number"
        raise InvalidValueError(message)
    return value


def _choice(item: Mapping[str, object], key: str, choices: type[E], default: E) -> E:
    value = item.get(key)
    if value is None:
        return default
    if not isinstance(value, str) or value not in set(choices):
        message = f"a feeling's {key} is one of: {', '.join(choices)}"
        raise InvalidValueError(message)
    return choices(value)
