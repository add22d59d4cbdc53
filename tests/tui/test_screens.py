"""Each screen as text, at three sizes, as it was looked at.

FIELDKIT_SCREENS=write writes them anew: look at them.
"""

import os
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import pytest
from stage import Stage, staged

from fieldkit.model.observer import Role
from fieldkit.store.claims import claim
from fieldkit.tui.bench import Bench

SCREENS = Path(__file__).resolve().parents[1] / "screens"
SIZES = ((80, 24), (160, 48), (60, 24))
LINES = (
    "stops at the door, reads the sign twice @arrive !confused",
    "turns the package over, puts it back @browse !confused",
    'P3: "which till is open?" @queue !frustrated3 #signs',
    "card declined twice, looks at the queue behind her @pay !frustrated4",
    'P3: "I already gave you this card" !frustrated4(sighed, looked away) #repeat-request',
    "S1: 'says the reader has been slow all week",
    "~ I want to help her and must not !~tense",
    "?? who decides which tills open?",
    '日本語のメモ @leave !"relieved2',
    "",
)
Way = Callable[[Stage], Awaitable[None]]


async def line(stage: Stage) -> None:
    """Write a line."""
    await stage.type("card declined, tries the other way round #rep")


async def choices(stage: Stage) -> None:
    """Choose a feeling."""
    await stage.type("taps the reader !a")
    await stage.press("down")


async def tags(stage: Stage) -> None:
    """Tag a line."""
    await stage.type("card declined, tries the other way round")
    await stage.press("tab", "1", "plus", "t")


async def pad(stage: Stage) -> None:
    """Go to the pad, and up the list."""
    await stage.press("escape", "down", "down", "down")


async def digest(stage: Stage) -> None:
    """Read a section of a digest."""
    await stage.press("f7")
    await stage.until("Enter compiles it")
    await stage.press("enter")
    await stage.until("not written yet")
    await stage.press("right", "right", "right")


async def moments(stage: Stage) -> None:
    """Mark two, and open a line of tags for them."""
    await stage.press("f3")
    await stage.until("10 of 10")
    await stage.press("home", "down", "x", "down", "x", "t")
    await stage.type("#sig")
    await stage.until("Tab takes it")


async def found(stage: Stage) -> None:
    """Find, with a term of the search half typed."""
    await stage.press("f3")
    await stage.until("10 of 10")
    await stage.press("G", "G", "slash")
    await stage.type("P3: layer:")
    await stage.until("observed  Tab takes it")


async def moment(stage: Stage) -> None:
    """Open one moment whole."""
    await stage.press("f3")
    await stage.until("10 of 10")
    await stage.press("home", "down", "down", "down", "enter")
    await stage.until("Esc goes back")
    await stage.until("which till is open")


async def coding(stage: Stage) -> None:
    """Answer one, and look at the next."""
    await stage.press("f3")
    await stage.until("10 of 10")
    await stage.press("c", "c", "enter")
    await stage.until("8 left")
    await stage.press("space", "space", "2", "space")
    await stage.until("4 left")


async def insights(stage: Stage) -> None:
    """Read a claim with what speaks for and against it, and go to the evidence."""

    def claims(bench: Bench) -> None:
        claim(
            bench.notebook,
            "Nobody can tell from the queue which till is open.",
            supporting=["ana-1", "ana-3", "ana-4"],
            contradicting=["ana-2"],
            need="To see at a glance where to stand.",
            recommendation="A lamp over each open till, on trial for a week.",
            owner="Store design",
            due=date(2026, 6, 30),
        )
        claim(bench.notebook, "People pay by phone because cards fail.", hypothesis=True)

    await stage.app.desk.do(claims)
    await stage.press("f6")
    await stage.until("A lamp over")
    await stage.press("tab", "down")


async def claim_form(stage: Stage) -> None:
    """Edit a claim."""
    await insights(stage)
    await stage.press("e")


async def finish(stage: Stage) -> None:
    """End the session."""
    await stage.app.run_action("finish", stage.app.capture)
    await stage.until("Finish ana-s1")


async def start(stage: Stage) -> None:
    """Start another."""
    await finish(stage)
    await stage.press("ctrl+s")
    await stage.app.run_action("start", stage.app.capture)
    await stage.until("A new session")


async def help_(stage: Stage) -> None:
    """Ask for help."""
    await stage.press("f1")


async def palette(stage: Stage) -> None:
    """Ask for a command."""
    await stage.press("escape", "colon")
    await stage.type("the")
    await stage.until("Next theme")
    await stage.settled()


async def leaving(stage: Stage) -> None:
    """Leave."""
    await stage.press("ctrl+q")
    await stage.until("Finish?")


WAYS: dict[str, Way] = {
    "line": line,
    "choices": choices,
    "tags": tags,
    "pad": pad,
    "insights": insights,
    "claim": claim_form,
    "digest": digest,
    "moments": moments,
    "found": found,
    "moment": moment,
    "coding": coding,
    "finish": finish,
    "start": start,
    "help": help_,
    "palette": palette,
    "leaving": leaving,
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", WAYS)
async def test_each_screen_stands_as_it_was_looked_at(
    tmp_path: Path, name: str, size: tuple[int, int]
) -> None:
    """Row for row."""
    async with staged(tmp_path, lines=LINES, size=size) as stage:
        await WAYS[name](stage)
        compare(f"{name}-{size[0]}x{size[1]}", stage.text)


async def test_a_leaders_screen_stands_as_it_was_looked_at(tmp_path: Path) -> None:
    """In a leader's words."""
    async with staged(tmp_path, lines=LINES, role=Role.LEADER) as stage:
        await stage.press("escape")
        compare("leader-80x24", stage.text)


def compare(name: str, text: str) -> None:
    """Compare a screen with the one that was looked at."""
    path = SCREENS / f"{name}.txt"
    if os.environ.get("FIELDKIT_SCREENS") == "write":
        path.write_text(text + "\n", encoding="utf-8")
    assert path.is_file(), f"{path.name} is missing; FIELDKIT_SCREENS=write pytest makes it"
    assert text + "\n" == path.read_text(encoding="utf-8")
