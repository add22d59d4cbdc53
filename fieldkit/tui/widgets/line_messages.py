"""What the line tells the screen around it."""

from dataclasses import dataclass
from datetime import datetime

from textual.message import Message

from fieldkit.tui.pad import Intent
from fieldkit.tui.writing import Writing


class LineMessages:
    """The messages of the line, under its name."""

    @dataclass
    class Kept(Message):
        """Enter: the line is to be saved."""

        writing: Writing

    @dataclass
    class Drafted(Message):
        """What stands in the line now; empty where it was emptied."""

        ticket: int
        began: datetime
        text: str
        target: int | str | None = None

    @dataclass
    class Struck(Message):
        """A pad key, and what it means."""

        intent: Intent
        at: datetime
        page: int

    @dataclass
    class PastedLines(Message):
        """Several lines were pasted: one moment each, or one?"""

        lines: tuple[str, ...]
        at: datetime

    @dataclass
    class Asked(Message):
        """Something outside is asked for: ``palette``, ``leave``, or a command's action."""

        what: str

    @dataclass
    class Walked(Message):
        """Up or down the list of moments; by pages where large."""

        by: int
        pages: bool = False

    class Read(Message):
        """The line, its list or its mode reads otherwise now."""
