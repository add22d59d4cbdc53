"""The coding pass: one key an answer, suggestions never applied unasked, left and taken up."""

from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest
from stage import Stage, staged

from fieldkit.model.emotion import Known, Whose
from fieldkit.model.keys import MomentId, as_key
from fieldkit.model.moment import Layer, Moment, Source
from fieldkit.model.shipped import vocabulary
from fieldkit.model.words import Words
from fieldkit.tui import coding_rows
from fieldkit.tui.browsing import Look
from fieldkit.tui.coding import Lack, Pass, Reading, read_passes, suggestions
from fieldkit.tui.screens.coding import CodingScreen

WORDS = Words(
    feelings={term.word: term for term in vocabulary("customer").terms},
    touchpoints=("till",),
    codes=("signs",),
)
LINES = (
    'P3: "sadly enough I like the big start button" @pay',
    "waits at the till, frustrated by the queue",
    "smiles @leave !pleased",
)


def moment(text: str, layer: Layer = Layer.OBSERVED, speaker: str | None = None) -> Moment:
    """Return a moment."""
    return Moment(id=MomentId("ana-1"), text=text, layer=layer, speaker=speaker)


def tags(found: Moment, lack: Lack) -> list[str]:
    """Return the tags suggested."""
    return [one.tag for one in suggestions(found, lack, WORDS)]


def test_a_suggestion_shows_its_whole_sentence() -> None:
    """With the word in it marked."""
    text = "Reads. Sadly enough I like the big start button. Goes."
    one, other = suggestions(moment(text), Lack.FEELING, WORDS)
    assert (one.tag, other.tag) == ("!sad", "!pleased")
    assert one.says == "‹Sadly› enough I like the big start button."  # noqa: RUF001 — as marked


@pytest.mark.parametrize(
    ("layer", "speaker", "tag"),
    [
        (Layer.VERBATIM, "P3", '!"tired'),
        (Layer.VERBATIM, "S1", "!tired"),
        (Layer.PARAPHRASE, "P3", "!tired"),
        (Layer.OBSERVED, None, "!tired"),
    ],
)
def test_a_feeling_in_a_customers_own_words_is_one_they_named(
    layer: Layer, speaker: str | None, tag: str
) -> None:
    """In anyone else's it is our reading."""
    assert tags(moment("so tired", layer, speaker), Lack.FEELING) == [tag]


def test_codes_in_their_own_words_come_from_a_customers_quotation_only() -> None:
    """Codes that exist are suggested for any text that names them."""
    said = moment("the big start button", Layer.VERBATIM, "P3")
    assert "#big-start-button" in tags(said, Lack.CODE)
    assert tags(moment("the big start button"), Lack.CODE) == []
    assert tags(moment("reads the signs"), Lack.CODE) == ["#signs"]
    assert all(as_key(tag[1:], levels=True) for tag in tags(said, Lack.CODE))


def test_a_random_order_is_the_same_whenever_it_is_taken_up() -> None:
    """Whatever was answered meanwhile."""
    ids = [f"ana-{number}" for number in range(20)]
    going = Pass(lack=Lack.CODE, seed=7)
    order = going.queue(ids)
    assert order != ids
    assert going.queue(ids[:5] + ids[8:]) == [n for n in order if n not in ids[5:8]]
    assert Pass(lack=Lack.CODE).queue(ids) == ids


@pytest.mark.parametrize("text", [None, "", "[{}]", "{}", '[{"lack": "x"}]', "{", "3"])
def test_a_pass_that_does_not_read_is_none(text: str | None) -> None:
    """One begins anew."""
    assert read_passes(text) == ()


def test_passes_read_as_they_were_kept() -> None:
    """All of each, the latest first."""
    before = Pass(lack=Lack.FEELING, passed={"ana-9": None})
    going = Pass(lack=Lack.CODE, scope="@pay", seed=7, at="ana-2", others=(before,))
    going.answer("ana-3")
    going.skip("ana-1")
    latest, other = read_passes(going.kept())
    assert (latest.plain(), other.plain()) == (going.plain(), before.plain())


def test_an_answer_given_later_takes_the_place_of_a_moment_passed() -> None:
    """And passing by an answered one changes nothing: each is counted once."""
    going = Pass(lack=Lack.FEELING)
    going.skip("ana-1")
    going.answer("ana-1")
    going.answer("ana-1")
    going.skip("ana-1")
    assert (list(going.answered), list(going.passed)) == (["ana-1"], [])


def test_what_was_not_asked_about_comes_before_the_end() -> None:
    """Also where it stands before the place one went on from."""
    going = Pass(lack=Lack.FEELING, passed={"b": None, "c": None})
    assert going.following(["a", "b", "c"], 1) == 0
    going.skip("a")
    assert going.following(["a", "b", "c"], 0) == 3


@pytest.mark.parametrize(
    ("width", "shown"),
    [(80, "under: Visit > Day two > What they said"), (30, "under: … > What they said")],
)
def test_the_innermost_heading_is_read_before_those_around_it(width: int, shown: str) -> None:
    """What a moment stood under tells whose words they are."""
    source = Source(path="notes.md", line=3, section="Visit > Day two > What they said")
    look = Look(moment=replace(moment("easy"), source=source), zone=UTC)
    rows = coding_rows.body(look, Pass(lack=Lack.FEELING), width)
    assert shown in [text.strip() for row in rows for text, _ in row]


async def begun(stage: Stage, lack: str = "f") -> CodingScreen:
    """Begin a pass from Moments."""
    return await begun_of(stage, 3, lack)


async def begun_of(stage: Stage, count: int, lack: str = "f") -> CodingScreen:
    """Begin a pass in a study of so many moments."""
    await stage.press("f3")
    await stage.until(f"{count} of {count}")
    await stage.press("c", lack, "enter")
    await stage.until("Coding: ")
    screen = stage.app.screen
    assert isinstance(screen, CodingScreen)
    return screen


async def test_every_answer_is_one_key_and_goes_on(tmp_path: Path) -> None:
    """A digit, a suggestion, or nothing; what was there stays."""
    async with staged(tmp_path, lines=LINES) as stage:
        await begun(stage)
        await stage.until("2 left")
        await stage.until("‹sadly› enough I like")  # noqa: RUF001 — as marked
        assert all(not m.emotions for m in stage.moments[:2])
        await stage.press("5")
        await stage.until("1 left")
        await stage.until("‹frustrated› by the queue")  # noqa: RUF001 — as marked
        await stage.press("a")
        await stage.until("That was the last")
        assert [e.term for m in stage.moments[:2] for e in m.emotions] == ["pleased", "frustrated"]
        await stage.press("escape")
        await stage.until("3 of 3")


async def test_backspace_takes_back_and_asks_again(tmp_path: Path) -> None:
    """Strength belongs to the last answer."""
    async with staged(tmp_path, lines=LINES) as stage:
        await begun(stage)
        await stage.until("2 left")
        await stage.press("quotation_mark", "1", "plus")
        await stage.until("4 of 5")
        assert stage.moments[0].emotions[0].intensity == 4
        assert stage.moments[0].emotions[0].known is Known.SPONTANEOUS
        await stage.press("backspace", "backspace")
        assert stage.moments[0].emotions == ()
        await stage.until("2 left")
        await stage.until("big start button")


@pytest.mark.parametrize(
    ("tag", "keys", "becomes"),
    [
        ("!sad", "", "!sad"),
        ("!sad", '"', '!"sad'),
        ("!sad", "v", '!"sad'),
        ("!sad", "vv", "!sad"),
        ('!"sad', "r", "!sad/reported"),
        ('!"sad', "h", "!sad/inferred"),
        ("!sad", 'h"', '!"sad'),
        ("!sad", "x", "!s:sad"),
        ("!sad", "xx", "!sad"),
        ("!sad", "mv", '!"~sad'),
        ("!sad", "xi", "!s:sad/imagined"),
        ("#sad", "xv", "#sad"),
    ],
)
def test_whose_a_feeling_is_and_how_known_is_one_key_before_it(
    tag: str, keys: str, becomes: str
) -> None:
    """Told by another, supposed, said, the staff's: what enters a curve hangs on it."""
    reading = Reading()
    for key in keys:
        reading = reading.struck(key) or reading
    assert reading.of(tag) == becomes


async def test_it_is_left_and_taken_up_where_it_was(tmp_path: Path) -> None:
    """What was passed is not asked again."""
    async with staged(tmp_path, lines=LINES) as stage:
        await begun(stage)
        await stage.until("2 left")
        await stage.press("space", "escape")
        await stage.press("c")
        await stage.until("0 answered, 1 passed")
        await stage.press("enter")
        await stage.until("1 left")
        assert "waits at the till" in stage.text


async def test_touchpoints_are_the_letters_of_the_pad(tmp_path: Path) -> None:
    """And those that the words name are suggested."""
    async with staged(tmp_path, lines=["goes to the queue", "looks round"]) as stage:
        await stage.press("f3", "c", "t", "enter")
        await stage.until("2 left")
        await stage.until("goes to the ‹queue›")  # noqa: RUF001 — as marked
        await stage.press("a")
        await stage.until("1 left")
        await stage.press("w")
        await stage.until("That was the last")
        assert [moment.touchpoint for moment in stage.moments] == ["queue", "browse"]


async def test_a_quotation_becomes_a_code_in_one_key(tmp_path: Path) -> None:
    """In the customer's own words; another may be typed."""
    async with staged(tmp_path, lines=LINES) as stage:
        screen = await begun(stage, "c")
        await stage.until("3 left")
        await stage.until("their own words, as a new code")
        code = screen.suggested[0].tag.removeprefix("#")
        await stage.press("a")
        await stage.until("2 left")
        assert stage.moments[0].codes == (code,)
        await stage.press("number_sign")
        await stage.until("A code for this moment")
        await stage.press(*"trust/wait", "enter")
        await stage.until("1 left")
        assert stage.moments[1].codes == ("trust/wait",)


async def test_how_it_is_known_holds_for_what_the_words_suggest_too(tmp_path: Path) -> None:
    """The row says so before it is answered, and the next moment begins afresh."""
    lines = ["the greeter is worried", "and tired of it"]
    async with staged(tmp_path, lines=lines) as stage:
        await begun_of(stage, 2)
        await stage.press("x", "r")
        await stage.until("a !s:worried/reported")
        await stage.press("a")
        await stage.until("a !tired")
        (felt,) = stage.moments[0].emotions
        assert (felt.whose, felt.known) == (Whose.STAFF, Known.REPORTED)


async def test_one_goes_back_to_mend_an_answer_and_on_from_where_one_was(tmp_path: Path) -> None:
    """Looking back undecides nothing; Backspace means the moment one stands at."""
    lines = ["opens it", "shuts it", "goes round", "leaves"]
    async with staged(tmp_path, lines=lines) as stage:
        await begun_of(stage, 4)
        await stage.press("1", "enter", "enter")
        await stage.until("1 left   1 answered   2 passed")
        await stage.press("left", "left")
        await stage.until("you passed it")
        await stage.until("1 left   1 answered   2 passed")
        await stage.press("left", "backspace")
        await stage.until("2 left   0 answered   2 passed")
        await stage.press("5")
        await stage.until("1 left   1 answered   2 passed")
        await stage.until("leaves")
        assert [e.term for e in stage.moments[0].emotions] == ["pleased"]


async def test_backspace_takes_back_a_moment_passed_by_mistake(tmp_path: Path) -> None:
    """It was the last thing decided; the answer before it stands."""
    async with staged(tmp_path, lines=["opens it", "shuts it"]) as stage:
        await begun_of(stage, 2)
        await stage.press("1", "enter", "backspace")
        await stage.until("1 left   1 answered   0 passed")
        await stage.until("shuts it")
        assert [e.term for e in stage.moments[0].emotions] == ["frustrated"]


async def test_beginning_a_pass_for_something_else_loses_none(tmp_path: Path) -> None:
    """Each is gone on with where it was left, and one that came to its end is remembered."""
    async with staged(tmp_path, lines=["opens it", "shuts it"]) as stage:
        await begun_of(stage, 2)
        await stage.press("enter", "escape")
        await stage.press("c", "t", "enter")
        await stage.until("Coding: touchpoint   2 left")
        await stage.press("enter", "enter")
        await stage.until("That was the last")
        await stage.press("escape", "c", "f")
        await stage.until("feeling, by session: 0 answered, 1 passed")
        await stage.press("enter")
        await stage.until("Coding: feeling   1 left   0 answered   1 passed")
        await stage.press("escape", "c", "t", "n", "enter")
        await stage.until("Coding: touchpoint   2 left   0 answered   0 passed")
        assert not any(moment.emotions or moment.touchpoint for moment in stage.moments)


async def test_a_feeling_on_no_digit_is_typed(tmp_path: Path) -> None:
    """Any word: it is kept as it is anywhere else."""
    async with staged(tmp_path, lines=["opens it"]) as stage:
        await begun_of(stage, 1)
        await stage.press("v", "exclamation_mark")
        await stage.until("A feeling for this moment")
        await stage.press(*"smug", "enter")
        await stage.until("That was the last")
        (felt,) = stage.moments[0].emotions
        assert (felt.term, felt.known) == ("smug", Known.SPONTANEOUS)


async def test_how_a_feeling_is_known_reads_as_the_key_said_it(tmp_path: Path) -> None:
    """On the moment and beside the next: the word that a line takes, not a short one."""
    async with staged(tmp_path, lines=["opens it", "shuts it"]) as stage:
        await begun_of(stage, 2)
        await stage.press("r", "6")
        await stage.until("opens it  !delighted/reported")
        assert [e.known for e in stage.moments[0].emotions] == [Known.REPORTED]


async def test_a_long_moment_beside_shows_what_it_was_given(tmp_path: Path) -> None:
    """Its words give way."""
    async with staged(tmp_path, lines=["opens it slowly " * 9, "shuts it"]) as stage:
        await begun_of(stage, 2)
        await stage.press("6")
        await stage.until("…  !delighted")
        assert [e.term for e in stage.moments[0].emotions] == ["delighted"]


async def test_help_is_of_the_pass(tmp_path: Path) -> None:
    """Not of the list beneath it; and its line of keys is whole on a narrow screen."""
    async with staged(tmp_path, lines=["opens it"], size=(60, 24)) as stage:
        await stage.press("f3", "c", "f", "enter")
        await stage.until("Esc leave")
        await stage.press("f1")
        await stage.until("The coding pass")
