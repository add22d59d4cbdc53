"""The status: what goes on, in one row, and what is wrong, for as long as it is, in another."""

from datetime import datetime

from textual.app import ComposeResult
from textual.containers import Vertical
from typing_extensions import override

from fieldkit.tui import rows
from fieldkit.tui.view import View
from fieldkit.tui.widgets.moment_list import MomentList
from fieldkit.tui.widgets.rows import Rows
from fieldkit.tui.wording import Names, one_line, told_trouble


class Status(Vertical):
    """Shows how things stand."""

    DEFAULT_CSS = """
    Status {
        height: auto;
        & > .told { height: 1; background: $panel; }
        & > .trouble { height: 2; background: $error; color: $background; display: none; }
        & > .trouble:ansi { background: $background; color: $error; text-style: bold reverse; }
        & > .trouble.-on { display: block; }
    }
    """

    def __init__(self, names: Names) -> None:
        super().__init__()
        self._names = names
        self._told = Rows(classes="told")
        self._trouble = Rows(classes="trouble")
        self.failed = ""
        """Why the disk refuses; empty while it does not."""
        self._rescued = ""

    @override
    def compose(self) -> ComposeResult:
        """Put one over the other."""
        yield self._told
        yield self._trouble

    def fail(self, why: str, rescued: str) -> None:
        """Say why the disk refuses, or that it does so no longer.

        Args:
            why: Empty where it does not.
            rescued: The file in which words are kept meanwhile; empty where there is none.
        """
        self.failed, self._rescued = one_line(why), one_line(rescued)
        self._trouble.set_class(bool(self.failed), "-on")

    def show(
        self, view: View, moments: MomentList, *, waiting: int, now: datetime, opening: bool
    ) -> None:
        """Show how things stand.

        Args:
            view: The study.
            moments: Those shown, and those kept here until the disk takes them.
            waiting: How many writes are on their way.
            now: The present time.
            opening: Whether the study is still being opened.
        """
        kept = len(moments.waiting)
        told = rows.Status(
            title=view.study.title if view.study else "",
            session=view.session,
            moments=moments.saved,
            saving=kept or waiting,
            now=now,
            opening=opening,
            failed=bool(self.failed),
        )
        self._told.show([rows.status(told, self._names, self.size.width)])
        lines = told_trouble(self.failed, self._rescued, kept)
        self._trouble.show([((f" {text}", ""),) for text in lines])
