"""One of a few words, in a form."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import var
from textual.widget import Widget
from typing_extensions import override


class Choice(Widget, can_focus=True):
    """One of a few words; left and right go through them, so do their first letters."""

    DEFAULT_CSS = """
    Choice { height: 1; width: 1fr; }
    Choice:focus { background: $panel; }
    """
    chosen: var[int] = var(0)

    class Entered(Message):
        """Enter was pressed here."""

    class Chosen(Message):
        """Another word was chosen."""

    def __init__(self, options: tuple[str, ...], chosen: str) -> None:
        super().__init__()
        self.options = options
        self.set_reactive(Choice.chosen, options.index(chosen) if chosen in options else 0)

    @property
    def value(self) -> str:
        """The word chosen."""
        return self.options[self.chosen]

    @override
    def render(self) -> Content:
        """Draw the words, the chosen one in brackets."""
        first, words = fitting(self.options, self.chosen, self.size.width)
        return Content("  ").join(
            Content.styled(word, "bold" if first + n == self.chosen else "dim")
            for n, word in enumerate(words)
        )

    def watch_chosen(self) -> None:
        """Draw afresh, and say so."""
        self.refresh()
        self.post_message(self.Chosen())

    def on_key(self, event: events.Key) -> None:
        """Choose, or pass Enter on."""
        if event.key in {"left", "right", "space"}:
            step = -1 if event.key == "left" else 1
            self.chosen = (self.chosen + step) % len(self.options)
        elif event.key == "enter":
            self.post_message(self.Entered())
        elif event.character and event.is_printable:
            wanted = [
                n for n, word in enumerate(self.options) if word.startswith(event.character.lower())
            ]
            later = [n for n in wanted if n > self.chosen] or wanted
            if later:
                self.chosen = later[0]
        else:
            return
        event.stop()


def fitting(options: Sequence[str], chosen: int, room: int) -> tuple[int, list[str]]:
    """Return the words that fit, the chosen one in brackets, and the number of the first.

    Where room is short an ellipsis stands for those before or after.
    """
    words = [f"[{word}]" if n == chosen else word for n, word in enumerate(options)]
    first, last = 0, len(words)

    def shown() -> list[str]:
        before, after = ["…"] * bool(first), ["…"] * (last < len(words))
        return [*before, *words[first:last], *after]

    while cell_len("  ".join(shown())) > room and last - first > 1:
        if last - 1 > chosen:
            last -= 1
        else:
            first += 1
    return first - bool(first), shown()
