"""Protocols: what to look for."""

from dataclasses import dataclass

from fieldkit.model.errors import InvalidValueError
from fieldkit.model.keys import as_key

LOOK = "What is going on, everywhere you can see?"
"""Asked every so many minutes where a protocol or a session wants it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """One thing to look for, with the questions that open the eyes to it."""

    key: str
    name: str
    prompts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is not a key."""
        as_key(self.key, "dimension")


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """What to look for in a session, and what to talk over after it."""

    name: str
    title: str
    source: str
    dimensions: tuple[Dimension, ...] = ()
    prompts: tuple[str, ...] = ()
    debrief: tuple[str, ...] = ()
    every: int | None = None
    """Minutes between two looks round (scan sampling); None where none are asked for."""
    look: str = LOOK
    """What a look round asks."""

    def __post_init__(self) -> None:
        """Refuse a dimension given twice."""
        keys = [dimension.key for dimension in self.dimensions]
        if len(set(keys)) != len(keys):
            message = f"Protocol {self.name} names a dimension twice."
            raise InvalidValueError(message)
        if self.every is not None and self.every < 1:
            message = f"'every' is minutes, 1 or more, not {self.every}."
            raise InvalidValueError(message)

    @property
    def asked(self) -> tuple[str, ...]:
        """Its prompts, one after another: its own, then those of each thing to look for."""
        each = (
            f"{dimension.name}: {prompt}"
            for dimension in self.dimensions
            for prompt in dimension.prompts
        )
        return (*self.prompts, *each)
