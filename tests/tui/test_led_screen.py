"""The led screen: an hour by keys alone, on a real store."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from quiet import running
from stage import ANA, Beat, Stage, Standing, make_study
from test_capture_trouble import FullDisk
from test_encounter import rename_to_a_dead_process
from test_led_turns import FIELD
from test_screens import compare
from textual.events import Key
from typing_extensions import override

from fieldkit.analysis.hour import hour_of
from fieldkit.model.emotion import Known
from fieldkit.model.hour import Asked
from fieldkit.model.keys import as_handle
from fieldkit.model.moment import Layer
from fieldkit.model.observer import Observer, Role
from fieldkit.model.people import ConsentState
from fieldkit.model.session import Kind, Session
from fieldkit.store.files import REAL_FILES, Files
from fieldkit.store.home import Home
from fieldkit.store.new_study import create_study
from fieldkit.store.notebook import Notebook
from fieldkit.tui.app import FieldkitApp
from fieldkit.tui.bench import Bench, open_bench
from fieldkit.tui.desk import Desk
from fieldkit.tui.guest import Guest
from fieldkit.tui.preferences import Preferences

LEADER = Observer(handle=as_handle("ana"), role=Role.LEADER)
BEFORE = ("older man, two bags", "annoyed", "the till", "a smile")
NOTES = ("card declined, tries the other way round", '"which till is open?"', "looks")


class Room(Stage):
    """The led screen on a stage."""

    @override
    async def settled(self) -> None:
        """Wait; while there is no study, open none."""
        if self.app.guest.study:
            await super().settled()
        await self.pilot.pause()

    @override
    async def type(self, text: str) -> None:
        """Type text; a return is Enter."""
        for part in re.split("(\r)", text):
            if part == "\r":
                self.app.post_message(Key("enter", "\r").set_sender(self.app))
            elif part:
                await super().type(part)
        await self.settled()

    async def words(self, *lines: str) -> None:
        """Type lines, each with Enter."""
        for line in lines:
            await self.type(line)
            await self.press("enter")

    async def begin(self, *answers: str) -> None:
        """Begin an hour, and answer what is asked before it."""
        await self.press("1", "y")
        await self.words(*answers, *[""] * (4 - len(answers)))

    @property
    def asked(self) -> str:
        """The question that stands."""
        return self.text.split("\n")[2].strip()

    @property
    def session(self) -> Session:
        """The last session in the study."""
        found: list[Session] = self.notebook.sessions.all()
        return found[-1]

    @property
    def notebook(self) -> Notebook:
        """The study, read afresh."""
        return Notebook(self.folder, self.home, LEADER, clock=self.clock)


@asynccontextmanager
async def room(
    tmp_path: Path,
    *,
    make: bool = True,
    known: bool = True,
    study: bool = True,
    size: tuple[int, int] = (80, 24),
    files: Files = REAL_FILES,
    at: datetime | None = None,
    start: str = "led",
) -> AsyncIterator[Room]:
    """Open the led screen."""
    home, clock, beat = Home(tmp_path / "state" / "fieldkit"), Standing(), Beat()
    folder = tmp_path / "study"
    if make and study:
        make_study(folder, home, clock, session=False, observer=LEADER)
    clock.at = at or clock.at
    guest = Guest(LEADER if known else ANA, known=known, study=study, remember=home.be)

    def opening() -> Bench:
        if not (folder / "log").is_dir():
            create_study(folder, home, guest.observer, title="Time", clock=clock)
        return open_bench(folder, home, guest.observer, clock=clock, files=files)

    desk = Desk(opening, again=0.05)
    app = FieldkitApp(
        desk,
        LEADER,
        clock=clock,
        struck_at=beat,
        start=start,
        guest=guest,
        preferences=Preferences(home.root),
    )
    async with running(app, size) as pilot:
        stage = Room(folder, home, clock, beat, app, pilot)
        await stage.until("What are you here for?" if make else "  ")
        while app.current_mode != "led" or app.led.opening:
            await pilot.pause(0.01)
        if study and known:
            await stage.settled()
        try:
            yield stage
        finally:
            app.led.rest()
    desk.close()


async def watched(stage: Room) -> None:
    """Go through an hour to the end of watching."""
    await stage.begin(*BEFORE)
    await stage.words(NOTES[0])
    await stage.press("1", "1")
    await stage.words(NOTES[1])
    await stage.press("enter")
    await stage.words(NOTES[2])
    await stage.press("3", "3", "ctrl+q")


async def test_an_hour_from_the_first_question_to_the_last_is_kept_as_it_is_told(
    tmp_path: Path,
) -> None:
    """Each answer by what it answers; the session with its consent, its end and its sentence."""
    async with room(tmp_path) as stage:
        await watched(stage)
        stage.clock.go(60)
        await stage.words("frustrated, at the till")
        await stage.press("4")
        await stage.words("embarrassed, because of the queue")
        assert '"embarrassed, because of the queue"' in stage.text
        assert "frustrated" not in stage.text, "the customer is shown their words alone"
        await stage.press("y")
        for shown in (
            "You expected   annoyed, at the till",
            "You guessed    frustrated, 4 of 5, at the till",
            'They said      "embarrassed, because of the queue"',
            "One person, one hour: a story, not a score.",
        ):
            assert shown in stage.text
        await stage.words("they said sorry", "give them a chair", "tense")
        assert "3 notes, 1 in their words, and their answer. 1 wants a sentence." in stage.text
        await stage.press("enter")
        await stage.words("She looked round at the others")
        assert stage.asked == "What are you here for?"
        hour, session = hour_of(stage.moments), stage.session
        [person] = stage.notebook.table("participants").all()
    assert [note.text for note in hour.notes] == [
        NOTES[0], "which till is open?", "She looked round at the others",
    ]  # fmt: skip
    assert hour.answer is not None
    assert (hour.answer.dimension, hour.answer.speaker, hour.answer.layer) == (
        Asked.CONFIRMED, "A", Layer.VERBATIM,
    )  # fmt: skip
    feelings = [moment.emotions[0] for moment in (hour.foreseen, hour.guess, hour.answer) if moment]
    assert [(f.term, f.known, f.intensity) for f in feelings] == [
        ("annoyed", Known.IMAGINED, None),
        ("frustrated", Known.INFERRED, 4),
        ("embarrassed", Known.PROMPTED, None),
    ]
    assert hour.trouble is not None
    assert hour.trouble.touchpoint == "till"
    assert [note.touchpoint for note in hour.notes] == [None] * 3, "what was expected moves nothing"
    assert (session.kind, session.participants, session.open) == (Kind.SHADOWING, ("P1",), False)
    assert session.debrief == "give them a chair"
    assert person.consent.state is ConsentState.GIVEN
    assert person.attributes == {"described": "older man, two bags"}


async def test_the_guess_stands_before_the_answer_in_the_journal(tmp_path: Path) -> None:
    """Whoever reads it can see that it was not made up afterwards."""
    async with room(tmp_path) as stage:
        await watched(stage)
        await stage.words("frustrated")
        await stage.press("2")
        await stage.words("sad")
        [log] = (stage.folder / "log").glob("*.jsonl")
        written = log.read_text(encoding="utf-8")
    assert 0 < written.index("led-guess") < written.index("intensity") < written.index("led-answer")


async def test_nothing_is_written_for_a_customer_who_says_no(tmp_path: Path) -> None:
    """Not even a study, where there is none yet."""
    async with room(tmp_path, study=False, known=False) as stage:
        await stage.pilot.press("1", "n")
        await stage.pilot.pause()
        assert "Nothing was written" in stage.text
        assert not stage.folder.exists()
    assert not (tmp_path / "state" / "fieldkit" / "me.json").exists()


async def test_a_leader_without_a_study_gets_one_in_their_name_when_the_customer_agrees(
    tmp_path: Path,
) -> None:
    """Asked for a short name, and for nothing else."""
    async with room(tmp_path, study=False, known=False) as stage:
        await stage.pilot.press("1", "y")
        await stage.pilot.pause()
        assert stage.asked == "You: a short name for your notes."
        assert not stage.folder.exists()
        await stage.words("Anna M.")
        await stage.until("With P1")
        await stage.words("", "", "", "", "card declined")
        await stage.until("Kept. How did they seem?")
        [note] = stage.moments
        assert (note.id, note.text) == ("annam-1", "card declined")
    assert Home(stage.home.root).me() == Observer(
        handle=as_handle("annam"), name="Anna M.", role=Role.LEADER
    )


async def test_keys_that_fall_while_the_study_opens_are_answers_all_the_same(
    tmp_path: Path,
) -> None:
    """In their order."""
    async with room(tmp_path) as stage:
        stage.app.led.opening = True
        assert stage.app.led.struck("1", 1.0) == ""
        stage.app.led.opening = False
        assert [key.key for key in stage.app.led._early] == ["1"]  # noqa: SLF001 — no screen shows it


async def test_a_digit_struck_fast_after_enter_answers_the_question_that_enter_brought(
    tmp_path: Path,
) -> None:
    """No key waits for the screen."""
    async with room(tmp_path) as stage:
        await stage.begin()
        stage.beat.gap = 0.01
        await stage.type("card declined\r12")
        [note] = stage.moments
    assert note.text == "card declined"
    assert [(f.term, f.known) for f in note.emotions] == [("frustrated", Known.SPONTANEOUS)]


async def test_words_that_begin_with_digits_are_words(tmp_path: Path) -> None:
    """What the digits did is undone on the disk too."""
    async with room(tmp_path) as stage:
        await stage.begin()
        await stage.words("card declined")
        stage.beat.gap = 0.1
        await stage.type("12 people wait")
        await stage.press("enter")
        first, second = stage.moments
    assert (first.emotions, second.text) == ((), "12 people wait")


async def test_what_is_typed_at_ctrl_q_is_a_note_before_the_hour_goes_on(tmp_path: Path) -> None:
    """And Esc goes back to the notes while nothing was guessed."""
    async with room(tmp_path) as stage:
        await stage.begin()
        await stage.type("half a sen")
        await stage.press("ctrl+q")
        assert stage.asked.startswith("Don't ask yet")
        assert [moment.text for moment in stage.moments] == ["half a sen"]
        await stage.press("escape")
        assert "half a sen" in stage.text
        assert stage.asked == "What do you see?"


WAYS = {
    "them": ([], "Them: a few words, no name."),
    "foreseen": (["older man\r"], "What will they feel most?"),
    "trouble": (["\r", "\r"], "Where will it go wrong?"),
    "disproof": (["\r", "annoyed\r", "till\r"], "What would prove you wrong?"),
    "see": (["\r", "\r", "\r", "\r"], "What do you see?"),
    "note": (["\r", "\r", "\r", "\r", "card declined\r"], "What do you see?"),
    "guess": (
        ["\r", "\r", "\r", "\r", "\x11"],
        "Don't ask yet. What did they feel most, and where?",
    ),
    "strength": (["\r", "\r", "\r", "\r", "\x11", "sad\r"], "How strongly? 1 little … 5 very"),
    "ask": (["\r", "\r", "\r", "\r", "\x11", "sad\r", "\r"], "Now ask:"),
    "check": (["\r", "\r", "\r", "\r", "\x11", "sad\r", "3", "glad\r"], "Show them their words:"),
    "struck": (
        ["\r", "\r", "\r", "\r", "\x11", "sad\r", "3", "glad\r", "x"],
        "What surprised you?",
    ),
    "tonight": (
        ["\r", "\r", "\r", "\r", "\x11", "sad\r", "3", "glad\r", "y", "\r"],
        "What would you tell a colleague tonight",
    ),
}


OFTEN = {"trouble", "note", "ask", "struck"}
"""Of the ways to be ended, those tried each time; the others take seconds more."""


@pytest.mark.parametrize(
    "name", [name if name in OFTEN else pytest.param(name, marks=pytest.mark.slow) for name in WAYS]
)
async def test_ended_anywhere_it_comes_back_to_where_one_was_with_what_was_being_typed(
    tmp_path: Path, name: str
) -> None:
    """Questions passed over are not asked again."""
    keys, question = WAYS[name]
    async with room(tmp_path) as stage:
        await stage.press("1", "y")
        for key in keys:
            if key == "\x11":
                await stage.press("ctrl+q")
            else:
                await stage.type(key)
        await stage.type("Half a sen")
        stage.app.led.drafting.keep()
        await stage.settled()
        before, at = stage.moments, stage.clock.at + timedelta(minutes=5)
        logs = stage.folder / "log"
    rename_to_a_dead_process(logs)
    async with room(tmp_path, make=False, at=at) as stage:
        assert question in stage.text
        assert "> Half a sen" in stage.text
        assert stage.moments == before


async def test_an_hour_of_long_ago_is_finished_or_left_as_it_is(tmp_path: Path) -> None:
    """Asked, not assumed."""
    async with room(tmp_path) as stage:
        await stage.begin()
        await stage.words("card declined")
        later = stage.clock.at + timedelta(days=2)
    async with room(tmp_path, make=False, at=later) as stage:
        assert stage.asked == "The hour with P1, 2 d ago, was never finished."
        await stage.press("2")
        assert stage.asked == "What are you here for?"
        assert not stage.session.open


async def test_notes_left_for_tomorrow_are_offered_at_the_next_start(tmp_path: Path) -> None:
    """With s; the jotting stays in the note's history."""
    async with room(tmp_path) as stage:
        await stage.begin()
        await stage.words("card")
        await stage.press("enter", "ctrl+q", "enter", "enter", "enter", "enter", "enter", "enter",
                          "enter", "t")  # fmt: skip
        assert not stage.session.open
        assert "1 note of last time wants a sentence" in stage.text
    async with room(tmp_path, make=False) as stage:
        await stage.press("s")
        assert "You wrote: card" in stage.text
        await stage.words("The card was declined twice")
        assert [moment.text for moment in stage.moments] == ["The card was declined twice"]


async def test_a_disk_that_refuses_is_told_and_what_was_typed_waits(tmp_path: Path) -> None:
    """Kept is said only of what is on the disk."""
    files = FullDisk()
    async with room(tmp_path, files=files) as stage:
        await stage.begin()
        files.full = True
        await stage.pilot.press(*"card", "enter")
        await stage.until("NOT SAVED")
        assert "Keeping…" in stage.text
        assert "Kept." not in stage.text
        files.full = False
        await stage.until("Kept. How did they seem?")
        assert [moment.text for moment in stage.moments] == ["card"]


async def test_field_notes_and_reading_are_a_key_away(tmp_path: Path) -> None:
    """And what was written there is seen here."""
    async with room(tmp_path) as stage:
        await stage.press("3")
        assert stage.app.current_mode == "digests"
    async with room(tmp_path, make=False) as stage:
        await stage.press("2")
        await stage.until("A new session")
        assert stage.app.current_mode == "capture"


async def test_capture_and_back_shows_the_same_hour(tmp_path: Path) -> None:
    """Both hear what is written in either."""
    async with room(tmp_path) as stage:
        await stage.begin()
        await stage.words("card declined")
        await stage.press("f2")
        await stage.until("card declined")
        await stage.type("from capture")
        await stage.press("enter")
        await stage.app.run_action("place('led')")
        await stage.until("from capture")
        assert "2 notes" in stage.text


async def test_the_cover_hides_all_but_the_clock_and_typing_goes_on(tmp_path: Path) -> None:
    """The customer can see the screen."""
    async with room(tmp_path) as stage:
        await stage.begin()
        await stage.press("ctrl+l")
        await stage.type("card declined\r")
        assert stage.text.split() == ["12:01", "writing"]
        await stage.press("ctrl+l")
        assert "card declined" in stage.text


async def begun(stage: Room) -> None:
    """Stay at the beginning."""


async def consent(stage: Room) -> None:
    """Ask for consent."""
    await stage.press("1")


async def note(stage: Room) -> None:
    """Keep a note."""
    await stage.begin(*BEFORE)
    await stage.words(NOTES[0])


async def prompted(stage: Room) -> None:
    """Ask for their words."""
    await note(stage)
    await stage.press("1", "2", "enter", "enter", "enter")
    await stage.type("which till")


async def guess(stage: Room) -> None:
    """Guess."""
    await watched(stage)


async def shown(stage: Room) -> None:
    """Show them their words."""
    await watched(stage)
    await stage.words("frustrated, at the till")
    await stage.press("4")
    await stage.words("embarrassed, because of the queue")


async def revealed(stage: Room) -> None:
    """Stand side by side."""
    await shown(stage)
    await stage.press("y")


async def written_up(stage: Room) -> None:
    """What wants a sentence."""
    await revealed(stage)
    await stage.press("enter", "enter", "enter")


SCREENS = {
    "start": begun, "consent": consent, "note": note, "prompt": prompted, "guess": guess,
    "words": shown, "reveal": revealed, "write-up": written_up,
}  # fmt: skip


@pytest.mark.parametrize(
    "size",
    [
        pytest.param((80, 24), id="80x24"),
        pytest.param((60, 24), id="60x24", marks=pytest.mark.slow),
    ],
)
@pytest.mark.parametrize("name", SCREENS)
async def test_each_led_screen_stands_as_it_was_looked_at(
    tmp_path: Path, name: str, size: tuple[int, int]
) -> None:
    """Row for row, and in a leader's words."""
    async with room(tmp_path, size=size) as stage:
        await SCREENS[name](stage)
        assert FIELD.search(stage.text) is None
        compare(f"led-{name}-{size[0]}x{size[1]}", stage.text)


async def test_the_help_is_in_a_leaders_words(tmp_path: Path) -> None:
    """Wherever one asks for it."""
    async with room(tmp_path) as stage:
        await stage.press("f1")
        assert "Everywhere" in stage.text
        assert FIELD.search(stage.text) is None


async def test_esc_leads_a_leader_back_to_the_questions_and_an_example_takes_no_hour(
    tmp_path: Path,
) -> None:
    """Never to a form for researchers; what was made only to be read is not written into."""
    async with room(tmp_path, study=False) as stage:
        await stage.press("3")
        await stage.until("Kinds")
        assert "Esc back" in stage.text
        await stage.press("escape")
        await stage.until("What are you here for?")
        for key in ("1", "2"):
            await stage.press(key)
            await stage.until("This is an example to read.")
            assert stage.app.current_mode == "led"
        assert stage.notebook.sessions.all() == []
        await stage.press("ctrl+q")
        await stage.pilot.pause()
        assert not stage.app.is_running
