"""What the writer's thread tells the screens. Light to import: needed before the first paint."""

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from fieldkit.model.moment import Moment
    from fieldkit.tui.view import View


class Changed(Message):
    """The study reads otherwise now: by our hand, or by another window's."""

    def __init__(
        self,
        view: "View",
        moments: "tuple[Moment, ...]",
        gone: frozenset[str],
        *,
        whole: bool,
        touched: frozenset[str] = frozenset(),
        older: "tuple[Moment, ...]" = (),
    ) -> None:
        super().__init__()
        self.view = view
        self.moments = moments
        """Those of the session that are new or read otherwise; its newest ones where whole."""
        self.gone = gone
        self.whole = whole
        self.touched = touched
        """The ids of all moments of the study written since it was told last."""
        self.older = older
        """Those that someone asked for, oldest first, who had only newer ones."""


class Acted(Message):
    """A key that is a command has done what it does, and comes back by the way the key went."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class Trouble(Message):
    """The disk does not take what was written: it is kept here and tried again; None: all well."""

    def __init__(self, why: str | None, where: str = "") -> None:
        super().__init__()
        self.why = why
        self.where = where
        """The file in which it is kept meanwhile; empty where no disk takes it."""


class StudyOpen(Message):
    """The study is open."""


class Rested(Message):
    """Everything written is on the disk."""
