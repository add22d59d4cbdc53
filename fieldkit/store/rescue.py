"""A second place for words that the study's disk does not take, offered at the next start.

The same kind of file as a draft, in this installation's own folder; removed once each word in it is
in the journal.
"""

from contextlib import suppress
from datetime import datetime
from pathlib import Path

from fieldkit.store.drafts import Drafts
from fieldkit.store.files import REAL_FILES, Files


class Rescue:
    """One window's second place."""

    def __init__(self, folder: Path, log: str, *, files: Files = REAL_FILES) -> None:
        self.folder = folder
        self._files = files
        self._drafts = Drafts(folder, log, files=files)
        self._held: dict[str, tuple[datetime, str]] = {}

    def keep(self, draft: str, began: datetime, text: str, of: str | None = None) -> bool:
        """Keep words that are not saved; tell whether this disk took them."""
        if self._held.get(draft) == (began, text):
            return True
        try:
            self._files.make_folder(self.folder)
            self._drafts.keep(draft, began, text, of, durable=True)
        except OSError:
            return False
        self._held[draft] = (began, text)
        return True

    def done(self, draft: str) -> None:
        """Forget words that are safe elsewhere; with the last of them goes the file."""
        if (held := self._held.pop(draft, None)) is None:
            return
        with suppress(OSError):  # offered once too often
            if any(text for _, text in self._held.values()):
                self._drafts.keep(draft, held[0], "")
            else:
                self._held.clear()
                self._drafts.close(forget=True)

    @property
    def path(self) -> Path | None:
        """The file that holds words which are nowhere else on a disk; None for none."""
        return self._drafts.path if self._held else None

    def close(self) -> None:
        """Let go of what is left, for the next window to offer."""
        self._drafts.close(forget=not self._held)
