"""The led hour as values: where one is in it, and what is to be done about an answer."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from fieldkit.model.emotion import Emotion
from fieldkit.model.hour import Asked
from fieldkit.model.words import Words
from fieldkit.shorthand.line import Line

Target = int | str
"""What was written, by its id, or by the ticket of the line that wrote it."""
PROMPTS = (
    "What do you see?",
    "What are they trying to get done?",
    "Look at their hands. What now?",
    "What did they just say? Word for word.",
    "Where do they wait, turn back, ask someone?",
    "What do they use that is not ours?",
    "What did you want to explain? Don't. Write it.",
)
"""Asked while watching: the first stands, the others come one by one."""


class Step(StrEnum):
    """Where one is; in the order of the hour."""

    START = "start"
    STALE = "stale"
    """An hour of long ago was never finished."""
    CONSENT = "consent"
    YOU = "you"
    THEM = "them"
    FORESEEN = "foreseen"
    TROUBLE = "trouble"
    DISPROOF = "disproof"
    SEE = "see"
    SEEM = "seem"
    WORD = "word"
    """Another word for how they seemed."""
    KNOW = "know"
    GUESS = "guess"
    STRENGTH = "strength"
    ASK = "ask"
    CHECK = "check"
    MEND = "mend"
    SURPRISE = "surprise"
    """What was expected, guessed and said stands over it."""
    TONIGHT = "tonight"
    OWN = "own"
    WRITE_UP = "write-up"
    SENTENCE = "sentence"


ORDER = tuple(Step)
DURING = frozenset({Step.SEE, Step.SEEM, Step.WORD, Step.KNOW})
CLOSED = frozenset({Step.START, Step.STALE, Step.CONSENT})
"""Before anyone agreed there is no line: nothing can be written yet."""
LONG_AGO = -1e9
"""Seconds; before any key."""
GUESSING = frozenset({str(Asked.GUESS), "strength"})
"""What must be on the disk before the customer's answer is asked for."""


@dataclass(frozen=True, slots=True)
class Stroke:
    """A bare key that answered a question while watching."""

    char: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Where one is in the hour."""

    step: Step = Step.START
    known: bool = True
    """Whether it is known who writes here."""
    words: Words = field(default_factory=Words)
    prompts: tuple[str, ...] = PROMPTS
    prompt: int = 0
    """Which of them stands."""
    turned: int = 0
    """How many of the others stood already."""
    prompted: datetime | None = None
    """When the last of them came."""
    agreed: datetime | None = None
    """When the customer said yes."""
    note: Target | None = None
    """The note kept last."""
    felt: Emotion | None = None
    """The feeling given to it."""
    guess: Target | None = None
    answer: Target | None = None
    said: str = ""
    """The customer's words, as far as they were typed."""
    keeping: frozenset[str] = frozenset()
    """What is on its way to the disk, by its mark."""
    strokes: tuple[Stroke, ...] = ()
    """Bare keys since something was typed."""
    rest: str = ""
    """How the word goes on whose first letter answered: people type all of it."""
    struck: float = LONG_AGO
    """When the last bare key fell."""
    warned: bool = False
    """Whether one was told that this question comes once."""
    left: tuple[str, ...] = ()
    """The notes that want a sentence, in the order in which they are asked about."""

    @property
    def open(self) -> bool:
        """Whether there is a line to type in."""
        return self.step not in CLOSED

    @property
    def held(self) -> bool:
        """Whether the answer waits until the guess is on the disk."""
        late = {Step.ASK, Step.CHECK, Step.MEND, Step.SURPRISE}
        return self.step in late and bool(GUESSING & self.keeping)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Enter, and what stood in the line."""

    text: str
    ticket: int = 0
    at: float = 0.0
    """When the key fell, in seconds."""
    now: datetime | None = None
    wanting: tuple[str, ...] = ()
    """The notes that want a sentence now."""


# What is to be done about an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin:
    """Open the hour with a customer who said yes."""

    agreed: datetime | None
    you: str = ""
    """What the leader calls themselves; empty where that is known, or was passed over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Describe:
    """Keep what kind of person the customer is."""

    ticket: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Keep the line as a note."""

    ticket: int
    text: str

    @property
    def mark(self) -> str:
        """What it is called while it is on its way."""
        return f"note-{self.ticket}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Keep an answer."""

    ticket: int
    asked: Asked
    line: Line

    @property
    def mark(self) -> str:
        """What it is called while it is on its way."""
        return str(self.asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feel:
    """Give a note a feeling, in place of the one it was given."""

    note: Target
    was: Emotion | None
    now: Emotion | None
    ticket: int = 0
    """The line that named it, where one did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Say how strong the guessed feeling was."""

    guess: Target
    strength: int
    mark: str = "strength"


@dataclass(frozen=True, slots=True, kw_only=True)
class Add:
    """Put more words behind an answer."""

    target: Target
    ticket: int
    text: str
    mark: str = "strength"


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """The customer saw their words and found them right; or put them right."""

    answer: Target
    line: Line | None = None
    """The words as they put them; None where they were right."""
    ticket: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strike:
    """Strike the customer's words out."""

    answer: Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewrite:
    """Write a note's sentence in place of its jotting."""

    note: str
    ticket: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """End the hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Go:
    """Go to another place: ``capture``, ``digests``; or ``out``."""

    place: str


Act = Begin | Describe | Note | Answer | Feel | Rate | Add | Confirm | Strike | Rewrite | End | Go


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What comes of a key."""

    state: State
    acts: tuple[Act, ...] = ()
    said: str = ""
    put: str = ""
    """What stands in the line now: nothing typed is dropped."""
