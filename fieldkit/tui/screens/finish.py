"""The end of a session: the debrief, one question at a time, and what still wants words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from typing_extensions import override

from fieldkit.model.moment import Moment
from fieldkit.model.session import Session
from fieldkit.model.write_up import age_of, wants
from fieldkit.tui.form import field
from fieldkit.tui.rows import counted
from fieldkit.tui.wording import RESEARCHER, Names, one_line, words_of


@dataclass(frozen=True, slots=True)
class Finish:
    """End the session, with what was said about it."""

    debrief: str | None


@dataclass(frozen=True, slots=True)
class FillIn:
    """First fill this moment in."""

    moment: Moment


@dataclass(frozen=True, slots=True)
class AskConsent:
    """First ask those whom nobody has asked."""


Answer = Finish | FillIn | AskConsent


class FinishScreen(ModalScreen[Answer | None]):
    """Asks the debrief; closes with None where the session goes on."""

    gives_way = True

    BINDINGS: ClassVar = [
        ("escape", "dismiss(None)", "Go on with the session"),
        ("ctrl+s", "finish", "Finish now"),
        ("ctrl+g", "consent", "Ask for consent"),
        ("down", "app.focus_next", "What wants words"),
        ("up", "before", "The question before"),
    ]
    DEFAULT_CSS: ClassVar[str] = """
    FinishScreen {
        align: center middle;
        & > Vertical {
            width: 78; max-width: 98%; height: auto; max-height: 96%;
            border: round $primary; background: $surface; padding: 0 1;
        }
        & .heading { text-style: bold; }
        & .about { color: $faint; height: auto; }
        & .question { height: auto; margin-top: 1; }
        & .unasked { color: $warning; height: auto; margin-bottom: 1; }
        & Input { border: none; height: 1; padding: 0 1; background: $panel; margin: 0 0 1 0; }
        & Input:focus { border: none; }
        & OptionList {
            height: auto; max-height: 8; border: none; padding: 0; margin-bottom: 1;
            background: transparent; text-wrap: nowrap; text-overflow: ellipsis;
        }
        & OptionList:blur > .option-list--option-highlighted { background: transparent; }
    }
    """

    def __init__(
        self,
        session: Session,
        count: int,
        waiting: Sequence[Moment],
        now: datetime,
        questions: Sequence[str],
        *,
        names: Names = RESEARCHER,
        unasked: Sequence[str] = (),
        left: Mapping[str, str] | None = None,
        note: Callable[[Mapping[str, str]], None] = lambda _: None,
    ) -> None:
        super().__init__()
        self._session = session
        self._count = counted(count, names)
        self._waiting = {moment.id: moment for moment in waiting}
        self._now = now
        self._questions = tuple(questions)
        self._unasked = unasked
        self._answers = dict(left or {})
        self._note = note
        self._at = next((n for n, q in enumerate(questions) if q not in self._answers), 0)
        self._question = Static(classes="question")
        self._debrief = field()
        self._keys = Static(classes="about")

    @override
    def compose(self) -> ComposeResult:
        """Put the debrief over what wants words."""
        with Vertical():
            yield Static(Content(f"Finish {self._session.id}: {self._count}"), classes="heading")
            yield self._question
            yield self._debrief
            if self._waiting:
                yield Static(Content(self._told_waiting()), classes="about")
                yield OptionList(*map(self._option, self._waiting.values()), compact=True)
            if self._unasked:
                people = ", ".join(self._unasked)
                told = f"Consent not recorded for {people}: internal only. Ctrl+G asks now."
                yield Static(Content(told), classes="unasked")
            yield self._keys

    def on_mount(self) -> None:
        """Ask the first question, or the first that has no answer yet."""
        self._ask(self._at)
        self._debrief.focus()

    @on(Input.Changed)
    def changed(self) -> None:
        """Have the answers kept."""
        question, said = self._questions[self._at], self._debrief.value
        if said.strip():
            self._answers[question] = said
        elif self._answers.pop(question, None) is None:
            return
        self._note(self._answers)

    @on(Input.Submitted)
    def next(self) -> None:
        """Ask the next question; after the last, end it."""
        if self._at + 1 < len(self._questions):
            self._ask(self._at + 1)
        else:
            self.action_finish()

    def action_before(self) -> None:
        """Go back to the line, or to the question before."""
        if not self._debrief.has_focus:
            self._debrief.focus()
        elif self._at:
            self._ask(self._at - 1)

    def action_finish(self) -> None:
        """End it now, with what was answered."""
        self.dismiss(Finish(said_of(self._questions, self._answers)))

    def action_consent(self) -> None:
        """First ask those whom nobody has asked."""
        if self._unasked:
            self.dismiss(AskConsent())

    @on(OptionList.OptionSelected)
    def write_up(self, selected: OptionList.OptionSelected) -> None:
        """Fill one in first."""
        if selected.option.id:
            self.dismiss(FillIn(self._waiting[selected.option.id]))  # type: ignore[index]  # its own id

    def _ask(self, at: int) -> None:
        self._at = at
        question, of = self._questions[at], len(self._questions)
        number = f"{at + 1} of {of}  " if of > 1 else ""
        self._question.update(Content.assemble((number, "dim"), question))
        self._debrief.value = self._answers.get(question, "")
        self._debrief.cursor_position = len(self._debrief.value)
        last = at + 1 == of
        self._keys.update(
            Content.assemble(
                ("Enter", "bold"), " finish   " if last else " next, empty: skip it   ",
                *(() if last else (("Ctrl+S", "bold"), " finish now   ")),
                *((("Up", "bold"), " before   ") if at else ()),
                ("Esc", "bold"), " go on",
            )
        )  # fmt: skip

    def _told_waiting(self) -> str:
        count = len(self._waiting)
        verb = "wants" if count == 1 else "want"
        return f"{count} {verb} words. Down, then Enter on one, fills it in; the rest waits."

    def _option(self, moment: Moment) -> Option:
        age = age_of(moment, self._now)
        here = "" if moment.session == self._session.id else f"{moment.session or 'loose'}  "
        where = f"@{moment.touchpoint} " if moment.touchpoint else ""
        text = f"{age:>7}  {here}{wants(moment)}  {where}{words_of(moment)}"
        return Option(Content(one_line(text)), id=moment.id)


def said_of(questions: Sequence[str], answers: Mapping[str, str]) -> str | None:
    """Return the debrief: each answer after its question, a line each; None where none is."""
    said = [(q, " ".join(answers[q].split())) for q in questions if answers.get(q, "").strip()]
    return "\n".join(f"{question} {answer}" for question, answer in said) or None
