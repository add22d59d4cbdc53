"""Help for where one stands: its keys, the shorthand, and what else can be asked for."""

import textwrap
from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static
from typing_extensions import override

from fieldkit.tui.commands import (
    CAPTURE,
    CODING,
    DIGESTS,
    EVERYWHERE,
    INSIGHTS,
    JOURNEY,
    LINE,
    MOMENTS,
    ONE_HAND,
    OTHER_PAGE,
    PAD,
    PEOPLE,
    TAGS,
    Command,
    at,
    shown,
)
from fieldkit.tui.wording import RESEARCHER, Names, spoken

KEYS = 22
"""Cells for the keys, where there is room."""
ROOMY = 70

TITLES = {
    LINE: "The line: type what you see, Enter saves it",
    TAGS: "Tagging the line (Tab, with no list open)",
    PAD: "The pad: one key saves a moment (Enter in an empty line, or Esc)",
    ONE_HAND: "The pad for one hand (:keys chooses it)",
    OTHER_PAGE: "After Tab on it",
    CAPTURE: "The session",
    JOURNEY: "Journey: what customers felt along the way",
    PEOPLE: "People: a page for each participant",
    MOMENTS: "Moments",
    CODING: "The coding pass: one moment after another, each answered by one key",
    INSIGHTS: "Insights: claims and their evidence",
    DIGESTS: "Digests",
    EVERYWHERE: "Everywhere (: or Ctrl+P finds these by name)",
}
PLACES = {
    CAPTURE: (LINE, TAGS, PAD, ONE_HAND, OTHER_PAGE, CAPTURE, EVERYWHERE),
    JOURNEY: (JOURNEY, EVERYWHERE),
    PEOPLE: (PEOPLE, EVERYWHERE),
    MOMENTS: (MOMENTS, EVERYWHERE),
    CODING: (CODING, EVERYWHERE),
    INSIGHTS: (INSIGHTS, EVERYWHERE),
    DIGESTS: (DIGESTS, EVERYWHERE),
}
SHORTHAND = (
    ("@pay", "where it happened"),
    ("!frustrated4", "a feeling, 1 to 5 strong; !frustrated(sighed) says what you saw"),
    ("#signs", "a theme of your own"),
    ('"I gave you this card"', "their words, exactly"),
    ("P3:  S1:  X:", "who, first in the line: a participant, staff, someone unnamed"),
    ("14:05  -2m", "when, first in the line; left out: when you began to type"),
    ("'  ?  ~  %  ??", "first: said in my words, my reading, my reaction, method, for later"),
    ('!"sad  !~tired', "they said so themselves; my own feeling"),
    (":needs  *3", "a dimension of the protocol; it happened three times"),
    ("\\@word", "a backslash keeps it text"),
)


class HelpScreen(ModalScreen[None]):
    """Shows help; any of Esc, Enter, ?, F1 and q closes it."""

    gives_way = True

    BINDINGS: ClassVar = [("escape,enter,question_mark,f1,q", "dismiss(None)", "Close")]
    DEFAULT_CSS: ClassVar[str] = """
    HelpScreen {
        align: center middle;
        & > VerticalScroll {
            width: 84; max-width: 98%; height: auto; max-height: 96%;
            border: round $primary; background: $surface; padding: 0 1;
        }
        & Static { height: auto; }
    }
    """

    def __init__(
        self, place: str, names: Names = RESEARCHER, keymap: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        self._keymap = keymap or {}
        self._said = names
        self._places = PLACES.get(place, (EVERYWHERE,))
        self._signs = place == CAPTURE

    @override
    def compose(self) -> ComposeResult:
        """Put all of it on one page that scrolls."""
        room = min(84, self.app.size.width * 98 // 100) - 7
        with VerticalScroll():
            yield Static(Content("\n").join(self._lines(room)))

    def _asked_by(self, command: Command) -> str:
        return shown(command, self._keymap) or f":{command.name}"

    def _lines(self, room: int) -> list[Content]:
        lines = [Content.styled("Up and Down scroll, Esc closes", "dim")]
        for place in self._places:
            lines += [Content(""), Content.styled(spoken(TITLES[place], self._said), "bold")]
            lines += [
                _line(self._asked_by(command), spoken(command.does, self._said), room)
                for command in at(place)
            ]
            if place == LINE and self._signs:
                lines += [Content(""), Content.styled("What a line understands", "bold")]
                lines += [_line(sign, means, room) for sign, means in SHORTHAND]
        return lines


def _line(key: str, does: str, room: int) -> Content:
    """Set what a key does beside it; what wraps stands under its own beginning."""
    column = KEYS if room >= ROOMY else KEYS // 2
    first, *rest = textwrap.wrap(does, max(20, room - column - 2)) or [""]
    if len(key) > column:
        head = Content.assemble((key, "bold"), "\n", " " * (column + 2), first)
    else:
        head = Content.assemble((f"{key:>{column}}", "bold"), f"  {first}")
    return Content("\n").join([head, *(Content(" " * (column + 2) + more) for more in rest)])
