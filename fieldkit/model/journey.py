"""The journey's vocabulary: touchpoints, phases and codes."""

from dataclasses import dataclass
from enum import StrEnum

from fieldkit.model.errors import InvalidValueError
from fieldkit.model.keys import CodeKey, MomentId, PhaseKey, TouchpointKey, as_key


class ServedBy(StrEnum):
    """Who serves the customer at a touchpoint."""

    HUMAN = "human"
    AUTOMATED = "automated"
    HYBRID = "hybrid"


class Stage(StrEnum):
    """Where a touchpoint stands in the service blueprint."""

    FRONT = "front"
    BACK = "back"
    SUPPORT = "support"


class Colour(StrEnum):
    """A colour that colour-blind people tell apart, each with a sign that says the same in grey.

    Source: M. Okabe and K. Ito, Color Universal Design, 2008, https://jfly.uni-koeln.de/color/
    """

    ORANGE = "orange"
    SKY = "sky"
    GREEN = "green"
    YELLOW = "yellow"
    BLUE = "blue"
    VERMILION = "vermilion"
    PURPLE = "purple"
    GREY = "grey"

    @property
    def sign(self) -> str:
        """Its second channel: one character, as wide as a letter in every terminal."""
        return "oxv+=#*-"[tuple(Colour).index(self)]

    @property
    def rgb(self) -> str:
        """Its value for screens that have colours."""
        values = "e69f00 56b4e9 009e73 f0e442 0072b2 d55e00 cc79a7 999999"
        return f"#{values.split()[tuple(Colour).index(self)]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """A stage of the journey."""

    key: PhaseKey
    name: str | None = None
    order: int = 0

    def __post_init__(self) -> None:
        """Refuse what is not a key."""
        _is_key(self.key, "phase")


@dataclass(frozen=True, slots=True, kw_only=True)
class Touchpoint:
    """A point of contact on the journey."""

    key: TouchpointKey
    name: str | None = None
    order: int | None = None
    """Its place along the journey; None stands last, in order of making."""
    phase: PhaseKey | None = None
    channel: str | None = None
    served_by: ServedBy | None = None
    stage: Stage | None = None
    owner: str | None = None
    promises: tuple[str, ...] = ()
    """What the company promises here, each in one sentence."""
    moment_of_truth: bool = False
    why: str | None = None
    """Why it is a moment of truth."""
    same_as: TouchpointKey | None = None

    def __post_init__(self) -> None:
        """Refuse what is not a key."""
        _is_key(self.key, "touchpoint")


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A theme tag; ``/`` in its key separates levels."""

    key: CodeKey
    name: str | None = None
    definition: str | None = None
    when: str | None = None
    """When to use it."""
    when_not: str | None = None
    examples: tuple[MomentId, ...] = ()
    """Moments that show what it means."""
    colour: Colour | None = None
    in_vivo: bool = False
    """Whether it is a customer's own word."""
    same_as: CodeKey | None = None

    def __post_init__(self) -> None:
        """Refuse what is not a key."""
        _is_key(self.key, "code", levels=True)


def _is_key(key: str, what: str, *, levels: bool = False) -> None:
    if as_key(key, what, levels=levels) != key:
        message = f"The {what} {key!r} is written {as_key(key, what, levels=levels)!r}."
        raise InvalidValueError(message)
