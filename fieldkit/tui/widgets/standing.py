"""The line as it stands: what is written in it, for which moment, and what waits behind it."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from textual.reactive import var
from textual.strip import Strip
from typing_extensions import override

from fieldkit.model.times import Clock
from fieldkit.tui.tagging import Text
from fieldkit.tui.widgets.line_messages import LineMessages
from fieldkit.tui.widgets.shorthand_input import ShorthandInput
from fieldkit.tui.writing import Choices, Mode, Opened, Writing, choices_at


class Standing(LineMessages, ShorthandInput):
    """Holds a line being written, and tells what becomes of it."""

    mode: var[Mode] = var(Mode.LINE)

    def __init__(self, *, clock: Clock, tickets: Iterator[int]) -> None:
        super().__init__()
        self.used: Mapping[str, Mapping[str, int]] = {}
        self.commands: tuple[str, ...] = ()
        """What a line may ask for that begins with a colon."""
        self.choices = Choices()
        self._clock = clock
        self._tickets = tickets
        self._writing = Writing(next(tickets))
        self._aside: list[Writing] = []

    # What stands here

    @property
    def began(self) -> datetime | None:
        """When the first key of this line fell."""
        return self._writing.began

    @property
    def target(self) -> int | str | None:
        """The moment whose words stand here, or None."""
        return self._writing.target

    def put(self, text: str, *, began: datetime | None = None) -> None:
        """Put text into the line, behind what stands there."""
        before = self.value.rstrip()
        self._writing.began = self._writing.began or began
        self.value = f"{before} {text}" if before else text
        self.cursor_position = len(self.value)
        self.mode = Mode.LINE

    def give_back(self, writing: Writing) -> None:
        """Put a line back that was not saved; what stands here waits behind it."""
        self._lay_aside()
        self._take(writing)

    def open(self, opened: Opened) -> None:
        """Put a moment's line here; what stands here waits until it is done."""
        self._lay_aside()
        self._take(
            Writing(
                ticket=next(self._tickets),
                target=opened.target,
                before=opened.value,
                seen=opened.seen,
                text=opened.value,
                cursor=opened.cursor,
            )
        )

    def _lay_aside(self) -> None:
        if self.value.strip():
            self._writing.text, self._writing.cursor = self.value, self.cursor_position
            self._aside.append(self._writing)

    def _take(self, writing: Writing) -> None:
        self._writing = writing
        self.value = writing.text
        self.cursor_position = writing.cursor
        self.mode = Mode.LINE
        self._look()

    def _next(self) -> None:
        """Empty the line for the next one, or take up what waits."""
        self._writing = Writing(next(self._tickets))
        if self._aside:
            self._take(self._aside.pop())
        else:
            self.value = ""
        self._look()

    # What follows from it

    def _set(self, text: Text) -> None:
        self.value = text.value
        self.cursor_position = text.cursor
        self._look()

    def watch_value(self, value: str) -> None:
        """Note when the first key fell, and tell what stands here."""
        writing = self._writing
        if value and writing.began is None:
            writing.began = self._clock()
        if writing.began is not None and value != writing.text:
            kept = "" if writing.target is not None and value == writing.before else value
            self.post_message(self.Drafted(writing.ticket, writing.began, kept, writing.target))
        writing.text = value
        if not value.strip() and writing.target is None:
            writing.began = None
        self._look()

    def watch_selection(self) -> None:
        """Look what is being typed where the cursor is now."""
        self._look()

    def _look(self) -> None:
        """Find the words that could be meant by what is being typed."""
        if self.mode is Mode.LINE and self.value and self.selection.is_empty:
            commands = self.commands if self.target is None else ()
            cursor, held = self.cursor_position, self.choices
            self.choices = choices_at(
                self.value, cursor, self.words, self.used, held, commands=commands
            )
        else:
            self.choices = Choices()
        self.post_message(self.Read())

    # How it looks

    @override
    def render_line(self, y: int) -> Strip:
        """Draw the line; on the pad without a cursor."""
        self._cursor_visible = self.mode is not Mode.PAD
        return super().render_line(y)
