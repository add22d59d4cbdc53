"""Sessions: one encounter each."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fieldkit.model.errors import InvalidValueError
from fieldkit.model.keys import Handle, ParticipantKey, SessionId

IDLE = timedelta(hours=12)
"""An open session silent for longer than this is asked about before the next note joins it."""
LONGEST_EVERY = 240
"""Most minutes between two looks round."""


class Kind(StrEnum):
    """What kind of encounter a session is."""

    OBSERVATION = "observation"
    SHADOWING = "shadowing"
    INTERVIEW = "interview"
    IMMERSION = "immersion"
    TRAINING = "training"


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One encounter."""

    id: SessionId
    kind: Kind = Kind.OBSERVATION
    title: str | None = None
    """A name of its own; an imported session keeps the one its notes gave it."""
    place: str | None = None
    zone: str = "UTC"
    """IANA name of the zone in which its clock times are read and shown."""
    start: datetime | None = None
    end: datetime | None = None
    """None while open, or where the notes do not say."""
    open: bool = False
    """Whether it is running; an imported session never was."""
    observers: tuple[Handle, ...] = ()
    participants: tuple[ParticipantKey, ...] = ()
    protocol: str | None = None
    every: int | None = None
    """Minutes between two looks round that are asked for; None for the protocol's, 0 for none."""
    conditions: str | None = None
    debrief: str | None = None
    label: str | None = None
    """What tells an imported session from the others of its source, wherever the file moves."""
    source: str | None = None
    """The file an imported session comes from."""

    def __post_init__(self) -> None:
        """Refuse what could not have been an encounter."""
        for at in (self.start, self.end):
            if at is not None and at.tzinfo is None:
                message = f"Session {self.id} has a time without a zone."
                raise InvalidValueError(message)
        if self.start and self.end and self.end < self.start:
            message = f"Session {self.id} ends before it starts."
            raise InvalidValueError(message)

        if self.every is not None and not 0 <= self.every <= LONGEST_EVERY:
            message = (
                f"Every {self.every} minutes cannot be; give 1 to {LONGEST_EVERY}, 0 for never."
            )
            raise InvalidValueError(message)

    @property
    def name(self) -> str:
        """What people call it: its own label, else its id."""
        return self.title or self.id
