"""Which photo or sound: a path with Tab, or one dropped on the terminal; and words for it."""

import asyncio
import os
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static
from typing_extensions import override

from fieldkit.tui.wording import one_line

SUFFIXES = (
    *(".jpg", ".jpeg", ".png", ".webp", ".gif"),
    *(".wav", ".mp3", ".m4a", ".ogg", ".flac", ".opus"),
)
SHOWN = 6
"""How many files are shown to choose from."""


@dataclass(frozen=True, slots=True)
class ToAttach:
    """What is to be attached."""

    typed: str
    caption: str

    @property
    def paths(self) -> tuple[Path, ...]:
        """The files that were named: the whole line where there is such a file, else each word."""
        whole = Path(self.typed.strip()).expanduser()
        if whole.exists():
            return (whole,)
        try:
            words = shlex.split(self.typed, posix=os.name != "nt")
        except ValueError:
            return (whole,)
        found = tuple(Path(word.strip("'\"")).expanduser() for word in words)
        return found if any(path.exists() for path in found) else (whole,)


class AttachScreen(ModalScreen[ToAttach | None]):
    """Asks for a path and words for it; closes with None where turned down."""

    gives_way = True

    BINDINGS: ClassVar = [("escape", "dismiss(None)", "Not now")]
    DEFAULT_CSS: ClassVar[str] = """
    AttachScreen {
        align: center middle;
        & > Vertical {
            width: 78; max-width: 98%; height: auto;
            border: round $primary; background: $surface; padding: 0 1;
        }
        & Horizontal { height: 1; }
        & .label { width: 8; color: $faint; }
        & .heading { text-style: bold; }
        & .found { color: $faint; height: auto; min-height: 2; max-height: 7; }
        & .trouble { color: $error; text-style: bold; height: auto; }
        & Input { border: none; height: 1; padding: 0; background: transparent; }
        & Input:focus { border: none; background: $panel; }
    }
    """

    def __init__(self, to: str, asked: ToAttach, trouble: str = "") -> None:
        super().__init__()
        self._to = to
        self._trouble = Static(Content(one_line(trouble)), classes="trouble")
        self._path = Input(asked.typed, select_on_focus=False)
        self._caption = Input(asked.caption)
        self._found = Static(classes="found")

    @override
    def compose(self) -> ComposeResult:
        """Put the path over its words."""
        with Vertical():
            yield Static(Content(f"Attach a photo or sound to {self._to}"), classes="heading")
            yield self._trouble
            with Horizontal():
                yield Static(Content("File"), classes="label")
                yield self._path
            yield self._found
            with Horizontal():
                yield Static(Content("Caption"), classes="label")
                yield self._caption
            yield Static(
                Content("Tab completes   Down the caption   Enter attaches   Esc not now"),
                classes="found",
            )

    def on_mount(self) -> None:
        """Begin with the path."""
        self._path.focus()
        self._path.cursor_position = len(self._path.value)

    def on_key(self, event: events.Key) -> None:
        """Complete the path, or go from one to the other."""
        if event.key == "tab" and self._path.has_focus:
            self._complete()
        elif event.key in {"tab", "down", "up", "shift+tab"}:
            self.set_focus(self._caption if self._path.has_focus else self._path)
        else:
            return
        event.stop()
        event.prevent_default()

    @on(Input.Submitted)
    def attach(self) -> None:
        """Close with what was named."""
        if self._path.value.strip():
            self.dismiss(ToAttach(self._path.value, self._caption.value.strip()))

    @work(exclusive=True)
    async def _complete(self) -> None:
        typed = self._path.value
        # A folder over a network may answer late: not in the app's thread.
        text, found = await asyncio.to_thread(completed, typed)
        if self._path.value != typed:
            return
        self._path.value = text
        self._path.cursor_position = len(text)
        rest = f"   and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        lines = [one_line(name) for name in found[:SHOWN]] if len(found) != 1 else []
        self._found.update(Content("\n".join(lines) + rest if found else "nothing here"))


def completed(typed: str) -> tuple[str, Sequence[str]]:
    """Return a path as far as it can be meant, and the photos, sounds and folders it could be."""
    head, _, begun = typed.rpartition("/")
    folder = Path(f"{head}/" if head or typed.startswith("/") else ".").expanduser()
    try:
        with os.scandir(folder) as held:
            names = sorted(_named(entry) for entry in held if _could_be(entry, begun))
    except OSError:
        return typed, ()
    if not names:
        return typed, ()
    first, last = names[0], max(names)
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    kept = "".join(char for char, _ in alike)
    return f"{typed[: len(typed) - len(begun)]}{kept if len(kept) > len(begun) else begun}", names


def _named(entry: "os.DirEntry[str]") -> str:
    return f"{entry.name}/" if entry.is_dir() else entry.name


def _could_be(entry: "os.DirEntry[str]", begun: str) -> bool:
    name = entry.name.casefold()
    hidden = name.startswith(".") and not begun.startswith(".")
    wanted = name.startswith(begun.casefold()) and not hidden
    return wanted and (name.endswith(SUFFIXES) or entry.is_dir())
