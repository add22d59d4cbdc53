"""Consent: asked before the first note, answered with one key."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from typing_extensions import override

from fieldkit.model.errors import InvalidValueError
from fieldkit.model.people import HOWS, USUAL, Consent, ConsentState, Scope
from fieldkit.model.times import Clock
from fieldkit.tui.wording import one_line

ASKED = (
    "“May I watch how this goes for you? I write what I see and hear, not your name, and tell it "
    "inside the company. Tell me to stop, or to strike something out. All right?”"
)
WIDE = 78
"""Columns from which four scopes stand beside each other."""
LATER = "later"
"""Closed with this where one asks later."""
COVERS = {
    Scope.OBSERVE: "watch",
    Scope.NOTES: "write notes",
    Scope.AUDIO: "sound",
    Scope.PHOTO: "photo",
    Scope.QUOTE: "their words",
    Scope.SHARE: "tell inside",
    Scope.PUBLISH: "publish",
    Scope.RECONTACT: "ask again",
}
"""What each scope is called, in the order of their digits."""
STOOD = {
    ConsentState.GIVEN: "agreed",
    ConsentState.DECLINED: "said no",
    ConsentState.WITHDRAWN: "took it back",
    ConsentState.EXPIRED: "agreed until a day that has passed",
    ConsentState.INFORMED: "was told, and has not answered",
}


class ConsentScreen(ModalScreen[Consent | str | None]):
    """Asks for one person's consent; closes with it, with ``LATER``, or None to go back."""

    gives_way = True
    DEFAULT_CSS: ClassVar[str] = """
    ConsentScreen {
        align: center middle;
        & > Vertical {
            width: 78; max-width: 98%; height: auto; max-height: 96%;
            border: round $primary; background: $surface; padding: 0 1;
        }
        & .heading { text-style: bold; }
        & .faint { color: $faint; height: auto; }
        & Static { height: auto; }
        & .apart { margin-top: 1; }
    }
    """

    def __init__(
        self, person: str, held: Consent, *, clock: Clock, which: tuple[int, int] = (1, 1)
    ) -> None:
        super().__init__()
        self._person = one_line(person)
        self._held = held
        self._clock = clock
        self._which = which
        self._covers = list(held.scopes or USUAL)
        self._how = held.how or HOWS[0]
        self._choices = Static(classes="apart")
        self._trouble = Static(classes="faint")

    @override
    def compose(self) -> ComposeResult:
        """Put the words to say over what they cover, over the answers."""
        number, of = self._which
        several = f"   {number} of {of}" if of > 1 else ""
        with Vertical():
            yield Static(Content(f"Does {self._person} agree?{several}"), classes="heading")
            if before := stood(self._held):
                yield Static(Content(f"{self._person} {before}."), classes="faint")
            yield Static(Content(f"Say: {ASKED}"), classes="apart")
            yield self._choices
            yield Static(
                Content("\n").join(
                    Content.assemble((f"{key:>4}", "bold"), f"  {means}")
                    for key, means in (
                        ("y", "yes"),
                        ("n", f"no: nothing is written about {self._person}"),
                        ("l", "ask later: until then internal only"),
                        ("Esc", "back"),
                    )
                ),
                classes="apart",
            )
            yield self._trouble

    def on_mount(self) -> None:
        """Show what a yes covers."""
        self._tell()

    def on_key(self, event: events.Key) -> None:
        """Answer, or change what a yes covers."""
        key = event.character or event.key
        match key.lower():
            case "y":
                self._answer(ConsentState.GIVEN)
            case "n":
                self._answer(ConsentState.DECLINED)
            case "l":
                self.dismiss(LATER)
            case "h":
                hows = [*HOWS] if self._how in HOWS else [self._how, *HOWS]
                self._how = hows[(hows.index(self._how) + 1) % len(hows)]
                self._tell()
            case digit if digit.isdecimal() and digit.isascii() and 0 < int(digit) <= len(COVERS):
                self._turn(list(COVERS)[int(digit) - 1])
            case _ if event.key == "escape":
                self.dismiss(None)
            case _:
                return
        event.stop()

    def _turn(self, scope: Scope) -> None:
        if scope in self._covers:
            self._covers.remove(scope)
        else:
            self._covers.append(scope)
        self._tell()

    def _answer(self, state: ConsentState) -> None:
        given = state is ConsentState.GIVEN
        if given and not self._covers:
            self._trouble.update(Content("A yes covers something: choose it with its digit."))
            return
        covers = [scope for scope in COVERS if scope in self._covers] if given else []
        try:
            answer = self._held.then(state, at=self._clock(), scopes=covers, how=self._how)
        except InvalidValueError as error:
            self._trouble.update(Content(str(error)))
            return
        self.dismiss(answer)

    def on_resize(self) -> None:
        """Set it out afresh."""
        self._tell()

    def _tell(self) -> None:
        marks = [
            Content.assemble(
                (str(number), "bold"), f" [{'x' if scope in self._covers else ' '}] {name:<11} "
            )
            for number, (scope, name) in enumerate(COVERS.items(), start=1)
        ]
        each = 4 if self.app.size.width >= WIDE else 2
        rows = [Content("").join(marks[at : at + each]) for at in range(0, len(marks), each)]
        hows = dict.fromkeys((*HOWS, self._how))
        how = "  ".join(f"[{one_line(h)}]" if h == self._how else one_line(h) for h in hows)
        given = Content.assemble(("h", "bold"), f" given: {how}")
        self._choices.update(Content("\n").join([Content("A yes covers"), *rows, given]))


def stood(consent: Consent) -> str:
    """Return how someone answered before: ``agreed on 11 May 2026, spoken``; empty where not."""
    words = STOOD.get(consent.state, "")
    if not words:
        return ""
    when = f" on {consent.at.day} {consent.at:%b %Y}" if consent.at else ""
    how = f", {one_line(consent.how)}" if consent.how else ""
    return f"{words}{when}{how}"
