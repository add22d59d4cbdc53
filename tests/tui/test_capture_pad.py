"""Capture: whose, how known and when; the pad laid out; one hand; interruptions; fast pastes."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from stage import ANA, Stage, staged
from textual.events import Key
from textual.keys import _character_to_key

from fieldkit.model.emotion import Known, Whose
from fieldkit.model.moment import Layer
from fieldkit.store.home import Home
from fieldkit.store.notebook import Notebook
from fieldkit.tui.writing import Mode

MINUTE = timedelta(minutes=1)


async def at_once(stage: Stage, text: str) -> None:
    """Let keys fall as a terminal sends a paste that it does not mark."""
    for number, char in enumerate(text):
        if number == 1:
            await stage.settled()
            stage.beat.gap = 0.001
        key = Key("enter", "\r") if char == "\n" else Key(_character_to_key(char), char)
        key.set_sender(stage.app)
        stage.app.post_message(key)
    await stage.settled()
    stage.beat.gap = 1.0


async def test_whose_and_how_known_are_a_key_each_on_the_pad(tmp_path: Path) -> None:
    """Backspace takes each back."""
    async with staged(tmp_path, lines=["card declined @pay"]) as stage:
        await stage.press("escape", "1", "m", "v")
        emotion = stage.moments[-1].emotions[0]
        assert (emotion.whose, emotion.known) == (Whose.OBSERVER, Known.SPONTANEOUS)
        await stage.press("backspace", "backspace")
        emotion = stage.moments[-1].emotions[0]
        assert (emotion.whose, emotion.known) == (Whose.CUSTOMER, Known.INFERRED)


async def test_words_two_feelings_and_a_code_by_the_keys_of_tagging(tmp_path: Path) -> None:
    """The customer's and my own."""
    async with staged(tmp_path, lines=["one #signs @pay"]) as stage:
        await stage.type("card declined")
        await stage.press("tab", "1", "3", "m", "g", "tab", "enter")
        moment = stage.moments[-1]
    assert {(e.term, e.whose) for e in moment.emotions} == {
        ("frustrated", Whose.CUSTOMER),
        ("anxious", Whose.OBSERVER),
    }
    assert (moment.codes, moment.text) == (("signs",), "card declined")


async def test_a_moment_is_dragged_in_time_and_the_cursor_goes_with_it(tmp_path: Path) -> None:
    """A minute a key, past its neighbours; undone like anything."""
    async with staged(tmp_path, lines=["one", "two", "three"]) as stage:
        three = stage.moments[-1]
        assert three.at is not None
        await stage.press("escape", "less_than_sign", "less_than_sign")
        assert stage.app.capture.moments.chosen == stage.moments[1]
        assert [m.text for m in stage.moments] == ["one", "three", "two"]
        await stage.press("greater_than_sign", "backspace", "backspace", "ctrl+z")
        assert [m.at for m in stage.moments if m.text == "three"] == [three.at]


async def test_keys_that_amend_mean_the_line_just_written_however_long_ago_it_was(
    tmp_path: Path,
) -> None:
    """A back-dated one stands further down the list."""
    async with staged(tmp_path, lines=["one", "two"]) as stage:
        await stage.type("-2m argues @pay !annoyed")
        await stage.press("enter", "escape", "plus")
        argued = next(m for m in stage.moments if m.text == "argues")
        assert argued.emotions[0].intensity == 4
        assert argued.at == stage.clock() - 2 * MINUTE
        await stage.press("2", "n")
        await stage.type("waits")
        await stage.press("enter")
        assert stage.moments[-1].text == "waits"


async def test_the_pad_is_laid_out_by_keys_for_everyone_who_writes_in_the_study(
    tmp_path: Path,
) -> None:
    """A feeling to another digit, a touchpoint to another letter."""
    async with staged(tmp_path, lines=["one"]) as stage:
        stage.app.capture.action_lay_out()
        await stage.until("The pad of this study")
        await stage.press("down", "1", "tab", "end", "q", "enter")
        await stage.press("escape")
        assert "1 confused  2 frustrated" in stage.text
        assert "q leave" in stage.text
        await stage.press("q", "1")
        moment = stage.moments[-1]
        assert (moment.emotions[0].term, moment.touchpoint) == ("confused", "leave")
        await stage.press("ctrl+z", "ctrl+z")
        assert "1 frustrated  2 confused" in stage.text
    async with staged(tmp_path, make=False) as stage:
        assert stage.app.capture.view.digits[:2] == ("frustrated", "confused")


async def test_a_pad_laid_out_reaches_whoever_opens_the_study(tmp_path: Path) -> None:
    """A new touchpoint follows those laid out."""
    async with staged(tmp_path, lines=["one"]) as stage:
        stage.app.capture.action_lay_out()
        await stage.until("The pad of this study")
        await stage.press("tab", "minus", "enter")
    async with staged(tmp_path, make=False, at=datetime(2026, 5, 11, 12, 5, tzinfo=UTC)) as stage:
        await stage.type("new @lift")
        await stage.press("enter", "escape")
        assert "q browse  w arrive  e choose" in stage.text
        assert "[u lift]" in stage.text


async def test_a_pad_left_alone_stays_as_it_was(tmp_path: Path) -> None:
    """Esc keeps nothing."""
    async with staged(tmp_path) as stage:
        stage.app.capture.action_lay_out()
        await stage.until("The pad of this study")
        await stage.press("down", "1", "escape")
        assert Notebook(stage.folder, stage.home, ANA).study.digits == ()


async def test_one_hand_turns_the_page_with_tab(tmp_path: Path) -> None:
    """The sixth feeling is on 1, the sixth touchpoint on q."""
    async with staged(tmp_path) as stage:
        stage.app.capture.use_layout("one-hand")
        await stage.press("escape", "t", "tab")
        assert "1 delighted" in stage.text
        assert "q leave" in stage.text
        assert "a take back" in stage.text
        await stage.press("1", "tab", "q", "tab", "d")
        [moment] = stage.moments
        assert (moment.emotions[0].term, moment.touchpoint) == ("delighted", "pay")
        assert moment.emotions[0].whose is Whose.OBSERVER
        assert stage.app.capture.recorder.in_force == "leave"
        await stage.press("tab", "a", "tab", "a", "tab", "a")
        assert stage.moments == []
        await stage.press("enter")
        await stage.type("x")
        await stage.press("tab", "space", "1", "enter")
        assert stage.moments[-1].emotions[0].term == "delighted"


async def test_more_touchpoints_than_letters_are_on_the_next_page(tmp_path: Path) -> None:
    """Behind the same key as more feelings."""
    lines = [f"line @stop{letter}" for letter in "abcdefg"]
    async with staged(tmp_path, lines=lines, size=(160, 30)) as stage:
        await stage.press("escape", "0")
        assert "e stopg" in stage.text.replace("[", "").replace("]", "")
        await stage.press("q")
        assert stage.app.capture.recorder.in_force == "stope"


async def test_while_a_session_is_paused_its_clock_stands_and_a_moment_tells_of_it(
    tmp_path: Path,
) -> None:
    """What is written meanwhile is kept."""
    async with staged(tmp_path, lines=["one"]) as stage:
        stage.app.capture.action_pause()
        await stage.until("paused 00:02:00")
        stage.clock.go(600)
        await stage.type("the shop is quiet")
        await stage.press("enter")
        assert "paused 00:02:00" in stage.text
        stage.app.capture.action_resume()
        await stage.until("the clock goes on")
        stage.clock.go(60)
        await stage.press("escape")
        assert "00:03:00" in stage.text
        assert "% interrupted (10 min)" in stage.text
        assert [m.layer for m in stage.moments] == [
            Layer.OBSERVED, Layer.METHOD, Layer.OBSERVED,
        ]  # fmt: skip
        stage.app.capture.action_resume()
        await stage.until("is not paused")


async def test_lines_pasted_without_the_marks_of_a_paste_ask_as_well(tmp_path: Path) -> None:
    """Not one of them is saved before the answer."""
    async with staged(tmp_path) as stage:
        await stage.type("mine")
        await at_once(stage, "ok\nfirst line\nsecond\n")
        await stage.until("3 lines were pasted")
        assert stage.moments == []
        await stage.press("e")
        await stage.until("3 moments")
        assert [m.text for m in stage.moments] == ["ok", "first line", "second"]
        assert stage.app.capture.moments.cursor == 0
        assert stage.app.capture.line.value == "mine"


@pytest.mark.parametrize("pasted", ["no way\nyes\n", "1w\n2\n", "they say\nso"])
async def test_lines_pasted_on_the_pad_leave_nothing_of_what_their_keys_did(
    tmp_path: Path, pasted: str
) -> None:
    """Neither a feeling nor words of the last moment."""
    async with staged(tmp_path, lines=["last @pay"]) as stage:
        await stage.press("escape")
        await at_once(stage, pasted)
        await stage.until("2 lines were pasted")
        await stage.press("escape")
        assert [(m.text, m.touchpoint) for m in stage.moments] == [("last", "pay")]
        assert stage.app.capture.line.value == ""
        assert stage.app.capture.line.mode is Mode.PAD
        assert stage.app.capture.recorder.in_force == "pay"


async def test_one_line_and_its_enter_pasted_at_once_is_saved(tmp_path: Path) -> None:
    """There is nothing to ask."""
    async with staged(tmp_path) as stage:
        await at_once(stage, "a single line\n")
        await stage.until("1 moment ")
        assert [m.text for m in stage.moments] == ["a single line"]


async def test_keys_edit_what_a_person_sees_as_one_character(tmp_path: Path) -> None:
    """A family, an accent that combines, a flag."""
    async with staged(tmp_path) as stage:
        line = stage.app.capture.line
        for text in ("\U0001f469\u200d\U0001f467", "e\u0301", "\U0001f1e9\U0001f1ea", "日"):
            line.value = f"a{text}"
            line.cursor_position = len(line.value)
            await stage.press("left")
            assert line.cursor_position == 1
            await stage.press("delete")
            assert line.value == "a"
            line.value = f"a{text}"
            line.cursor_position = len(line.value)
            await stage.press("backspace")
            assert line.value == "a"


async def test_a_question_and_its_answer_keep_who_spoke_and_that_it_was_asked(
    tmp_path: Path,
) -> None:
    """A feeling named in the answer is prompted."""
    async with staged(tmp_path, size=(120, 24)) as stage:
        await stage.type("Q: how was that for you?")
        assert "you asked: how was that for you?" in stage.text
        await stage.press("enter")
        await stage.type('A: "embarrassing, everyone looked" !"embarrassed3 @pay')
        assert "said so when asked" in stage.text
        assert "answered, in their words: embarrassing" in stage.text
        await stage.press("enter")
        asked, answered = stage.moments
        assert "Q: how was that for you?" in stage.text
        assert 'A: "embarrassing, everyone looked"' in stage.text
        assert '!"embarrassed3' in stage.text
    assert (asked.speaker, answered.speaker) == ("Q", "A")
    assert (answered.layer, answered.participants) == (Layer.VERBATIM, ("P3",))
    assert answered.emotions[0].known is Known.PROMPTED
    assert answered.emotions[0].whose is Whose.CUSTOMER


async def test_past_midnight_and_over_a_change_of_clocks_times_are_right(tmp_path: Path) -> None:
    """The night the clocks go back in Rome, an hour comes twice."""
    home = Home(tmp_path / "state" / "fieldkit")
    night = datetime(2026, 10, 24, 21, 50, tzinfo=UTC)

    def clock() -> datetime:
        return night

    async with staged(tmp_path, session=False) as stage:
        pass
    notebook = Notebook(tmp_path / "study", home, ANA, clock=clock)
    notebook.start_session(zone="Europe/Rome")
    notebook.write("before midnight")
    async with staged(tmp_path, make=False, at=night + timedelta(hours=3, minutes=20)) as stage:
        assert "03:20:00" in stage.text
        await stage.type("23:58 at the door")
        await stage.press("enter")
        await stage.type("02:05 once more")
        await stage.press("enter")
        await stage.type("-2h earlier")
        await stage.press("enter")
        assert "02:10:00" not in stage.text
        found = {m.text: m.at for m in stage.moments}
    assert found["at the door"] == datetime(2026, 10, 24, 21, 58, tzinfo=UTC)
    assert found["once more"] == datetime(2026, 10, 25, 1, 5, tzinfo=UTC)
    assert found["earlier"] == night + timedelta(hours=1, minutes=20)


@pytest.mark.parametrize("wrong", ["z", "p"])
async def test_what_is_said_of_a_key_that_does_nothing_goes_with_the_next_that_does(
    tmp_path: Path, wrong: str
) -> None:
    """Else the last moment seems refused; a word about another matter stays for its while."""
    async with staged(tmp_path, lines=["one"]) as stage:
        await stage.press("escape")
        stage.app.capture.say("kept from before: 1")
        await stage.press("space")
        assert "kept from before: 1" in stage.text
        await stage.press(wrong)
        assert "kept from before" not in stage.text
        await stage.press("space")
        rule = next(row for row in stage.text.splitlines() if row.startswith("──"))
        assert set(rule.strip()) == {"─"}
