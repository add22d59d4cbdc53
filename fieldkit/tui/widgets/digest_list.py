"""Digests to read: the kinds there are, then those in files, with how each stands."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from fieldkit.tui.wording import one_line

if TYPE_CHECKING:
    from fieldkit.digest.written import Written

LOOKING = "comparing it with the notes…"


class DigestList(OptionList):
    """Shows them; the screen says how they stand as it finds out."""

    DEFAULT_CSS: ClassVar[str] = """
    DigestList { border: none; background: transparent; padding: 0 1; }
    """

    def __init__(self, *, classes: str) -> None:
        super().__init__(classes=classes, compact=True)
        self._written: dict[str, Written] = {}
        self._stand: dict[str, str] = {}

    @property
    def here(self) -> "Written | str | None":
        """What is under the cursor: a digest in a file, or the name of a kind."""
        option = self.highlighted_option
        if option is None or option.id is None:
            return None
        where, _, name = option.id.partition("/")
        return self._written[name] if where == "file" else name

    def fill(self, kinds: Sequence[str], written: "Sequence[Written]") -> None:
        """List these; the cursor stays on the row where it was."""
        row = self.highlighted or 0
        self._written = {one.path.name: one for one in written}
        options = [Option(Content(one_line(name)), id=f"kind/{name}") for name in kinds]
        if written:
            options.append(Option(Content.styled("Written before", "dim"), disabled=True))
            options += [Option(self._told(one), id=f"file/{one.path.name}") for one in written]
        self.set_options(options)
        if options:
            self.highlighted = row if row < len(options) and not options[row].disabled else 0

    def stands(self, one: "Written") -> str:
        """Return how a digest in a file stands."""
        return self._stand.get(one.path.name, LOOKING)

    def tell(self, stand: Mapping[str, str]) -> None:
        """Show how digests in files stand, by the files' names."""
        self._stand = dict(stand)
        for name, one in self._written.items():
            self.replace_option_prompt(f"file/{name}", self._told(one))

    def _told(self, one: "Written") -> Content:
        stands = self.stands(one).partition(":")[0]
        return Content.assemble(one_line(one.title), (f"\n  {stands}", "dim"))
