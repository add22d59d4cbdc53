"""The coding pass: one key an answer, suggestions never applied unasked, left and taken up."""

from pathlib import Path

import pytest
from stage import Stage, staged

from fieldkit.model.emotion import Known
from fieldkit.model.keys import MomentId, as_key
from fieldkit.model.moment import Layer, Moment
from fieldkit.model.shipped import vocabulary
from fieldkit.model.words import Words
from fieldkit.tui.coding import Lack, Pass, as_known, read_pass, suggestions
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
    (one,) = suggestions(moment(text), Lack.FEELING, WORDS)
    assert one.tag == "!sad"
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


@pytest.mark.parametrize("text", [None, "", "[]", "{}", '{"lack": "x"}', "{", "3"])
def test_a_pass_that_does_not_read_is_none(text: str | None) -> None:
    """One begins anew."""
    assert read_pass(text) is None


def test_a_pass_reads_as_it_was_kept() -> None:
    """All of it."""
    going = Pass(lack=Lack.CODE, scope="@pay", seed=7, answered=3, passed=["ana-1"], at="ana-2")
    assert read_pass(going.kept()) == going


async def begun(stage: Stage, lack: str = "f") -> CodingScreen:
    """Begin a pass from Moments."""
    await stage.press("f3")
    await stage.until("3 of 3")
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
        await stage.until("Nothing more to ask")
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
    ("tag", "known", "becomes"),
    [
        ("!sad", "", "!sad"),
        ("!sad", '"', '!"sad'),
        ('!"sad', "/reported", "!sad/reported"),
        ("#sad", '"', "#sad"),
    ],
)
def test_how_a_feeling_is_known_is_one_key_before_it(tag: str, known: str, becomes: str) -> None:
    """Told by another, supposed, said: what enters a curve hangs on it."""
    assert as_known(tag, known) == becomes


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
        await stage.until("waits at the till")


async def test_touchpoints_are_the_letters_of_the_pad(tmp_path: Path) -> None:
    """And those that the words name are suggested."""
    async with staged(tmp_path, lines=["goes to the queue", "looks round"]) as stage:
        await stage.press("f3", "c", "t", "enter")
        await stage.until("2 left")
        await stage.until("goes to the ‹queue›")  # noqa: RUF001 — as marked
        await stage.press("a")
        await stage.until("1 left")
        await stage.press("w")
        await stage.until("Nothing more to ask")
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
