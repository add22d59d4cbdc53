"""Journey and People: walked by keys, narrowed, opened, written out."""

from pathlib import Path

from stage import Stage, staged
from test_screens import compare

from fieldkit.digest.figure import journey_svg, standing_alone
from fieldkit.tui.screens.evidence import EvidenceScreen
from fieldkit.tui.screens.journey import JourneyScreen
from fieldkit.tui.screens.people import PeopleScreen

LINES = (
    "P1: stops at the door, reads the sign twice @arrive !confused2",
    "P2: walks straight in @arrive !calm3",
    'P3: "which way is the till?" @arrive !hesitant2',
    'P1: "which till is open?" @queue !frustrated3 #promise/broken',
    "P2: counts heads [/] ![x](http://evil) <b> @queue !bored2",
    "P3: sits down in it @queue !annoyed4(sighs, looks away)",
    'P2: "tell me before I queue" @queue :wants !calm3/imagined',
    'P1: "oh, that was quick" @pay !"relieved4',
    "~ I wanted to help her and must not @pay !~anxious",
    "P3: leaves without the receipt @leave",
)


async def on_journey(stage: Stage) -> JourneyScreen:
    """Go to Journey and wait until it is read."""
    await stage.press("f4")
    await stage.until("said/n")
    screen = stage.app.screen
    assert isinstance(screen, JourneyScreen)
    return screen


async def test_left_and_right_walk_touchpoints_up_and_down_their_evidence(tmp_path: Path) -> None:
    """Enter opens the moment whole, Esc goes back."""
    async with staged(tmp_path, lines=LINES) as stage:
        screen = await on_journey(stage)
        assert "[arrive]" in stage.text
        await stage.press("right", "right", "right", "down")
        assert "[queue]" in stage.text
        assert "2 of 3" in stage.text
        await stage.press("right", "right", "right", "right", "left", "left", "up", "end", "home")
        assert screen.sight is not None
        assert screen.sight.column is not None
        assert screen.sight.column.key == "queue"
        assert "which till is open?" in stage.text
        await stage.press("enter")
        await stage.until("Esc goes back")
        assert isinstance(stage.app.screen, EvidenceScreen)
        assert "ana-4" in stage.text
        await stage.press("escape", "escape")
        assert stage.app.current_mode == "capture"


async def test_a_moment_of_the_evidence_is_read_to_its_last_word(tmp_path: Path) -> None:
    """However many rows it takes on a narrow screen."""
    long = "P1: turns the box round, " + "and round " * 12 + "and puts it back @arrive !confused"
    async with staged(tmp_path, lines=[long], size=(60, 24)) as stage:
        await stage.press("f4")
        await stage.until("said/n")
        await stage.press("enter")
        await stage.until("Esc goes back")
        assert "puts it back" in " ".join(stage.text.replace("│", " ").split())


async def test_nobody_is_chosen_where_the_evidence_is_of_nobody_with_a_code(tmp_path: Path) -> None:
    """One line a person: none of them is the unnamed one's."""
    lines = ["P1: waits @arrive !bored", "X: sighs @queue !annoyed"]
    async with staged(tmp_path, lines=lines, session=False) as stage:
        screen = await on_journey(stage)
        await stage.press("p")
        await stage.until("[each person]")
        assert screen.sight is not None
        assert screen.sight.person == "P1"
        await stage.press("right", "right", "right")
        await stage.until("!annoyed")
        assert screen.sight.person is None


async def test_help_stands_in_the_line_of_keys_however_narrow(tmp_path: Path) -> None:
    """It tells of the keys there is no room for."""
    async with staged(tmp_path, lines=LINES, size=(60, 24)) as stage:
        for key in ("f3", "f4", "f6"):
            await stage.press(key)
            await stage.until("F1 help")


async def test_each_key_changes_what_is_looked_at_and_says_so(tmp_path: Path) -> None:
    """And again takes it back."""
    async with staged(tmp_path, lines=LINES) as stage:
        await on_journey(stage)
        for key, said in (("p", "[each person]"), ("t", "[all, time]"), ("f", "[all, future]")):
            await stage.press(key)
            assert said in stage.text
            await stage.press(key)
            assert "[all]" in stage.text
        await stage.press("o", "right", "right", "right", "right")
        assert "[all, observers' own]" in stage.text
        assert "~ !~anxious" in stage.text
        await stage.press("f", "left")
        assert "tell me before I queue" in stage.text
        assert "customer-stated" in stage.text


async def test_a_search_narrows_it_as_one_types_and_esc_widens_it_again(tmp_path: Path) -> None:
    """Of one person there is no line; the picture says whose it is."""
    async with staged(tmp_path, lines=LINES) as stage:
        screen = await on_journey(stage)
        await stage.type("/P1:")  # as fast as keys come
        await stage.until("P1 peak")
        await stage.press("enter", "e")
        await stage.until("written: digests/journey.svg, only what P1: finds")
        assert screen.sight is not None
        assert screen.sight.ground.search == "P1:"
        written = (stage.folder / "digests" / "journey.svg").read_text(encoding="utf-8")
        assert written == standing_alone(journey_svg(screen.sight.ground.found))
        await stage.press("escape")
        await stage.until("3 participants")
        await stage.press("slash")
        await stage.type("nothing-like-it")
        await stage.until("this search finds no feeling here")
        await stage.press("escape")
        await stage.until("3 participants")
        assert stage.app.screen is screen


async def test_a_search_is_completed_as_in_moments(tmp_path: Path) -> None:
    """Words are offered over the evidence, Tab takes one, and the list has its rows again."""
    async with staged(tmp_path, lines=LINES) as stage:
        await stage.press("f4")
        await stage.until("3 participants")
        screen = stage.app.screen
        assert isinstance(screen, JourneyScreen)
        await stage.press("slash")
        await stage.type("@pa")
        await stage.until("▸ @pay  Tab takes it")
        await stage.press("tab")
        assert screen.find.value.strip() == "@pay"
        await stage.press("enter")
        assert "Tab takes it" not in stage.text
        await stage.until("@pay")
        assert not screen.finding


async def test_what_is_written_meanwhile_is_there_when_one_comes_back(tmp_path: Path) -> None:
    """Also from nothing: an empty study says what to do."""
    async with staged(tmp_path) as stage:
        await stage.press("f4")
        await stage.until("no customer's feeling was noted here")
        await stage.press("f2")
        await stage.type("P1: waits @pay !bored2")
        await stage.press("enter", "f4")
        await stage.until("!bored2")


async def test_people_are_listed_and_read_and_their_lines_open_moments(tmp_path: Path) -> None:
    """By keys alone, from the palette."""
    async with staged(tmp_path, lines=LINES) as stage:
        await stage.press("escape", "colon")
        await stage.type("people")
        await stage.until("Go to People")
        await stage.press("enter")
        await stage.until("3 in this study")
        screen = stage.app.screen
        assert isinstance(screen, PeopleScreen)
        await stage.press("right", "enter")
        await stage.until("What they felt, in order")
        assert "People   3 in this study   P2" in stage.text
        row = next(n for n, row in enumerate(screen.rows) if row.id)
        await stage.press(*["down"] * row, "enter")
        await stage.until("Esc goes back")
        assert isinstance(stage.app.screen, EvidenceScreen)
        await stage.press("escape", "escape")
        assert "enter page" in stage.text.lower()
        assert not screen.reading


async def test_the_screens_stand_as_they_were_looked_at(tmp_path: Path) -> None:
    """Row for row, at three sizes."""
    for width, height in ((80, 24), (160, 48), (60, 24)):
        size = f"{width}x{height}"
        folder = tmp_path / size
        async with staged(folder, lines=LINES, size=(width, height)) as stage:
            await on_journey(stage)
            await stage.press("right", "right", "right", "down")
            compare(f"journey-{size}", stage.text)
            await stage.press("p")
            compare(f"journey-each-{size}", stage.text)
            await stage.press("f")
            compare(f"journey-future-{size}", stage.text)
            await stage.press("w")
            await stage.until("in this study")
            await stage.press("enter")
            await stage.until("Sessions")
            compare(f"people-{size}", stage.text)
