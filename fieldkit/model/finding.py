"""What finding needs beyond a search: searches a study keeps, and what moments are grouped by."""

from dataclasses import dataclass
from enum import StrEnum

from fieldkit.model.errors import InvalidValueError
from fieldkit.model.keys import as_key


class By(StrEnum):
    """What moments are grouped by."""

    SESSION = "session"
    PERSON = "person"
    TOUCHPOINT = "touchpoint"
    FEELING = "feeling"
    CODE = "code"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearch:
    """A search line that the study keeps under a name; ``saved:pain`` in a search means it."""

    name: str
    """A key, such as ``pain``."""
    line: str
    """As typed; read anew each time, so that it finds what is there then."""

    def __post_init__(self) -> None:
        """Refuse a name that no search could hold, and a line that says nothing."""
        if as_key(self.name, "name of a search") != self.name or not self.line.strip():
            message = f"The search {self.name!r} needs a line, such as: @till !frustrated"
            raise InvalidValueError(message)
