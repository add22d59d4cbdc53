"""Protocols: what to look for."""

from dataclasses import dataclass

from fieldkit.model.errors import InvalidValueError
from fieldkit.model.keys import as_key


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

    def __post_init__(self) -> None:
        """Refuse a dimension given twice."""
        keys = [dimension.key for dimension in self.dimensions]
        if len(set(keys)) != len(keys):
            message = f"Protocol {self.name} names a dimension twice."
            raise InvalidValueError(message)
