"""The start of a session: last time's answers are filled in, so that one Enter starts."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Input, Static
from typing_extensions import override

from fieldkit.model.errors import InvalidValueError
from fieldkit.model.keys import as_person
from fieldkit.model.observer import Role
from fieldkit.model.session import Kind
from fieldkit.tui.view import Answers, View
from fieldkit.tui.wording import names_for

KINDS = {
    Kind.OBSERVATION: "watch people, from beside",
    Kind.SHADOWING: "go along with one customer",
    Kind.INTERVIEW: "ask and listen",
    Kind.IMMERSION: "live it yourself",
    Kind.TRAINING: "learn to watch",
}


class Choice(Widget, can_focus=True):
    """One of a few words; left and right go through them, so do their first letters."""

    DEFAULT_CSS = """
    Choice { height: 1; width: 1fr; }
    Choice:focus { background: $panel; }
    """
    chosen: var[int] = var(0)

    class Entered(Message):
        """Enter was pressed here."""

    def __init__(self, options: tuple[str, ...], chosen: str) -> None:
        super().__init__()
        self.options = options
        self.set_reactive(Choice.chosen, options.index(chosen) if chosen in options else 0)

    @property
    def value(self) -> str:
        """The word chosen."""
        return self.options[self.chosen]

    @override
    def render(self) -> Content:
        """Draw the words, the chosen one in brackets."""
        first, words = fitting(self.options, self.chosen, self.size.width)
        return Content("  ").join(
            Content.styled(word, "bold" if first + n == self.chosen else "dim")
            for n, word in enumerate(words)
        )

    def watch_chosen(self) -> None:
        """Draw afresh."""
        self.refresh()

    def on_key(self, event: events.Key) -> None:
        """Choose, or pass Enter on."""
        if event.key in {"left", "right", "space"}:
            step = -1 if event.key == "left" else 1
            self.chosen = (self.chosen + step) % len(self.options)
        elif event.key == "enter":
            self.post_message(self.Entered())
        elif event.character and event.is_printable:
            wanted = [
                n for n, word in enumerate(self.options) if word.startswith(event.character.lower())
            ]
            later = [n for n in wanted if n > self.chosen] or wanted
            if later:
                self.chosen = later[0]
        else:
            return
        event.stop()


class StartScreen(ModalScreen[Answers | None]):
    """Asks for kind, place, participants and protocol; closes with None where turned down."""

    gives_way = True
    """Whether leaving the app closes it first."""

    BINDINGS: ClassVar = [
        ("escape", "dismiss(None)", "Not now"),
        ("down", "app.focus_next", "Next"),
        ("up", "app.focus_previous", "Before"),
    ]
    DEFAULT_CSS: ClassVar[str] = """
    StartScreen {
        align: center middle;
        & > Vertical {
            width: 78; max-width: 98%; height: auto;
            border: round $primary; background: $surface; padding: 0 1;
        }
        & Horizontal { height: 1; }
        & .label { width: 14; color: $faint; }
        & .heading { text-style: bold; margin-bottom: 1; }
        & .hint { color: $faint; height: 1; }
        & .trouble { color: $error; text-style: bold; height: auto; }
        & Input { border: none; height: 1; padding: 0; background: transparent; }
        & Input:focus { border: none; background: $panel; }
    }
    """

    def __init__(self, view: View, role: Role = Role.RESEARCHER) -> None:
        super().__init__()
        names = names_for(role)
        last = view.last
        kind = last.kind if last else Kind.SHADOWING if role is Role.LEADER else Kind.OBSERVATION
        protocols = view.protocols or ("open",)
        wanted = (last and last.protocol) or (view.study.protocol if view.study else "open")
        self._names = names
        self._loose = view.loose
        self._kind = Choice(tuple(Kind), kind)
        self._place = _field((last and last.place) or "")
        self._people = _field(", ".join(last.participants) if last else "")
        self._protocol = Choice(protocols, wanted)
        self._taking = Choice(("yes", "no"), "yes")
        self._hint = Static(classes="hint")
        self._trouble = Static(classes="trouble")

    @override
    def compose(self) -> ComposeResult:
        """Put the questions one under another."""
        with Vertical():
            yield Static("A new session", classes="heading")
            yield from self._asked("Kind", self._kind)
            yield from self._asked("Place", self._place)
            yield from self._asked("Participants", self._people)
            if self._names.moment == "moment":
                yield from self._asked("Look for", self._protocol)
            if self._loose:
                loose = f"{self._loose} loose {self._word()}"
                yield from self._asked("Take in", self._taking, after=loose)
            yield self._hint
            yield self._trouble
            yield Static(_keys(), classes="hint")

    def on_mount(self) -> None:
        """Say what the kind is for."""
        self._tell()

    @on(Input.Submitted)
    @on(Choice.Entered)
    def start(self) -> None:
        """Start, or say what cannot be."""
        typed = self._people.value.replace(";", ",").replace(" ", ",").split(",")
        try:
            people = tuple(as_person(code) for code in typed if code.strip())
        except InvalidValueError as error:
            self._trouble.update(Content(f"{error} People go by code: P1, P2."))
            self._people.focus()
            return
        self.dismiss(
            Answers(
                kind=Kind(self._kind.value),
                place=self._place.value.strip() or None,
                participants=tuple(dict.fromkeys(people)),
                protocol=self._protocol.value,
                take_loose=bool(self._loose) and self._taking.value == "yes",
            )
        )

    def on_key(self) -> None:
        """Say what the kind is for, once the key has been taken."""
        self.call_after_refresh(self._tell)

    def _tell(self) -> None:
        self._hint.update(Content(f"{self._kind.value}: {KINDS[Kind(self._kind.value)]}"))

    def _word(self) -> str:
        return self._names.moment if self._loose == 1 else self._names.moments

    def _asked(self, label: str, field: Widget, after: str = "") -> ComposeResult:
        with Horizontal():
            yield Static(label, classes="label")
            yield field
            if after:
                yield Static(after, classes="label")


def fitting(options: Sequence[str], chosen: int, room: int) -> tuple[int, list[str]]:
    """Return the words that fit, the chosen one in brackets, and the number of the first.

    Where room is short an ellipsis stands for those before or after.
    """
    words = [f"[{word}]" if n == chosen else word for n, word in enumerate(options)]
    first, last = 0, len(words)

    def shown() -> list[str]:
        before, after = ["…"] * bool(first), ["…"] * (last < len(words))
        return [*before, *words[first:last], *after]

    while cell_len("  ".join(shown())) > room and last - first > 1:
        if last - 1 > chosen:
            last -= 1
        else:
            first += 1
    return first - bool(first), shown()


def _field(value: str) -> Input:
    field = Input(value, select_on_focus=False, compact=True)
    field.cursor_blink = False
    return field


def _keys() -> Content:
    return Content.assemble(
        ("Enter", "bold"), " start   ",
        ("Tab", "bold"), " next   ",
        ("← →", "bold"), " choose   ",
        ("Esc", "bold"), " not now",
    )  # fmt: skip
