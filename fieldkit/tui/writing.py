"""What stands in the line, and the words it could go on with. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fieldkit.model.moment import Moment
from fieldkit.model.words import Words
from fieldkit.shorthand.complete import Typing, candidates, typing_at

STRENGTHS = "12345"
EDITING = {
    "left": "cursor_left",
    "right": "cursor_right",
    "home": "home",
    "end": "end",
    "delete": "delete_right",
    "backspace": "delete_left",
    "ctrl+u": "delete_left_all",
    "ctrl+k": "delete_right_all",
}
"""Keys that edit, run here and now: as bindings they would come after letters typed behind them."""
NOTHING_USED: Mapping[str, int] = {}


class Mode(StrEnum):
    """What a bare key means."""

    LINE = "line"
    TAGS = "tags"
    PAD = "pad"


@dataclass(frozen=True, slots=True)
class Opened:
    """A moment whose words are opened: which one, and its line."""

    target: int | str
    """Its id; or the ticket of the line that makes it, while that is on its way."""
    value: str
    cursor: int
    seen: Moment | None = None
    """The moment as it read then; None while it is on its way."""


@dataclass(slots=True)
class Writing:
    """A line being written."""

    ticket: int
    """Names this line until it has an id; each line has one of its own."""
    began: datetime | None = None
    """When its first key fell."""
    target: int | str | None = None
    """The moment it amends; None where it will be a new one."""
    before: str = ""
    """How that moment's line read."""
    seen: Moment | None = None
    """That moment as it read then."""
    text: str = ""
    cursor: int = 0


@dataclass(slots=True)
class Choices:
    """The words that could be meant by what is being typed."""

    typing: Typing | None = None
    words: tuple[str, ...] = ()
    chosen: int = 0


def choices_at(
    text: str,
    cursor: int,
    words: Words,
    used: Mapping[str, Mapping[str, int]],
    before: Choices,
    *,
    commands: Sequence[str] = (),
) -> Choices:
    """Return what could be meant at the cursor; the same choice while the same is typed.

    Args:
        text: The line.
        cursor: Where the cursor stands in it.
        words: The words in use.
        used: How often each was used, by kind.
        before: What could be meant before the last key.
        commands: What a line may ask for that begins with a colon.
    """
    typing = typing_at(text, cursor)
    if typing is None:
        return Choices()
    if typing == before.typing:
        return before
    if typing.kind == "emotion" and typing.prefix.rstrip(STRENGTHS) in words.feelings:
        # A word of the vocabulary, whole, perhaps with its intensity: nothing to choose.
        return Choices()
    found = candidates(typing, words, used.get(typing.kind, NOTHING_USED))
    if typing.kind == "dimension" and not text[: typing.start].strip():
        begun = [name for name in commands if name.startswith(typing.prefix)]
        found = tuple(dict.fromkeys((*found, *begun)))
    return Choices() if not found or found == (typing.prefix,) else Choices(typing, found)
