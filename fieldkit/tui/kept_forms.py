"""Forms half filled in, as the writer's thread keeps them: on the disk, until they are sent."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress

from fieldkit.model.times import Clock
from fieldkit.store.drafts import Draft, Drafts, withdraw
from fieldkit.store.files import REAL_FILES, Files

Fields = Mapping[str, str]
"""What stands in each field of a form, by the field's name."""


class KeptForms:
    """Keeps what stands in the forms of one window."""

    def __init__(self, drafts: Drafts, clock: Clock, files: Files = REAL_FILES) -> None:
        self._drafts = drafts
        self._clock = clock
        self._files = files
        self._ids: dict[str, str] = {}
        self.standing: set[str] = set()
        """The names of the forms in which something stands."""

    def keep(self, name: str, fields: Fields | None) -> str | None:
        """Keep what stands in a form; None where it was sent. Return why the disk refused it."""
        if fields is None and name not in self.standing:
            return None
        draft = self._ids.setdefault(name, self._drafts.new_id())
        text = "" if fields is None else json.dumps(dict(fields), ensure_ascii=False)
        try:
            self._drafts.keep(draft, self._clock(), text, form=name)
        except OSError as error:
            return f"Drafts are not kept: {error.strerror or error}."
        if fields is None:
            self.standing.discard(name)
        else:
            self.standing.add(name)
        return None

    def take(self, left: Sequence[Draft], lines: Sequence[Draft]) -> dict[str, Fields]:
        """Take over what windows that are gone left in their forms, the latest of each.

        Args:
            left: The forms they left.
            lines: The lines they left: a file that holds one stays.
        """
        found: dict[str, Fields] = {}
        for draft in left:  # oldest first: a later one takes its place
            fields = _fields(draft.text)
            if draft.form and fields:
                found[draft.form] = fields
        if all(self.keep(name, fields) is None for name, fields in found.items()):
            busy = {draft.file for draft in lines}
            for draft in left:
                with suppress(OSError):  # it is taken over once more at the next start
                    if draft.file in busy:
                        withdraw(draft, files=self._files)
                    else:
                        self._files.remove(draft.file)
        return found


def _fields(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(name): held for name, held in found.items() if isinstance(held, str)}
