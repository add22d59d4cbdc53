"""Observers: who writes."""

from dataclasses import dataclass
from enum import StrEnum

from fieldkit.model.errors import InvalidValueError
from fieldkit.model.keys import Handle, as_handle


class Role(StrEnum):
    """What an observer is here for."""

    RESEARCHER = "researcher"
    LEADER = "leader"
    TEAM = "team"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observer:
    """Who writes."""

    handle: Handle
    name: str | None = None
    role: Role = Role.RESEARCHER

    def __post_init__(self) -> None:
        """Refuse a handle that no id could begin with."""
        if as_handle(self.handle) != self.handle:
            message = f"Handle {self.handle!r} is written {as_handle(self.handle)!r}."
            raise InvalidValueError(message)
