"""Moments: find as one types, read, mark, tag, and take it back."""

from pathlib import Path

from stage import Stage, staged

from fieldkit.tui.screens.moment import MomentScreen
from fieldkit.tui.screens.moments import MomentsScreen

LINES = (
    'P3: "which till is open?" @queue !frustrated3 #signs',
    'P3: "I already gave you this card" @pay !frustrated4(sighed)',
    "smiles at the child @leave !pleased",
    "turns round [/] <b> @leave",
)


async def moments(stage: Stage) -> MomentsScreen:
    """Go to Moments."""
    await stage.press("f3")
    await stage.until("4 of 4")
    await stage.until("turns round")
    screen = stage.app.screen
    assert isinstance(screen, MomentsScreen)
    return screen


async def test_the_list_holds_all_and_says_what_is_in_force(tmp_path: Path) -> None:
    """Under the heading of its session, with counts."""
    async with staged(tmp_path, lines=LINES) as stage:
        await moments(stage)
        assert "ana-s1  shadowing, Store 7, 2026-05-11, P3  4" in stage.text
        assert "by session" in stage.text


async def test_results_follow_each_key_and_every_term_is_searched(tmp_path: Path) -> None:
    """Words, signs, what is left out; Esc brings all back."""
    async with staged(tmp_path, lines=LINES) as stage:
        await moments(stage)
        await stage.press("slash")
        await stage.type("!frustrated -@pay")
        await stage.until("1 of 4")
        assert "which till" in stage.text
        assert "gave you this card" not in stage.text
        await stage.press("enter", "escape")
        await stage.until("4 of 4")


async def test_the_cursor_begins_on_a_moment_so_that_x_marks_one(tmp_path: Path) -> None:
    """On the heading, where it could begin, x marks the whole session."""
    async with staged(tmp_path, lines=LINES) as stage:
        screen = await moments(stage)
        await stage.press("x")
        assert screen.list.marked == {"ana-1"}


async def test_a_search_typed_in_one_go_behind_its_slash_is_the_search(tmp_path: Path) -> None:
    """A fast hand, or a slow line: letters behind / and t are no commands of the list."""
    async with staged(tmp_path, lines=LINES) as stage:
        screen = await moments(stage)
        await stage.type("/till")
        await stage.until("1 of 4")
        assert screen.search.value == "till"
        await stage.press("enter", "down")
        await stage.type("t#x @q")
        await stage.until("tags for ana-1 ▏ #x @q")


async def test_the_search_line_offers_its_own_terms(tmp_path: Path) -> None:
    """Tab takes the first; only Tab."""
    async with staged(tmp_path, lines=LINES) as stage:
        screen = await moments(stage)
        await stage.press("slash")
        await stage.type("lay")
        await stage.until("layer:  Tab takes it")
        await stage.press("tab")
        await stage.type("ver")
        await stage.press("tab")
        assert screen.search.value == "layer:verbatim "
        await stage.until("2 of 4")


async def test_a_digit_tags_the_marked_as_one_change_and_one_undo_takes_it_back(
    tmp_path: Path,
) -> None:
    """However many there are."""
    async with staged(tmp_path, lines=LINES) as stage:
        await moments(stage)
        await stage.press("slash", *"@leave", "enter")
        await stage.until("2 of 4")
        await stage.press("X", "2")
        assert stage.app.marked == ("ana-3", "ana-4")
        assert [[e.term for e in m.emotions] for m in stage.moments[2:]] == [
            ["confused", "pleased"],
            ["confused"],
        ]
        await stage.until("!confused")
        await stage.press("ctrl+z")
        assert [[e.term for e in m.emotions] for m in stage.moments[2:]] == [["pleased"], []]
        await stage.until("undone: ana-")


async def test_the_tag_line_takes_all_signs_and_refuses_words_without_losing_them(
    tmp_path: Path,
) -> None:
    """What was typed stands there again."""
    async with staged(tmp_path, lines=LINES) as stage:
        screen = await moments(stage)
        await stage.press("home", "down", "t")
        await stage.type("#wait words")
        await stage.press("enter")
        await stage.until("is no tag")
        assert screen.line.value == "#wait words"
        await stage.press(*["backspace"] * 5)
        await stage.type("@pay !annoyed2 *3")
        await stage.press("enter")
        first = stage.moments[0]
        assert (first.touchpoint, first.codes, first.count) == ("pay", ("signs", "wait"), 3)
        assert {e.term for e in first.emotions} == {"frustrated", "annoyed"}
        await stage.until("#wait")


async def test_e_edits_the_line_and_s_stars(tmp_path: Path) -> None:
    """Each is one change."""
    async with staged(tmp_path, lines=LINES) as stage:
        await moments(stage)
        await stage.press("end", "e")
        await stage.type(", twice")
        await stage.press("enter")
        assert stage.moments[3].text == "turns round [/] <b>, twice"
        await stage.press("s")
        assert stage.moments[3].starred
        await stage.press("ctrl+z", "ctrl+z")
        assert stage.moments[3].text == "turns round [/] <b>"


async def test_delete_asks_and_undo_brings_back(tmp_path: Path) -> None:
    """Esc deletes nothing."""
    async with staged(tmp_path, lines=LINES) as stage:
        await moments(stage)
        await stage.press("end", "delete", "escape")
        assert len(stage.moments) == 4
        await stage.press("delete")
        await stage.until("Delete ana-4?")
        await stage.press("y")
        await stage.until("3 of 3")
        await stage.press("ctrl+z")
        await stage.until("4 of 4")


async def test_groups_go_round_and_a_heading_marks_its_group(tmp_path: Path) -> None:
    """By session, person, touchpoint, feeling, code."""
    async with staged(tmp_path, lines=LINES) as stage:
        screen = await moments(stage)
        await stage.press("G", "G")
        await stage.until("@leave  2")
        await stage.press("end", "left", "x")
        assert screen.meant == ("ana-3", "ana-4")
        await stage.press("G")
        await stage.until("!frustrated  2")
        await stage.until("no feeling  1")


async def test_enter_opens_the_moment_with_what_stood_around_it(tmp_path: Path) -> None:
    """And its history on h."""
    async with staged(tmp_path, lines=LINES) as stage:
        await moments(stage)
        await stage.press("home", "down", "down", "enter")
        await stage.until("frustrated, 4 of 5, (sighed)")
        assert isinstance(stage.app.screen, MomentScreen)
        assert "which till is open?" in stage.text
        await stage.press("h")
        await stage.until("history")
        await stage.press("escape")


async def test_the_moment_stands_beside_the_list_where_there_is_room(tmp_path: Path) -> None:
    """It follows the cursor."""
    async with staged(tmp_path, lines=LINES, size=(160, 40)) as stage:
        await moments(stage)
        await stage.press("home", "down", "down")
        await stage.until("frustrated, 4 of 5, (sighed)")
        await stage.press("down")
        await stage.until("!pleased  pleased")


async def test_a_search_is_saved_and_found_by_its_name(tmp_path: Path) -> None:
    """In the study, for digests too."""
    async with staged(tmp_path, lines=LINES) as stage:
        await moments(stage)
        await stage.press("slash", *"@leave", "enter", "S")
        await stage.until("Save this search as")
        await stage.press(*"end", "enter")
        await stage.until("saved: saved:end")
        await stage.press("escape", "slash", *"saved:end")
        await stage.until("2 of 4")
        await stage.press(*"x")
        await stage.until("There is no saved search endx")


async def test_what_another_place_writes_stands_in_the_list(tmp_path: Path) -> None:
    """Without being asked for."""
    async with staged(tmp_path, lines=LINES) as stage:
        await moments(stage)
        await stage.press("f2")
        await stage.type("another")
        await stage.press("enter", "f3")
        await stage.until("5 of 5")
        await stage.until("another")


async def test_a_key_half_typed_finds_nothing_less(tmp_path: Path) -> None:
    """While the list offers its rest, it is left out of the search."""
    async with staged(tmp_path, lines=LINES) as stage:
        await moments(stage)
        await stage.press("slash")
        await stage.type("!frustrated layer:")
        await stage.until("2 of 4")
        await stage.type("obs")
        await stage.until("2 of 4")
        await stage.press("tab")
        await stage.until("0 of 4")


async def test_what_is_marked_is_meant_though_the_search_hides_it(tmp_path: Path) -> None:
    """Marks are gathered over several searches; the count says how many."""
    async with staged(tmp_path, lines=LINES) as stage:
        await moments(stage)
        await stage.press("home", "down", "x", "slash", *"@leave", "enter")
        await stage.until("2 of 4")
        await stage.press("end", "x", "5")
        assert "x 2" in stage.text
        assert [e.term for m in (stage.moments[0], stage.moments[3]) for e in m.emotions] == [
            "frustrated",
            "pleased",
            "pleased",
        ]
