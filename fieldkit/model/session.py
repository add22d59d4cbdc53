"""Sessions: one encounter each."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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
class Pause:
    """An interruption: the encounter's clock stood."""

    start: datetime
    end: datetime | None = None
    """None while it lasts, or where the session ended in it."""


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
    pauses: tuple[Pause, ...] = ()
    """Its interruptions, in order."""

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

    @property
    def paused(self) -> bool:
        """Tell whether it is interrupted now."""
        return self.open and bool(self.pauses) and self.pauses[-1].end is None

    def lasted(self, until: datetime) -> timedelta:
        """Return how long it has gone on, without its interruptions; nothing where unknown.

        Args:
            until: The present time; its own end comes first.
        """
        if self.start is None:
            return timedelta(0)
        end = self.end or until
        stood = sum((_between(p.start, min(p.end or end, end)) for p in self.pauses), timedelta(0))
        return max(timedelta(0), _between(self.start, end) - stood)


def _between(since: datetime, until: datetime) -> timedelta:
    """Return the time that passed; two times of one zone differ by what its clocks show, not so."""
    return until.astimezone(UTC) - since.astimezone(UTC)
