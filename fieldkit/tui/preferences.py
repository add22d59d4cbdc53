"""What this installation remembers of the screen: theme and keyboard."""

import json
from contextlib import suppress
from pathlib import Path

from fieldkit.store.files import REAL_FILES, Files, read_bytes, write_whole

NAME = "screen.json"


class Preferences:
    """A few words kept beside what else an installation remembers."""

    def __init__(self, root: Path | None, files: Files = REAL_FILES) -> None:
        self._path = None if root is None else root / NAME
        self._files = files
        self._held = self._read()

    def read(self, name: str) -> str | None:
        """Return what was kept, or None."""
        return self._held.get(name)

    def keep(self, name: str, value: str) -> None:
        """Keep a word; where the disk does not take it, for this time only."""
        self._held[name] = value
        if self._path is None:
            return
        with suppress(OSError):
            self._files.make_folder(self._path.parent)
            data = json.dumps(self._held, ensure_ascii=True).encode()
            write_whole(self._files, self._path, data, durable=False)

    def _read(self) -> dict[str, str]:
        try:
            data = json.loads((read_bytes(self._path) if self._path else None) or b"{}")
        except (OSError, ValueError):
            return {}
        if not isinstance(data, dict):
            return {}
        return {str(key): value for key, value in data.items() if isinstance(value, str)}
