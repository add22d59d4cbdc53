"""People: participants and staff by code, and what they agreed to."""

from collections.abc import Iterable
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
USUAL = (Scope.OBSERVE, Scope.NOTES, Scope.QUOTE, Scope.SHARE)
"""What a yes to the usual question covers; photo, audio, publishing and recontact are asked for."""
HOWS = ("spoken", "written", "form")
"""How consent is usually given; any other words may stand there."""
ALSO_CALLED = {"refused": ConsentState.DECLINED, "unknown": ConsentState.NOT_ASKED}
"""What people call two of the states."""


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

    def then(
        self,
        state: ConsentState,
        *,
        at: datetime,
        scopes: Iterable[Scope] = (),
        how: str | None = None,
    ) -> "Consent":
        """Return what stands after an answer: a no after a yes is a withdrawal.

        Args:
            state: The answer.
            at: When it was given.
            scopes: What it covers; a yes keeps those given before, else it is the usual ones.
            how: How it was given; as before where left out.

        Raises:
            InvalidValueError: The one cannot follow the other.
        """
        if state is ConsentState.DECLINED and self.state is ConsentState.GIVEN:
            state = ConsentState.WITHDRAWN
        if not self.becomes(state):
            message = f"Consent that is {self.state} cannot become {state}."
            raise InvalidValueError(message)
        covered = tuple(dict.fromkeys(scopes))
        if state is ConsentState.GIVEN and not covered:
            covered = self.scopes or USUAL
        return Consent(state=state, scopes=covered, how=how or self.how, at=at)


def as_consent_state(text: str) -> ConsentState:
    """Return the state people mean by a word: ``refused`` is ``declined``.

    Raises:
        InvalidValueError: It is none of them.
    """
    word = text.strip().lower().replace("-", "_")
    try:
        return ALSO_CALLED.get(word) or ConsentState(word)
    except ValueError:
        message = f"{text!r} is no state of consent; say given, refused, withdrawn or unknown."
        raise InvalidValueError(message) from None


def as_scopes(text: str) -> tuple[Scope, ...]:
    """Return the scopes of a list such as ``quote,share``.

    Raises:
        InvalidValueError: One of them is none.
    """
    words = text.replace(",", " ").replace(";", " ").lower().split()
    for word in words:
        if word not in set(Scope):
            message = f"{word!r} is no scope of consent; there are: {', '.join(Scope)}."
            raise InvalidValueError(message)
    return tuple(dict.fromkeys(map(Scope, words)))


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
