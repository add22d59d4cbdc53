"""One claim in a form: what is claimed, what people need, what is to be done, by whom."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static
from typing_extensions import override

from fieldkit.model.errors import InvalidValueError
from fieldkit.model.insight import Insight, Status
from fieldkit.store.claims import as_codes
from fieldkit.tui.form import MOVES, field
from fieldkit.tui.screens.ask import AskScreen
from fieldkit.tui.widgets.choice import Choice

Parts = dict[str, Any]
"""Fields of an insight, by name."""
LABELS = {
    "claim": "Claim",
    "need": "Need",
    "how_might_we": "How might we",
    "recommendation": "Recommended",
    "owner": "Owner",
    "due": "Due",
    "status": "Status",
    "area": "Area",
    "themes": "Themes",
    "hypothesis": "Hypothesis",
}
HINTS = {
    "claim": "one sentence that somebody could say is wrong",
    "need": "what people need, as a verb: to see at a glance which till is open",
    "how_might_we": "the rest of the question: show which till is open before they queue?",
    "recommendation": "what to do, small enough to be done",
    "owner": "who will do it",
    "due": "until when: 2026-06-30",
    "status": "draft, agreed with others, acted upon, or dropped",
    "area": "where it applies: product, service, store, e-commerce",
    "themes": "the themes it was drawn from: #signs #queue",
    "hypothesis": "yes: it was claimed before the evidence, to be held against it",
}
CHOICES = {"status": tuple(map(str, Status)), "hypothesis": ("no", "yes")}
LEAVING = (("s", "save it"), ("k", "keep it here for later"), ("x", "throw it away"))
GO_ON = ("escape", "go on typing")


def fields_of(insight: Insight | None) -> dict[str, str]:
    """Return a claim as it stands in the fields; an empty form where there is none."""
    if insight is None:
        return {name: CHOICES[name][0] if name in CHOICES else "" for name in LABELS}
    found = {name: str(getattr(insight, name) or "") for name in LABELS}
    found["due"] = insight.due.isoformat() if insight.due else ""
    found["themes"] = " ".join(f"#{code}" for code in insight.themes)
    found["hypothesis"] = "yes" if insight.hypothesis else "no"
    return found


def parts_of(fields: Mapping[str, str], before: Mapping[str, str]) -> Parts:
    """Return what was typed otherwise than before, as an insight keeps it.

    Raises:
        InvalidValueError: Something cannot be kept; its message says what to do.
    """
    return {
        name: _read(name, " ".join(text.split()))
        for name, text in fields.items()
        if text.strip() != before[name]
    }


class ClaimScreen(ModalScreen[Parts | None]):
    """Asks for the parts of a claim; closes with those that changed, or None where turned down."""

    BINDINGS: ClassVar = [
        ("escape", "leave", "Leave"),
        ("ctrl+s", "save", "Save"),
        *MOVES,
    ]
    DEFAULT_CSS: ClassVar[str] = """
    ClaimScreen {
        align: center middle;
        & > VerticalScroll {
            width: 100; max-width: 98%; height: auto; max-height: 96%;
            border: round $primary; background: $surface; padding: 0 1;
        }
        & Horizontal { height: 1; }
        & .label { width: 14; color: $faint; }
        & .heading { text-style: bold; margin-bottom: 1; height: auto; }
        & .hint { color: $faint; height: auto; }
        & .apart { margin-top: 1; }
        & .trouble { color: $error; text-style: bold; height: auto; }
        & Input { border: none; height: 1; padding: 0; background: transparent; }
        & Input:focus { border: none; background: $panel; }
    }
    """

    def __init__(
        self,
        insight: Insight | None,
        *,
        left: Mapping[str, str] | None = None,
        note: Callable[[Mapping[str, str]], None] = lambda _: None,
        forget: Callable[[], None] = lambda: None,
        trouble: str = "",
    ) -> None:
        super().__init__()
        self._insight = insight
        self._before = fields_of(insight)
        self._note = note
        self._forget = forget
        self._left = left is not None
        stands = {**self._before, **(left or {})}
        self._fields: dict[str, Choice | Input] = {
            name: Choice(CHOICES[name], stands[name]) if name in CHOICES else field(stands[name])
            for name in LABELS
        }
        self._hint = Static(classes="hint apart")
        self._trouble = Static(Content(trouble), classes="trouble")

    @override
    def compose(self) -> ComposeResult:
        """Put the fields one under another."""
        name = self._insight.id if self._insight else "A new claim"
        with VerticalScroll(can_focus=False):
            yield Static(
                Content(f"{name}{', as you left it' if self._left else ''}"), classes="heading"
            )
            for key, label in LABELS.items():
                with Horizontal():
                    yield Static(label, classes="label")
                    yield self._fields[key]
            yield self._hint
            yield self._trouble
            yield Static(_keys(), classes="hint")

    def on_mount(self) -> None:
        """Begin at the claim."""
        self._fields["claim"].focus()

    def on_key(self, event: events.Key) -> None:
        """Take the letters that came before a field had the focus."""
        first = self._fields["claim"]
        if self.focused is None and isinstance(first, Input) and event.is_printable:
            event.stop()
            first.insert_text_at_cursor(event.character or "")

    @property
    def typed(self) -> bool:
        """Whether anything stands here that was not here before."""
        return any(one.value.strip() != self._before[n] for n, one in self._fields.items())

    @on(Input.Changed)
    @on(Choice.Chosen)
    def changed(self) -> None:
        """Have what stands here kept, once it is no longer what stood here first."""
        if self.typed:
            self._note(self._said())
        else:
            self._forget()

    def on_descendant_focus(self) -> None:
        """Say what the field is for."""
        at = next((n for n, one in self._fields.items() if one.has_focus), "claim")
        self._hint.update(Content(HINTS[at]))

    @on(Input.Submitted)
    @on(Choice.Entered)
    def next(self) -> None:
        """Go to the next field; from the last one, save."""
        if list(self._fields.values())[-1].has_focus:
            self.action_save()
        else:
            self.focus_next()

    def action_save(self) -> None:
        """Save, or say what cannot be."""
        for name, text in self._said().items():
            try:
                _read(name, " ".join(text.split()))
            except InvalidValueError as error:
                self._trouble.update(Content(str(error)))
                self._fields[name].focus()
                return
        self.dismiss(parts_of(self._said(), self._before))

    @work
    async def action_leave(self) -> None:
        """Leave; where something was typed, ask what is to become of it."""
        if not self.typed:
            self._forget()
            self.dismiss(None)
            return
        answer = await self.app.push_screen_wait(
            AskScreen("What you typed is not saved yet.", (*LEAVING, GO_ON))
        )
        if answer == "s":
            self.action_save()
        elif answer == "x":
            self._forget()
            self.dismiss(None)
        elif answer == "k":
            self.dismiss(None)

    def _said(self) -> dict[str, str]:
        return {name: one.value for name, one in self._fields.items()}


def _read(name: str, text: str) -> Any:
    if name == "claim" and not text:
        message = "Say what you claim, in one sentence; Esc leaves."
        raise InvalidValueError(message)
    if name == "due":
        return _day(text)
    if name == "themes":
        return as_codes(text)
    if name == "status":
        return Status(text)
    if name == "hypothesis":
        return text == "yes"
    return text or None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        message = f"{text!r} is no day; write it as 2026-06-30."
        raise InvalidValueError(message) from None


def _keys() -> Content:
    return Content.assemble(
        ("Ctrl+S", "bold"), " save   ",
        ("Enter Down", "bold"), " next   ",
        ("Up", "bold"), " before   ",
        ("← →", "bold"), " choose   ",
        ("Esc", "bold"), " leave",
    )  # fmt: skip
