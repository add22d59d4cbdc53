"""What the screens know of a study: values, so that the writer's thread and ours can share them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from fieldkit.model.journey import Touchpoint
from fieldkit.model.keys import TouchpointKey
from fieldkit.model.moment import Moment
from fieldkit.model.observer import Observer
from fieldkit.model.people import Consent
from fieldkit.model.protocol import Protocol
from fieldkit.model.session import Kind, Session
from fieldkit.model.study import Study
from fieldkit.model.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A study at one instant, as much of it as a screen shows."""

    study: Study | None = None
    folder: Path | None = None
    words: Words = field(default_factory=Words)
    touchpoints: tuple[Touchpoint, ...] = ()
    """Along the journey; those without a place stand last, in order of making."""
    digits: tuple[str, ...] = ()
    """The feelings in the order of the pad's digits."""
    letters: tuple[str, ...] = ()
    """The touchpoints in the order of the pad's letters."""
    uses: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """How often each word was used, by kind of word as the shorthand names it."""
    session: Session | None = None
    in_force: TouchpointKey | None = None
    last: Session | None = None
    """This observer's session before: its answers are filled in for the next."""
    protocols: tuple[str, ...] = ()
    silent: bool = False
    """Whether the open session has been silent for so long that one asks."""
    count: int = 0
    """How many moments the open session has; without one, how many of this observer's are loose."""
    here: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """How often each word was used in those, the words of what to look for too."""
    consents: Mapping[str, Consent] = field(default_factory=dict)
    """What the people of the study agreed to, by their codes."""
    guide: Protocol | None = None
    """What the open session looks for."""

    @property
    def loose(self) -> int:
        """How many of this observer's moments have no session, while none is open."""
        return 0 if self.session else self.count


@dataclass(frozen=True, slots=True)
class Unsaved:
    """Words on their way to the disk."""

    ticket: int
    began: datetime
    text: str
    target: int | str | None = None
    """The moment whose line they are; None for a new one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftBehind:
    """A line that a window which is gone never saved."""

    draft: str
    began: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a window finds when its study is open."""

    view: View
    kept: tuple[LeftBehind, ...] = ()
    trouble: tuple[str, ...] = ()
    forms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What was typed into forms that were never sent: their fields, by the form's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a session starts with."""

    kind: Kind = Kind.OBSERVATION
    place: str | None = None
    participants: tuple[str, ...] = ()
    protocol: str = "open"
    conditions: str | None = None
    observers: tuple[Observer, ...] = ()
    """Who is there beside the one who writes."""
    every: int | None = None
    """Minutes between two looks round; None for the protocol's."""
    consents: Mapping[str, Consent] = field(default_factory=dict)
    """What the participants answered when they were asked."""
    take_loose: bool = False
    """Whether the moments without a session are taken into it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A moment that is on the disk, and what its writer should know of it."""

    ticket: int
    moment: Moment
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What an undo or redo did."""

    documents: tuple[str, ...]
    left: tuple[str, ...] = ()
    """Fields changed since: they stand as they are."""
