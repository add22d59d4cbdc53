"""One JSON object into one moment: each key checked for what it may hold."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

from fieldkit.exchange.json_emotion import as_emotions
from fieldkit.model.errors import InvalidValueError
from fieldkit.model.keys import (
    CodeKey,
    MomentId,
    ParticipantKey,
    TouchpointKey,
    as_handle,
    as_key,
    as_person,
)
from fieldkit.model.moment import ANSWER, QUESTION, UNNAMED, Layer, Moment, Source
from fieldkit.model.times import to_utc
from fieldkit.model.words import Words

T = TypeVar("T")

KINDS = {"observation": Layer.OBSERVED, "quote": Layer.VERBATIM, "other": Layer.METHOD}
"""What foreign files call the layers."""
KNOWN_KEYS = frozenset(
    """at codes count created dimension edited emotions hidden id jotting kind later layer line
    line_shorthand media note observer participant participants section session source
    source_path speaker starred study text touchpoint""".split()  # noqa: SIM905 - one word a line is a page
)
"""Every key that a line may have; others are told and left out."""


def as_object(line: str) -> dict[str, object]:
    """Return the JSON object that a line holds.

    Raises:
        InvalidValueError: It is not JSON, not an object, has a key twice, or a number that JSON
            does not have; the text says which.
    """
    try:
        value = json.loads(line, object_pairs_hook=_each_once, parse_constant=_no_constant)
    except InvalidValueError:
        raise
    except RecursionError as error:
        message = "nested too deep"
        raise InvalidValueError(message) from error
    except ValueError as error:
        message = f"not JSON ({getattr(error, 'msg', 'a number too long')})"
        raise InvalidValueError(message) from error
    if not isinstance(value, dict):
        message = "not a JSON object; each line is one {…}"
        raise InvalidValueError(message)
    return value


def as_moment(
    row: Mapping[str, object], *, path: str, line: int, words: Words, zone: ZoneInfo
) -> Moment:
    """Return the moment that an object tells of, without its fingerprint.

    Args:
        row: The object.
        path: The file it is read from, for objects that name no source of their own.
        line: Its line there.
        words: The study's words; feelings given as a word take their place from them.
        zone: Where a time without an offset is read.

    Raises:
        InvalidValueError: A key holds what it cannot; the text names it.
    """
    layer = layer_of(row)
    people = people_of(row)
    speaker = given(row, "speaker", as_speaker)
    if "speaker" not in row and layer in {Layer.VERBATIM, Layer.PARAPHRASE} and len(people) == 1:
        speaker = people[0]
    return Moment(
        id=MomentId(""),
        at=time_of(row, "at", zone),
        observer=given(row, "observer", as_handle),
        participants=people,
        speaker=speaker,
        layer=layer,
        text=text_of(row, "text") or "",
        note=text_of(row, "note"),
        jotting=text_of(row, "jotting"),
        touchpoint=given(row, "touchpoint", lambda text: TouchpointKey(as_key(text))),
        codes=tuple(CodeKey(as_key(text, levels=True)) for text in texts_of(row, "codes")),
        dimension=given(row, "dimension", as_key),
        count=whole_of(row, "count") or 1,
        emotions=as_emotions(row.get("emotions"), words=words, layer=layer, speaker=speaker),
        media=texts_of(row, "media"),
        source=source_of(row, path=path, line=line),
        later=flag_of(row, "later"),
        starred=flag_of(row, "starred"),
        hidden=flag_of(row, "hidden"),
        created=time_of(row, "created", zone),
        edited=time_of(row, "edited", zone),
    )


def layer_of(row: Mapping[str, object]) -> Layer:
    """Return the layer that ``kind`` or ``layer`` names; observed where neither stands.

    Raises:
        InvalidValueError: It is none of those there are.
    """
    name = text_of(row, "kind") or text_of(row, "layer")
    if name is None:
        return Layer.OBSERVED
    if name in KINDS:
        return KINDS[name]
    if name in set(Layer):
        return Layer(name)
    message = f"the kind {name!r} is unknown; there are: {', '.join((*KINDS, *Layer))}"
    raise InvalidValueError(message)


def people_of(row: Mapping[str, object]) -> tuple[ParticipantKey, ...]:
    """Return the participants, named in ``participants`` or alone in ``participant``."""
    one = given(row, "participant", as_person)
    many = (as_person(text) for text in texts_of(row, "participants"))
    return tuple(dict.fromkeys((*(() if one is None else (one,)), *many)))


def as_speaker(text: str) -> str:
    """Return who speaks: a person's code, or ``X``, ``Q`` or ``A``."""
    return text if text in {UNNAMED, QUESTION, ANSWER} else as_person(text)


def source_of(row: Mapping[str, object], *, path: str, line: int) -> Source:
    """Return where a moment comes from: what the object says, else this file and line."""
    own = row.get("source")
    if own is None:
        foreign = text_of(row, "source_path")
        return Source(
            path=foreign or path,
            line=(whole_of(row, "line") or line) if foreign else line,
            section=text_of(row, "section"),
            # Somebody else's "observation" is a note; whether it was seen, they do not say.
            guessed=row.keys().isdisjoint({"layer", "line_shorthand"})
            and row.get("kind") in {None, "observation"},
        )
    if not isinstance(own, dict):
        message = "source is not an object"
        raise InvalidValueError(message)
    return Source(
        path=text_of(own, "path") or path,
        line=whole_of(own, "line") or line,
        section=text_of(own, "section"),
        guessed=flag_of(own, "guessed"),
        fingerprint=text_of(own, "fingerprint"),
    )


def time_of(row: Mapping[str, object], key: str, zone: ZoneInfo) -> datetime | None:
    """Return the time under a key, read in the zone where it has no offset.

    Raises:
        InvalidValueError: It is not ISO 8601, or a date without a time of day.
    """
    text = text_of(row, key)
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
        if len(text) > len("2026-05-11T"):
            return to_utc(at if at.tzinfo else at.replace(tzinfo=zone))
    except (ValueError, OverflowError) as error:
        message = f"{key} {text!r} is not a time such as 2026-05-11T14:05:00+00:00"
        raise InvalidValueError(message) from error
    message = f"{key} {text!r} is a day without a time; leave it out, or give the time"
    raise InvalidValueError(message)


def text_of(row: Mapping[str, object], key: str) -> str | None:
    """Return the text under a key; None where it is absent, null or empty.

    Raises:
        InvalidValueError: It is something else.
    """
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        message = f"{key} is not a text in quotation marks"
        raise InvalidValueError(message)
    return value or None


def texts_of(row: Mapping[str, object], key: str) -> tuple[str, ...]:
    """Return the list of texts under a key, each once; empty where it is absent.

    Raises:
        InvalidValueError: It is something else.
    """
    value = row.get(key)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        message = f"{key} is not a list of texts"
        raise InvalidValueError(message)
    return tuple(dict.fromkeys(cast("list[str]", value)))


def flag_of(row: Mapping[str, object], key: str) -> bool:
    """Return whether a key is true.

    Raises:
        InvalidValueError: It is neither true, false nor null.
    """
    value = row.get(key)
    if value is not None and not isinstance(value, bool):
        message = f"{key} is not true or false"
        raise InvalidValueError(message)
    return bool(value)


def given(row: Mapping[str, object], key: str, read: Callable[[str], T]) -> T | None:
    """Return what stands under a key, read by its rule; None where nothing does."""
    text = text_of(row, key)
    return None if text is None else read(text)


def whole_of(row: Mapping[str, object], key: str) -> int | None:
    """Return the whole number under a key; None where it is absent or null.

    Raises:
        InvalidValueError: It is something else, or less than 1.
    """
    value = row.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        message = f"{key} is not a whole number of at least 1"
        raise InvalidValueError(message)
    return value


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    row = dict(pairs)
    if len(row) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        message = f"the key {twice!r} stands twice"
        raise InvalidValueError(message)
    return row


def _no_constant(name: str) -> object:
    message = f"{name} is not a number that JSON has"
    raise InvalidValueError(message)
