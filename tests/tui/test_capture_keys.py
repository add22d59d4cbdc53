"""Capture: what each key leaves in the study."""

from pathlib import Path

import pytest
from stage import staged
from textual.events import Paste

from fieldkit.model.emotion import Known, Whose
from fieldkit.model.moment import Layer
from fieldkit.model.observer import Role
from fieldkit.tui.writing import Mode


async def test_enter_saves_what_stands_in_the_line_at_the_time_of_its_first_key(
    tmp_path: Path,
) -> None:
    """Not at the time of Enter."""
    async with staged(tmp_path) as stage:
        began = stage.clock()
        await stage.type("card declined")
        stage.clock.go(90)
        await stage.press("enter")
        [moment] = stage.moments
    assert (moment.text, moment.at, moment.session) == ("card declined", began, "ana-s1")


async def test_words_feeling_and_touchpoint_in_force_cost_three_keys_beyond_the_words(
    tmp_path: Path,
) -> None:
    """Tab, a digit, Enter; four when the touchpoint changes."""
    async with staged(tmp_path) as stage:
        await stage.type("turns it over @browse")
        await stage.press("enter")
        await stage.type("puts it back")
        await stage.press("tab", "2", "enter")
        await stage.type("card declined")
        await stage.press("tab", "t", "1", "enter")
        _, second, third = stage.moments
    assert (second.text, second.touchpoint) == ("puts it back", "browse")
    assert [e.term for e in second.emotions] == ["confused"]
    assert (third.text, third.touchpoint) == ("card declined", "pay")
    assert [e.term for e in third.emotions] == ["frustrated"]


async def test_a_moment_without_words_costs_one_key(tmp_path: Path) -> None:
    """On the pad, at the touchpoint in force."""
    async with staged(tmp_path, lines=["card declined @pay"]) as stage:
        await stage.press("escape", "1")
        moment = stage.moments[-1]
    assert ([e.term for e in moment.emotions], moment.touchpoint) == (["frustrated"], "pay")
    assert moment.emotions[0].whose is Whose.CUSTOMER


async def test_text_two_feelings_and_a_code_in_one_line(tmp_path: Path) -> None:
    """Customer's and own, each under its owner."""
    async with staged(tmp_path) as stage:
        await stage.type("waits !anxious !~tense #signs @queue")
        await stage.press("enter")
        [moment] = stage.moments
    assert {(e.term, e.whose) for e in moment.emotions} == {
        ("anxious", Whose.CUSTOMER),
        ("tense", Whose.OBSERVER),
    }
    assert moment.codes == ("signs",)


async def test_only_tab_takes_a_word_from_the_list_and_enter_saves_what_stands_there(
    tmp_path: Path,
) -> None:
    """Down and Tab take another."""
    async with staged(tmp_path) as stage:
        await stage.type("waits @qu")
        assert "▸ @queue" in stage.text
        await stage.press("tab")
        assert stage.app.capture.line.value == "waits @queue "
        await stage.type("!a")
        first = stage.app.capture.line.choices.words[:2]
        await stage.press("down", "tab")
        assert stage.app.capture.line.value == f"waits @queue !{first[1]}"
        await stage.press("enter")
        await stage.type("goes @le")
        await stage.press("enter")
        one, two = stage.moments
    assert (one.touchpoint, two.touchpoint) == ("queue", "le")


async def test_tags_stay_behind_words_written_on(tmp_path: Path) -> None:
    """Tab, a digit, Tab, and on with the sentence: no bare word is left in it."""
    async with staged(tmp_path) as stage:
        await stage.type("card declined")
        await stage.press("tab", "1", "+", "tab")
        await stage.type(" twice")
        await stage.press("enter")
        [moment] = stage.moments
    assert moment.text == "card declined twice"
    assert (moment.emotions[0].term, moment.emotions[0].intensity) == ("frustrated", 4)


async def test_tab_struck_by_mistake_costs_no_words(tmp_path: Path) -> None:
    """Four fast keys while tagging are words, and what they tagged is taken out."""
    async with staged(tmp_path) as stage:
        await stage.type("card ")
        await stage.press("tab")
        stage.beat.gap = 0.1
        await stage.type("twice")
        assert stage.app.capture.line.value == "card twice"
        assert stage.app.capture.line.mode is Mode.LINE


async def test_enter_on_an_empty_line_goes_to_the_pad_and_enter_there_to_a_line(
    tmp_path: Path,
) -> None:
    """Nothing is saved on the way."""
    async with staged(tmp_path) as stage:
        line = stage.app.capture.line
        await stage.press("enter")
        assert line.mode.value == "pad"
        await stage.press("enter")
        assert line.mode.value == "line"
        assert stage.moments == []


async def test_pad_keys_amend_the_last_moment(tmp_path: Path) -> None:
    """Intensity, layer, place."""
    async with staged(tmp_path) as stage:
        await stage.press("escape", "t", "1", "plus", "plus", "quotation_mark", "W")
        [moment] = stage.moments
    assert moment.emotions[0].intensity == 5
    assert (moment.layer, moment.touchpoint) == (Layer.VERBATIM, "browse")


async def test_space_marks_and_n_writes_its_words_and_comes_back(tmp_path: Path) -> None:
    """The moment keeps its time."""
    async with staged(tmp_path) as stage:
        began = stage.clock()
        await stage.press("escape", "space")
        assert "(marked)" in stage.text
        stage.clock.go(30)
        await stage.press("n")
        await stage.type("looks at the queue #signs")
        await stage.press("enter")
        assert stage.app.capture.line.mode is Mode.PAD
        [moment] = stage.moments
    assert (moment.text, moment.codes, moment.at) == ("looks at the queue", ("signs",), began)


async def test_g_gives_the_last_moment_a_code(tmp_path: Path) -> None:
    """The list of codes is open at once."""
    async with staged(tmp_path, lines=["sign is turned away #signs @pay"]) as stage:
        await stage.press("escape", "1", "g")
        assert "▸ #signs" in stage.text
        await stage.press("tab", "enter")
        assert stage.moments[-1].codes == ("signs",)


async def test_d_repeats_the_last_moment_now(tmp_path: Path) -> None:
    """With its words and tags, at its own time."""
    async with staged(tmp_path, lines=["taps the reader @pay !annoyed #reader"]) as stage:
        await stage.press("escape", "d")
        one, two = stage.moments
    assert (two.text, two.codes, two.touchpoint) == (one.text, one.codes, one.touchpoint)
    assert two.at is not None
    assert one.at is not None
    assert two.at > one.at


async def test_backspace_on_the_pad_takes_back_the_last_key(tmp_path: Path) -> None:
    """A moment, an amendment, a touchpoint."""
    async with staged(tmp_path, lines=["card declined @pay"]) as stage:
        await stage.press("escape", "1", "plus", "q")
        assert stage.app.capture.recorder.in_force == "arrive"
        await stage.press("backspace")
        assert stage.app.capture.recorder.in_force == "pay"
        await stage.press("backspace")
        assert stage.moments[-1].emotions[0].intensity is None
        await stage.press("backspace")
        assert [moment.text for moment in stage.moments] == ["card declined"]


async def test_words_typed_on_the_pad_are_taken_back_and_stand_in_the_line(tmp_path: Path) -> None:
    """Nothing of them is saved, and nothing of them is lost."""
    async with staged(tmp_path, lines=["card declined @pay"]) as stage:
        await stage.press("escape")
        stage.beat.gap = 0.1
        await stage.type("they wait")
        assert stage.app.capture.line.value == "they wait"
        assert "taken as words" in stage.text
        assert stage.app.capture.recorder.in_force == "pay"
        assert len(stage.moments) == 1


async def test_up_and_down_choose_the_moment_that_amending_keys_mean(tmp_path: Path) -> None:
    """The newest, unless one goes to another."""
    async with staged(tmp_path, lines=["one !sad", "two !sad"]) as stage:
        await stage.press("escape", "down", "plus")
        one, two = stage.moments
    assert (one.emotions[0].intensity, two.emotions[0].intensity) == (4, None)


async def test_undo_and_redo_take_back_and_make_again_what_this_window_did(tmp_path: Path) -> None:
    """And nothing that another did."""
    async with staged(tmp_path, lines=["before"]) as stage:
        await stage.type("new")
        await stage.press("enter", "ctrl+z")
        assert [moment.text for moment in stage.moments] == ["before"]
        await stage.press("ctrl+z")
        assert [moment.text for moment in stage.moments] == ["before"]
        await stage.press("ctrl+r")
        assert [moment.text for moment in stage.moments] == ["before", "new"]


async def test_a_line_in_its_own_words_is_kept_as_said(tmp_path: Path) -> None:
    """The whole shorthand works in the line."""
    async with staged(tmp_path) as stage:
        await stage.type('P3: "which till is open?" !"annoyed2 @queue')
        await stage.press("enter")
        [moment] = stage.moments
    assert (moment.speaker, moment.layer) == ("P3", Layer.VERBATIM)
    assert moment.emotions[0].known is Known.SPONTANEOUS


@pytest.mark.parametrize(
    ("answer", "texts"),
    [("e", ["one", "two", "three"]), ("escape", []), ("o", ["one two three"])],
)
async def test_pasting_several_lines_asks_what_they_are(
    tmp_path: Path, answer: str, texts: list[str]
) -> None:
    """One moment each, or one, or none."""
    async with staged(tmp_path) as stage:
        stage.app.capture.line.post_message(Paste("one\ntwo\n\nthree\n"))
        await stage.until("3 lines were pasted")
        await stage.press(answer)
        await stage.press("enter")
        assert [moment.text for moment in stage.moments] == texts


async def test_what_acts_on_a_terminal_is_shown_as_symbols_and_kept_as_typed(
    tmp_path: Path,
) -> None:
    """In the line, in its reading and in the list."""
    async with staged(tmp_path) as stage:
        stage.app.capture.line.post_message(Paste("a\x1b[31mb\u202ec [@click=app.quit]x[/]"))
        await stage.settled()
        assert "a␛[31mb" in stage.text
        await stage.press("enter")
        assert "\x1b" not in stage.text
        assert "\u202e" not in stage.text
        [moment] = stage.moments
    assert moment.text == "a\x1b[31mb\u202ec [@click=app.quit]x[/]"


async def test_the_cover_hides_everything_but_the_clock_and_typing_goes_on(tmp_path: Path) -> None:
    """The customer may look at the screen."""
    async with staged(tmp_path, lines=["card declined @pay"]) as stage:
        await stage.press("ctrl+l")
        await stage.type("looks at me")
        shown = [line for line in stage.text.splitlines() if line.strip()]
        assert [line.split() for line in shown] == [["12:02", "writing"]]
        await stage.press("enter", "ctrl+l")
        assert "looks at me" in stage.text
        assert stage.moments[-1].text == "looks at me"


async def test_off_the_record_hides_the_last_moment_everywhere(tmp_path: Path) -> None:
    """And undo brings it back."""
    async with staged(tmp_path, lines=["one", "two"]) as stage:
        stage.app.capture.action_off_record()
        await stage.settled()
        assert [moment.text for moment in stage.moments if not moment.hidden] == ["one"]
        assert "two" not in stage.text
        await stage.press("ctrl+z")
        assert [moment.text for moment in stage.moments if not moment.hidden] == ["one", "two"]


async def test_a_leader_reads_note_and_where(tmp_path: Path) -> None:
    """Never moment, touchpoint or code."""
    async with staged(tmp_path, lines=["card declined @pay"], role=Role.LEADER) as stage:
        line = stage.text
        await stage.press("escape")
        pad = stage.text
        await stage.press("enter", "x", "tab")
        for word in ("moment", "touchpoint", "code"):
            assert word not in (line + pad + stage.text).lower()
        assert "1 note" in stage.text


async def test_every_moment_key_of_the_pad_leaves_its_name_on_the_screen(tmp_path: Path) -> None:
    """The legend says what each digit and letter does."""
    async with staged(tmp_path) as stage:
        await stage.press("escape")
        for shown in ("1 frustrated", "9 ", "0 more", "q arrive", "y leave", "Space mark"):
            assert shown in stage.text
        await stage.press("0")
        assert "1 frustrated" not in stage.text
