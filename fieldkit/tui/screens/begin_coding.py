"""The questions before a coding pass: go on or begin anew, what is lacking, in which order."""

from dataclasses import replace
from typing import TYPE_CHECKING

from fieldkit.tui.coding import Lack, Pass, read_passes
from fieldkit.tui.screens.ask import AskScreen
from fieldkit.tui.wording import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fieldkit.tui.app import FieldkitApp
    from fieldkit.tui.view import View

SEEDS = 10_000
LACKS = {"f": Lack.FEELING, "t": Lack.TOUCHPOINT, "c": Lack.CODE}


def kept_as(view: "View") -> str:
    """Return the name under which a study's pass is kept."""
    return f"coding {view.study.id if view.study else ''}"


async def begin(app: "FieldkitApp", view: "View", scope: str, number: int) -> Pass | None:
    """Ask what is to be asked; return the pass, or None where it is turned down.

    One pass is kept for each thing that may lack: beginning another loses none of them.

    Args:
        app: Where to ask.
        view: The study.
        scope: The search in force.
        number: What a random order is made by, where one is wanted.
    """
    held = read_passes(app.preferences.read(kept_as(view)))
    going = held[0] if held and held[0].at is not None else None
    answers = [("enter", f"go on with a {_told(going)}")] if going else []
    kinds = [("f", "a feeling"), ("t", "a touchpoint"), ("c", "a code"), ("escape", "not now")]
    of = f"of {one_line(scope)}" if scope else "of the whole study"
    ask = AskScreen("Go through what lacks…", [*answers, *kinds], about=of)
    answer = await app.push_screen_wait(ask)
    if answer == "enter" and going is not None:
        return _with(going, held)
    lack = LACKS.get(answer)
    if lack is None:
        return None
    for before in held:
        if before.lack is lack:
            return await _again(app, before, held, Pass(lack=lack, scope=scope), number)
    return await _ordered(app, Pass(lack=lack, scope=scope), held, number)


async def _again(
    app: "FieldkitApp", before: Pass, held: "Sequence[Pass]", new: Pass, number: int
) -> Pass | None:
    """Ask whether what was passed before is left out."""
    answers = [
        ("enter", "go on there: what was passed is not asked again"),
        ("n", "begin anew: it is asked again"),
        ("escape", "not now"),
    ]
    question = f"There was a pass for a {before.lack} before."
    answer = await app.push_screen_wait(AskScreen(question, answers, about=_told(before)))
    if answer == "n":
        return await _ordered(app, new, held, number)
    return _with(before, held) if answer == "enter" else None


async def _ordered(
    app: "FieldkitApp", new: Pass, held: "Sequence[Pass]", number: int
) -> Pass | None:
    """Ask for the order."""
    seed = number % SEEDS
    orders = [("enter", "by session"), ("r", f"random, seed {seed}"), ("escape", "not now")]
    order = await app.push_screen_wait(AskScreen("In which order?", orders))
    if order == "escape":
        return None
    return _with(replace(new, seed=seed if order == "r" else None), held)


def _with(going: Pass, held: "Sequence[Pass]") -> Pass:
    """Return a pass with those for something else beside it: one for each lack is kept."""
    return replace(going, others=tuple(one for one in held if one.lack is not going.lack))


def _told(held: Pass) -> str:
    about = f"{held.lack}, {held.order}: {len(held.answered):,} answered, "
    about += f"{len(held.passed):,} passed"
    return f"{about}, of {one_line(held.scope)}" if held.scope else about
