"""Who sits at the screen, and where: known at the start, or by what they answer there."""

from collections.abc import Callable
from dataclasses import dataclass

from fieldkit.model.observer import Observer


@dataclass(slots=True)
class Guest:
    """Who writes; the study is opened, or made, in their name when the first word is written."""

    observer: Observer
    known: bool = True
    """Whether they ever said who they are."""
    study: bool = True
    """Whether there is a study; else it is made when something is written first."""
    place: str = "capture"
    """What they are here for: which study is made hangs on it."""
    remember: Callable[[Observer], None] = lambda _: None
    """Remembers them on this machine."""

    def be(self, observer: Observer) -> None:
        """Take a name from now on."""
        self.observer = observer
        self.known = True
        self.remember(observer)
