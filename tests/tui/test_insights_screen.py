"""Insights: claim, cite for and against, edit, group; nothing typed is lost, all can be undone."""

from pathlib import Path

import pytest
from stage import ANA, Stage, staged

from fieldkit.model.insight import Insight, Status
from fieldkit.store.claims import claim
from fieldkit.store.notebook import Notebook
from fieldkit.tui.screens.claim import ClaimScreen, fields_of
from fieldkit.tui.screens.insights import AGAINST, FOR, InsightsScreen

LINES = (
    'P3: "which till is open?" @queue !frustrated3 #signs',
    "P3: reads every sign twice @queue !confused #signs",
    "P4: walks straight to the open till @queue !calm",
    "looks [/] up [@click=app.quit]here[/] @arrive",
)


def insights(stage: Stage) -> list[Insight]:
    """Return the claims on the disk."""
    book = Notebook(stage.folder, stage.home, ANA, clock=stage.clock)
    return sorted(book.casebook().insights, key=lambda insight: insight.id)


async def claimed(stage: Stage, *texts: str) -> None:
    """Claim something, and go to Insights."""
    for text in texts or ("Nobody can tell which till is open.",):
        await stage.app.desk.do(lambda bench, said=text: claim(bench.notebook, said))  # type: ignore[misc]  # bound here
    await stage.press("f6")
    await stage.until("untested")


async def line(stage: Stage, key: str, text: str) -> None:
    """Press a key that asks for a line, and answer it."""
    await stage.press(key)
    await stage.type(text)
    await stage.press("enter")


async def test_a_claim_is_made_and_evidence_added_on_both_sides(tmp_path: Path) -> None:
    """By a search, and by ids; then it is weighed."""
    async with staged(tmp_path, lines=LINES) as stage:
        await stage.press("f6")
        await stage.until("n claims something")
        await stage.press("n")
        await stage.type("Nobody can tell which till is open.")
        await stage.press("ctrl+s")
        await stage.until("ana-i1 is kept")
        await line(stage, "a", "#signs")
        await stage.until("For it: 2")
        await line(stage, "A", "ana-3")
        await stage.until("Against it: 1")
        assert "mixed: 1 of 2 people, 1 against" in stage.text
        assert "which till is open?" in stage.text
        (made,) = insights(stage)
        assert made.supporting == ("ana-1", "ana-2")
        assert made.contradicting == ("ana-3",)


async def test_marked_moments_are_cited_without_asking(tmp_path: Path) -> None:
    """Those that were marked in Moments."""
    async with staged(tmp_path, lines=LINES) as stage:
        await claimed(stage)
        stage.app.marked = ("ana-2", "ana-4")
        await stage.press("a")
        await stage.until("the 2 marked now support ana-i1")
        assert insights(stage)[0].supporting == ("ana-2", "ana-4")


async def test_a_line_that_finds_nothing_stands_to_be_mended(tmp_path: Path) -> None:
    """With one clear line, and what was typed."""
    async with staged(tmp_path, lines=LINES) as stage:
        await claimed(stage)
        await line(stage, "a", "#nowhere")
        await stage.until("No moment is called, or found by, '#nowhere'")
        assert insights(stage)[0].supporting == ()
        assert "#nowhere" in stage.text


async def test_d_drops_what_is_under_the_cursor_and_undo_brings_it_back(tmp_path: Path) -> None:
    """Tab goes to the evidence."""
    async with staged(tmp_path, lines=LINES) as stage:
        await claimed(stage)
        await line(stage, "a", "#signs")
        await stage.until("For it: 2")
        await stage.press("d")
        assert "Tab goes to the evidence" in stage.text
        await stage.press("tab", "down", "d")
        await stage.until("For it: 1")
        assert insights(stage)[0].supporting == ("ana-1",)
        await stage.press("ctrl+z")
        await stage.until("For it: 2")
        assert insights(stage)[0].supporting == ("ana-1", "ana-2")


async def test_the_form_keeps_only_what_was_typed_otherwise(tmp_path: Path) -> None:
    """Owner, day and status; what another wrote meanwhile stays."""
    async with staged(tmp_path, lines=LINES) as stage:
        await claimed(stage)
        await stage.press("enter", *["down"] * 4)
        await stage.type("Store design")
        await stage.press("enter")
        await stage.type("soon")
        await stage.press("ctrl+s")
        await stage.until("'soon' is no day; write it as 2026-06-30.")
        await stage.press(*["backspace"] * 4)
        await stage.type("2026-06-30")
        await stage.press("enter")
        await stage.type("a")
        await stage.press("ctrl+s")
        await stage.until("is kept")
        (made,) = insights(stage)
        assert (made.owner, str(made.due), made.status) == (
            "Store design",
            "2026-06-30",
            Status.AGREED,
        )
        assert "owner Store design" in stage.text


async def test_esc_asks_and_what_is_kept_for_later_is_there_again(tmp_path: Path) -> None:
    """Also for the next window, by the drafts."""
    async with staged(tmp_path, lines=LINES) as stage:
        await stage.press("f6", "n")
        await stage.type("Half a thou")
        await stage.press("escape")
        assert "What you typed is not saved yet." in stage.text
        await stage.press("escape")
        assert isinstance(stage.app.screen, ClaimScreen)
        await stage.press("escape", "k")
        assert isinstance(stage.app.screen, InsightsScreen)
        assert insights(stage) == []
        await stage.press("n")
        assert "A new claim, as you left it" in stage.text
        assert "Half a thou" in stage.text
        await stage.press("escape", "k")
    async with staged(tmp_path, make=False) as stage:
        await stage.press("f6", "n")
        assert "Half a thou" in stage.text
        await stage.press("escape", "x", "n")
        assert "Half a thou" not in stage.text


async def test_an_untouched_form_is_left_by_esc_at_once(tmp_path: Path) -> None:
    """Nothing was typed, so nothing is asked."""
    async with staged(tmp_path) as stage:
        await stage.press("f6", "n", "escape")
        assert isinstance(stage.app.screen, InsightsScreen)


async def test_marked_moments_are_grouped_and_a_claim_drawn_from_the_theme(tmp_path: Path) -> None:
    """Affinity: moments into a theme, themes into a claim."""
    async with staged(tmp_path, lines=LINES) as stage:
        await claimed(stage)
        await stage.press("t")
        assert "mark moments in Moments first" in stage.text
        stage.app.marked = ("ana-1", "ana-3")
        await line(stage, "t", "open-till")
        await stage.until("grouped")
        await line(stage, "g", "#open-till")
        await stage.until("drawn from #open-till")
        (made,) = insights(stage)
        assert (made.themes, made.supporting) == (("open-till",), ("ana-1", "ana-3"))


async def test_h_makes_it_a_hypothesis_and_none_again(tmp_path: Path) -> None:
    """Claimed before the evidence."""
    async with staged(tmp_path) as stage:
        await claimed(stage)
        await stage.press("h")
        await stage.until("is a hypothesis")
        assert insights(stage)[0].hypothesis
        await stage.press("h")
        await stage.until("is no hypothesis")
        assert not insights(stage)[0].hypothesis


async def test_what_is_gone_since_is_said_and_marked(tmp_path: Path) -> None:
    """Another window deleted what the claim rests on."""
    async with staged(tmp_path, lines=LINES) as stage:
        await claimed(stage)
        await line(stage, "a", "ana-1")
        await stage.until("For it: 1")
        await stage.app.desk.do(lambda bench: bench.notebook.delete("moments", ["ana-1"]))
        await stage.until("not here: deleted, or left out")
        await stage.until("1 to be read again")
        await stage.until("Read it again: 1 note it cites is not here")


async def test_a_dropped_claim_stands_last_and_can_be_taken_up(tmp_path: Path) -> None:
    """It is counted, not hidden."""
    async with staged(tmp_path) as stage:
        await claimed(stage, "First.", "Second.")
        await stage.press("e", *["up"] * 4, "d", "ctrl+s")
        await stage.until("1 claim, 1 dropped")
        screen = stage.app.screen
        assert isinstance(screen, InsightsScreen)
        assert [one.insight.claim for one in screen.found] == ["Second.", "First."]


@pytest.mark.parametrize("size", [(60, 20), (160, 48)])
async def test_no_note_can_crash_or_act_and_every_pane_is_reached(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    """Enter on a moment shows it whole."""
    async with staged(tmp_path, lines=LINES, size=size) as stage:
        await claimed(stage)
        await line(stage, "a", "ana-4")
        await stage.until("For it: 1")
        screen = stage.app.screen
        assert isinstance(screen, InsightsScreen)
        await stage.press("tab")
        assert screen.pane == FOR
        await stage.press("enter")
        assert "[@click=app.quit]" in stage.text
        await stage.press("escape", "tab")
        assert screen.pane == AGAINST
        await stage.press("escape", "escape")
        assert stage.app.current_mode == "capture"


def test_an_empty_form_is_an_insight_without_parts() -> None:
    """What stands in it says draft and no hypothesis."""
    stands = fields_of(None)
    assert (stands["status"], stands["hypothesis"], stands["claim"]) == ("draft", "no", "")
