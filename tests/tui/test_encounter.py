"""Around a session: its start, its end, what was left behind, and leaving."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from stage import ANA, Stage, Standing, staged

from fieldkit.model.session import Kind, Session
from fieldkit.store.drafts import Drafts, left_behind
from fieldkit.store.notebook import Notebook
from fieldkit.tui.screens.ask import AskScreen
from fieldkit.tui.screens.finish import FinishScreen
from fieldkit.tui.widgets.choice import fitting

NOBODY = 999_999_999
"""A process that is not."""


def sessions(stage: Stage) -> list[Session]:
    """Return the sessions in the study, read afresh."""
    return Notebook(stage.folder, stage.home, ANA, clock=stage.clock).sessions.all()


async def test_one_enter_starts_a_session_with_last_times_answers(tmp_path: Path) -> None:
    """Kind, place, participants and protocol."""
    async with staged(tmp_path, lines=["one"]) as stage:
        await stage.app.run_action("finish", stage.app.capture)
        await stage.until("Finish ana-s1")
        await stage.press("ctrl+s")
        await stage.app.run_action("start", stage.app.capture)
        await stage.until("A new session")
        await stage.press("enter")
        await stage.until("Does P3 agree?")
        await stage.press("y")
        first, second = sessions(stage)
    assert not first.open
    assert second.open
    assert (second.kind, second.place, second.participants, second.protocol) == (
        first.kind,
        first.place,
        first.participants,
        first.protocol,
    )


async def test_the_start_asks_for_codes_and_refuses_what_is_none(tmp_path: Path) -> None:
    """A name is no code; the form stays with what was typed."""
    async with staged(tmp_path, session=False) as stage:
        await stage.until("A new session")
        await stage.press("tab")
        await stage.type("Store 7")
        await stage.press("tab")
        await stage.type("5, P4")
        await stage.press("enter")
        assert "cannot be a participant code" in stage.text
        await stage.press("home", "delete")
        await stage.type("p3")
        await stage.press("enter", "l", "l")
        [session] = sessions(stage)
    assert (session.place, session.participants) == ("Store 7", ("P3", "P4"))


async def test_without_a_session_notes_are_kept_loose_and_offered_to_the_next(
    tmp_path: Path,
) -> None:
    """Nothing waits for a session."""
    async with staged(tmp_path, session=False) as stage:
        await stage.until("A new session")
        await stage.press("escape")
        await stage.type("waits outside")
        await stage.press("enter")
        assert [moment.session for moment in stage.moments] == [None]
        await stage.app.run_action("start", stage.app.capture)
        await stage.until("1 loose moment")
        await stage.press("enter")
        assert [moment.session for moment in stage.moments] == ["ana-s1"]
        assert "waits outside" in stage.text


async def test_finishing_asks_the_debrief_and_lists_what_wants_words(tmp_path: Path) -> None:
    """Marks, questions for later, feelings that no vocabulary knows; so does the end, and undo."""
    lines = ["", "?? who decides?", "waits !peckish", "card declined !frustrated"]
    async with staged(tmp_path, lines=lines) as stage:
        await stage.press("escape", "space")
        await stage.app.run_action("finish", stage.app.capture)
        await stage.until("Finish ana-s1: 5 moments")
        for part in ("4 want words", "a mark: what was it?", "a question for later", "peckish"):
            assert part in stage.text
        await stage.press("enter", "enter")
        await stage.type("Their card.")
        await stage.press("ctrl+s")
        await stage.until("session ana-s1 is finished: 5 moments; 4 want words, :write-up")
        await stage.press("ctrl+z")
        await stage.until("undone: session ana-s1")
        await stage.press("ctrl+r")
        [session] = sessions(stage)
    assert session.debrief == "What did they need that nobody offered? Their card."
    assert not session.open


async def test_one_that_wants_words_is_filled_in_and_the_end_is_asked_again(
    tmp_path: Path,
) -> None:
    """Down, Enter, its words, Enter."""
    async with staged(tmp_path, lines=["", "two"]) as stage:
        await stage.app.run_action("finish", stage.app.capture)
        await stage.until("1 wants words")
        await stage.press("down", "enter")
        await stage.type("looked round")
        await stage.press("enter")
        await stage.until("Finish ana-s1")
        assert isinstance(stage.app.screen, FinishScreen)
        assert stage.moments[0].text == "looked round"


async def test_the_write_up_goes_through_what_wants_words_oldest_first(tmp_path: Path) -> None:
    """And passes over none."""
    async with staged(tmp_path, lines=["", "words", ""]) as stage:
        await stage.app.run_action("write_up", stage.app.capture)
        await stage.settled()
        await stage.type("first")
        await stage.press("enter")
        await stage.type("third")
        await stage.press("enter")
        assert [moment.text for moment in stage.moments] == ["first", "words", "third"]
        assert "nothing more wants words" in stage.text


async def test_quitting_in_a_session_asks_whether_to_finish_it(tmp_path: Path) -> None:
    """Esc stays; n leaves it open."""
    async with staged(tmp_path, lines=["one"]) as stage:
        await stage.press("ctrl+q")
        await stage.until("Finish?")
        await stage.press("escape")
        assert stage.app.is_running
        await stage.press("ctrl+q")
        await stage.until("Finish?")
        await stage.pilot.press("n")
        await stage.pilot.pause()
        assert sessions(stage)[0].open
        assert stage.app.return_code == 0


async def test_a_line_left_behind_is_offered_and_kept_at_its_own_time(tmp_path: Path) -> None:
    """Enter keeps it; it is not offered again."""
    async with staged(tmp_path, lines=["one"]) as stage:
        leave_behind(stage.folder, began_minutes=0, text="card declined @pay")
    async with staged(tmp_path, make=False) as stage:
        await stage.until("Kept from before")
        assert "card declined @pay" in stage.text
        await stage.press("enter")
        assert [moment.text for moment in stage.moments] == ["one", "card declined"]
        assert left_behind(stage.folder / "log", ()) == []


async def test_a_line_left_behind_can_be_dropped(tmp_path: Path) -> None:
    """With a key that is in no word: who types already drops nothing, and their words stand."""
    async with staged(tmp_path, lines=["one"]) as stage:
        leave_behind(stage.folder, began_minutes=0, text="mistake")
    async with staged(tmp_path, make=False) as stage:
        await stage.until("Kept from before")
        await stage.type("next in line")
        await stage.press("ctrl+x")
        assert stage.app.capture.line.value == "next in line"
        assert [moment.text for moment in stage.moments] == ["one"]
        assert not isinstance(stage.app.screen, AskScreen)
        assert left_behind(stage.folder / "log", ()) == []


async def test_what_stands_in_the_line_at_the_end_is_offered_at_the_next_start(
    tmp_path: Path,
) -> None:
    """Nothing typed is lost by quitting, and nothing saved is offered."""
    async with staged(tmp_path) as stage:
        await stage.type("saved")
        await stage.press("enter")
        await stage.type("half a sen")
        drafted = stage.folder / "log"
    rename_to_a_dead_process(drafted)
    async with staged(tmp_path, make=False) as stage:
        await stage.until("Kept from before")
        assert "“half a sen”" in stage.text
        await stage.press("enter")
        assert [moment.text for moment in stage.moments] == ["saved", "half a sen"]


async def test_a_saved_edit_is_not_offered_as_left_behind(tmp_path: Path) -> None:
    """Its draft is withdrawn when it is saved."""
    async with staged(tmp_path, lines=["one"]) as stage:
        await stage.press("escape", "n")
        await stage.type(" two")
        stage.app.capture.drafting.keep()
        await stage.settled()
        await stage.press("enter")
        logs = stage.folder / "log"
    rename_to_a_dead_process(logs)
    assert left_behind(logs, ()) == []


async def test_a_session_that_was_silent_for_long_is_asked_about(tmp_path: Path) -> None:
    """Enter ends it and starts another."""
    async with staged(tmp_path, lines=["one"]) as stage:
        clock = stage.clock
    later = clock.at + timedelta(hours=30)
    async with staged(tmp_path, make=False, at=later) as stage:
        await stage.until("Does it go on?")
        await stage.press("enter")
        await stage.until("A new session")
        await stage.press("enter", "l")
        assert [session.open for session in sessions(stage)] == [False, True]


def leave_behind(folder: Path, *, began_minutes: int, text: str) -> None:
    """Leave a line as a window would that was killed."""
    drafts = Drafts(folder / "log", "ana")
    began = Standing().at + timedelta(minutes=began_minutes + 5)
    drafts.keep(drafts.new_id(), began, text)
    drafts.close(forget=False)
    rename_to_a_dead_process(folder / "log")


def rename_to_a_dead_process(logs: Path) -> None:
    """Give drafts to a process that is not: in a test, the window's process goes on."""
    for path in logs.glob("*.draft.*"):
        name = path.name.replace(f".{os.getpid()}-", f".{NOBODY}-")
        path.rename(path.with_name(name))


@pytest.mark.parametrize("room", [20, 30, 45, 80])
@pytest.mark.parametrize("chosen", range(5))
def test_the_chosen_kind_is_always_shown_and_says_that_there_are_others(
    chosen: int, room: int
) -> None:
    """However narrow the terminal."""
    kinds = tuple(Kind)
    first, words = fitting(kinds, chosen, room)
    assert words[chosen - first] == f"[{kinds[chosen]}]"
    assert len("  ".join(words)) <= room or len(words) <= 3
    assert ("…" in words) == (len("  ".join(kinds)) + 2 > room)
