"""The questions before a coding pass: go on or begin anew, what is lacking, in which order."""

from typing import TYPE_CHECKING

from fieldkit.tui.coding import Lack, Pass, read_pass
from fieldkit.tui.screens.ask import AskScreen
from fieldkit.tui.wording import one_line

if TYPE_CHECKING:
    from fieldkit.tui.app import FieldkitApp
    from fieldkit.tui.view import View

SEEDS = 10_000
LACKS = {"f": Lack.FEELING, "t": Lack.TOUCHPOINT, "c": Lack.CODE}


def kept_as(view: "View") -> str:
    """Return the name under which a study's pass is kept."""
    return f"coding {view.study.id if view.study else ''}"


async def begin(app: "FieldkitApp", view: "View", scope: str, number: int) -> Pass | None:
    """Ask what is to be asked; return the pass, or None where it is turned down.

    Args:
        app: Where to ask.
        view: The study.
        scope: The search in force.
        number: What a random order is made by, where one is wanted.
    """
    held = read_pass(app.preferences.read(kept_as(view)))
    if held is not None:
        about = f"{held.lack}, {held.order}: {held.answered} answered, {len(held.passed)} passed"
        if held.scope:
            about += f", of {one_line(held.scope)}"
        answers = [("enter", "go on"), ("n", "begin another"), ("escape", "not now")]
        answer = await app.push_screen_wait(AskScreen("Go on coding?", answers, about=about))
        if answer != "n":
            return held if answer == "enter" else None
    of = f"of {one_line(scope)}" if scope else "of the whole study"
    kinds = [("f", "a feeling"), ("t", "a touchpoint"), ("c", "a code"), ("escape", "not now")]
    lack = LACKS.get(
        await app.push_screen_wait(AskScreen("Go through what lacks…", kinds, about=of))
    )
    if lack is None:
        return None
    seed = number % SEEDS
    orders = [("enter", "by session"), ("r", f"random, seed {seed}"), ("escape", "not now")]
    order = await app.push_screen_wait(AskScreen("In which order?", orders))
    if order == "escape":
        return None
    return Pass(lack=lack, scope=scope, seed=seed if order == "r" else None)
