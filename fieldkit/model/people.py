"""People: participants and staff by code, and what they agreed to."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from fieldkit.model.errors import InvalidValueError
from fieldkit.model.keys import ParticipantKey, as_person


class ConsentState(StrEnum):
    """Where a person's agreement stands.

    ``not_asked → informed → given | declined``; ``given → withdrawn | expired``.
    """

    NOT_ASKED = "not_asked"
    INFORMED = "informed"
    GIVEN = "given"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Scope(StrEnum):
    """What a person agreed to."""

    OBSERVE = "observe"
    NOTES = "notes"
    AUDIO = "audio"
    PHOTO = "photo"
    QUOTE = "quote"
    SHARE = "share"
    """Share inside the company."""
    PUBLISH = "publish"
    RECONTACT = "recontact"


FOLLOWS = {
    ConsentState.NOT_ASKED: frozenset(ConsentState),
    ConsentState.INFORMED: frozenset(
        {ConsentState.INFORMED, ConsentState.GIVEN, ConsentState.DECLINED}
    ),
    ConsentState.GIVEN: frozenset(
        {ConsentState.GIVEN, ConsentState.WITHDRAWN, ConsentState.EXPIRED}
    ),
    ConsentState.DECLINED: frozenset({ConsentState.DECLINED, ConsentState.GIVEN}),
    ConsentState.WITHDRAWN: frozenset({ConsentState.WITHDRAWN, ConsentState.GIVEN}),
    ConsentState.EXPIRED: frozenset({ConsentState.EXPIRED, ConsentState.GIVEN}),
}
"""The states that may come after each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a person agreed to, and how."""

    state: ConsentState = ConsentState.NOT_ASKED
    scopes: tuple[Scope, ...] = ()
    how: str | None = None
    """How it was given: spoken, signed, by whom asked."""
    at: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse scopes nobody gave."""
        if self.scopes and self.state is not ConsentState.GIVEN:
            message = f"Consent that is {self.state} covers nothing; give no scopes."
            raise InvalidValueError(message)

    @property
    def recorded(self) -> bool:
        """Tell whether anyone asked."""
        return self.state is not ConsentState.NOT_ASKED

    @property
    def refused(self) -> bool:
        """Tell whether the person's moments must be left out of every digest."""
        return self.state in {ConsentState.DECLINED, ConsentState.WITHDRAWN, ConsentState.EXPIRED}

    def allows(self, scope: Scope) -> bool:
        """Tell whether the person agreed to this use."""
        return self.state is ConsentState.GIVEN and scope in self.scopes

    def becomes(self, state: ConsentState) -> bool:
        """Tell whether this state may follow the present one."""
        return state in FOLLOWS[self.state]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone met in the field, known by a code and never by name."""

    key: ParticipantKey
    attributes: dict[str, str] = field(default_factory=dict)
    """What kind of person: ``{"visits": "weekly"}``; nothing that identifies."""
    history: str | None = None
    """Their personal history with the product, in short."""
    consent: Consent = Consent()
    same_as: ParticipantKey | None = None

    def __post_init__(self) -> None:
        """Refuse a code that no line could hold."""
        if as_person(self.key) != self.key:
            message = f"The code {self.key!r} is written {as_person(self.key)!r}."
            raise InvalidValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant(Person):
    """A customer (``P7``)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff(Person):
    """Someone of the company (``S1``); their words never print as a customer's."""
