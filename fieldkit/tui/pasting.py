"""What several pasted lines are: one moment each, or one."""

from typing import TYPE_CHECKING, Any

from fieldkit.tui.screens.ask import AskScreen
from fieldkit.tui.wording import Names, one_line

if TYPE_CHECKING:
    from textual.app import App

EACH, ONE, NONE = "e", "o", "escape"


async def asked(app: "App[Any]", lines: tuple[str, ...], names: Names) -> str:
    """Ask, and return the answer."""
    return await app.push_screen_wait(
        AskScreen(
            f"{len(lines)} lines were pasted:",
            [(EACH, f"one {names.moment} each"), (ONE, "one, in the line"),
             (NONE, "none of them")],
            about=f"“{one_line(lines[0])}” …",
        )
    )  # fmt: skip
