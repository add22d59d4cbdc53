"""The end of a session: the debrief in one line, and what still wants words."""

from collections.abc import Sequence
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
from fieldkit.tui.rows import counted
from fieldkit.tui.wording import (
    RESEARCHER,
    Names,
    ago,
    clock_time,
    one_line,
    wants,
    words_of,
    zone_of,
)


@dataclass(frozen=True, slots=True)
class Finish:
    """End the session, with what was said about it."""

    debrief: str | None


@dataclass(frozen=True, slots=True)
class FillIn:
    """First fill this moment in."""

    moment: str


class FinishScreen(ModalScreen[Finish | FillIn | None]):
    """Asks for the debrief; closes with None where the session goes on."""

    gives_way = True

    BINDINGS: ClassVar = [
        ("escape", "dismiss(None)", "Go on with the session"),
        ("down", "app.focus_next", "What wants words"),
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
        moments: Sequence[Moment],
        now: datetime,
        question: str,
        names: Names = RESEARCHER,
    ) -> None:
        super().__init__()
        self._session = session
        self._count = counted(len(moments), names)
        self._left = [moment for moment in moments if wants(moment)]
        self._now = now
        self._question = question
        self._debrief = Input(session.debrief or "", select_on_focus=False, compact=True)
        self._debrief.cursor_blink = False

    @override
    def compose(self) -> ComposeResult:
        """Put the debrief over what wants words."""
        with Vertical():
            yield Static(Content(f"Finish {self._session.id}: {self._count}"), classes="heading")
            yield Static(Content(self._question), classes="about")
            yield self._debrief
            if self._left:
                yield Static(
                    Content(f"{len(self._left)} want words. Down, then Enter on one, fills it in:"),
                    classes="about",
                )
                yield OptionList(*map(self._option, self._left), compact=True)
            yield Static(
                Content.assemble(
                    ("Enter", "bold"), " finish   ", ("Esc", "bold"), " go on with the session"
                ),
                classes="about",
            )

    @on(Input.Submitted)
    def finish(self) -> None:
        """End it."""
        self.dismiss(Finish(self._debrief.value.strip() or None))

    @on(OptionList.OptionSelected)
    def write_up(self, selected: OptionList.OptionSelected) -> None:
        """Fill one in first."""
        if selected.option.id:
            self.dismiss(FillIn(selected.option.id))

    def _option(self, moment: Moment) -> Option:
        time = clock_time(moment.at, zone_of(self._session), seconds=False)
        age = f" ({ago(moment.at, self._now)})" if moment.at else ""
        where = f"@{moment.touchpoint} " if moment.touchpoint else ""
        text = f"{time}{age}  {wants(moment)}  {where}{words_of(moment)}"
        return Option(Content(one_line(text)), id=moment.id)
