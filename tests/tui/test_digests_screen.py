"""Digests: compile, read by section, go to the evidence, write out."""

from pathlib import Path

import pytest
from stage import Stage, staged

from fieldkit.digest.living import renew
from fieldkit.tui.screens.digests import DigestsScreen
from fieldkit.tui.screens.evidence import EvidenceScreen

LINES = (
    'P3: "which till is open?" @queue !frustrated3 #signs',
    'P3: "I already gave you this card" @pay !frustrated4(sighed)',
    'turns round [/] ![x](http://evil) <b> @leave !"relieved',
)


async def compiled(stage: Stage) -> DigestsScreen:
    """Go to Digests and compile the first kind."""
    await stage.press("f7")
    await stage.until("Enter compiles it")
    await stage.press("enter")
    await stage.until("not written yet")
    await stage.until("1 of ")
    screen = stage.app.screen
    assert isinstance(screen, DigestsScreen)
    return screen


async def test_enter_compiles_and_right_goes_to_the_next_section(tmp_path: Path) -> None:
    """One section at a time."""
    async with staged(tmp_path, lines=LINES) as stage:
        screen = await compiled(stage)
        assert "1 of " in stage.text
        assert "Checkout study" in stage.text
        await stage.press("right", "right")
        assert screen.at == 2
        assert "3 of " in stage.text
        await stage.press("left")
        assert screen.at == 1


async def test_evidence_is_reached_by_keys(tmp_path: Path) -> None:
    """From a section to its moments, and to one of them whole."""
    async with staged(tmp_path, lines=LINES) as stage:
        screen = await compiled(stage)
        assert screen.compiled is not None
        titles = [section.title for section in screen.compiled.sections]
        for _ in range(titles.index("The strongest moments")):
            await stage.press("right")
        await stage.press("l")
        assert "ana-1" in stage.text
        await stage.press("enter")
        assert isinstance(stage.app.screen, EvidenceScreen)
        assert "ana-1" in stage.text
        await stage.press("escape", "escape")
        assert stage.app.screen_stack == [screen]


async def test_no_note_can_crash_or_link_the_preview(tmp_path: Path) -> None:
    """Every section of a digest of hostile notes is shown."""
    async with staged(tmp_path, lines=LINES) as stage:
        screen = await compiled(stage)
        assert screen.compiled is not None
        for _ in screen.compiled.sections:
            await stage.press("right")
        assert stage.app.is_running


async def test_e_writes_the_digest_into_the_study(tmp_path: Path) -> None:
    """The bytes that the command line writes."""
    async with staged(tmp_path, lines=LINES) as stage:
        screen = await compiled(stage)
        await stage.press("e")
        await stage.until("written: digests/topline.md")
        assert screen.compiled is not None
        written = (stage.folder / "digests" / "topline.md").read_text(encoding="utf-8")
        assert written == renew(None, screen.compiled.markdown).text
        await stage.press("f2")
        await stage.type("another")
        await stage.press("enter", "f7", "escape", "enter")
        await stage.until("is stale")


async def test_w_writes_the_page_and_asks_the_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over SSH, where there is none, it says where the page is."""
    monkeypatch.setenv("SSH_CONNECTION", "1")
    async with staged(tmp_path, lines=LINES) as stage:
        await compiled(stage)
        await stage.press("w")
        await stage.until("written: ")
        page = stage.folder / "digests" / "topline.html"
        assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


async def test_help_says_the_keys_of_where_one_stands(tmp_path: Path) -> None:
    """Those of Digests there, those of the pad in Capture."""
    async with staged(tmp_path) as stage:
        await stage.press("f1")
        assert "The line: type what you see" in stage.text
        await stage.press("escape", "f7")
        await stage.press("question_mark")
        assert "Compile this kind of digest." in stage.text


async def test_the_palette_finds_a_command_by_name_and_runs_it(tmp_path: Path) -> None:
    """From the pad with a colon."""
    async with staged(tmp_path, lines=["one"]) as stage:
        await stage.press("escape", "colon")
        await stage.type("fini")
        await stage.until("finish")
        await stage.press("enter")
        await stage.until("Finish ana-s1")


async def test_a_digest_is_of_what_a_search_means_and_has_a_file_of_its_own(
    tmp_path: Path,
) -> None:
    """The whole study's stays as it is; an empty line is the whole study again."""
    async with staged(tmp_path, lines=LINES) as stage:
        screen = await compiled(stage)
        await stage.press("s")
        await stage.type("@pay")
        await stage.press("enter")
        await stage.until("topline of @pay: 1 moments")
        assert screen.compiled is not None
        assert "scope: " in screen.compiled.markdown
        await stage.press("e")
        await stage.until("written: digests/topline-pay-")
        assert not (stage.folder / "digests" / "topline.md").exists()
        await stage.press("s", *["backspace"] * 4, "enter")
        await stage.until("topline: 3 moments")


async def test_a_digest_for_anyone_leaves_out_whoever_did_not_agree(tmp_path: Path) -> None:
    """The gate of the command line's --for."""
    async with staged(tmp_path, lines=LINES) as stage:
        screen = await compiled(stage)
        await stage.press("p", "p")
        await stage.until("topline, public")
        await stage.settled()
        assert screen.compiled is not None
        assert "which till is open?" not in screen.compiled.markdown
        assert "for: public" in screen.compiled.markdown


async def test_a_note_linked_by_hand_is_followed_by_keys(tmp_path: Path) -> None:
    """What was written into the file stands in the preview; an unknown note is said to be one."""
    async with staged(tmp_path, lines=LINES) as stage:
        await compiled(stage)
        await stage.press("e")
        await stage.until("written: digests/topline.md")
        path = stage.folder / "digests" / "topline.md"
        held = path.read_text(encoding="utf-8")
        path.write_text(f"{held}\n## Mine\n\nSee [[ana-2]] and [[ana-99]].\n", encoding="utf-8")
        await stage.press("escape", "enter")
        await stage.until("up to date")
        await stage.press(*["right"] * 12)
        await stage.until("Mine")
        await stage.press("l")
        await stage.until("ana-99 is no note of this digest")
        await stage.press("enter")
        assert "I already gave you this card" in stage.text


async def test_every_written_digest_is_listed_with_its_scope_and_whether_it_is_stale(
    tmp_path: Path,
) -> None:
    """Before any is compiled; one that is chosen goes back into its own file."""
    async with staged(tmp_path, lines=LINES, size=(120, 40)) as stage:
        await compiled(stage)
        folder = stage.folder / "digests"
        await stage.press("e")
        await stage.until("written: digests/topline.md")
        await stage.press("s")
        await stage.type("@pay")
        await stage.press("enter")
        await stage.until("topline of @pay: 1 moments")
        await stage.press("e")
        await stage.until("written: digests/topline-pay-")
        named = next(folder.glob("topline-pay-*")).rename(folder / "monday.md")
        (folder / "mine.md").write_text("# Mine", encoding="utf-8")
        await stage.press("f2")
        await stage.type("nobody is at the till @queue")
        await stage.press("enter")
        await stage.press("f7")
        await stage.until("up to date")
        await stage.until("stale")
        shown = stage.text
        assert "topline of @pay" in shown
        assert "mine" not in shown
        screen = stage.app.screen
        assert isinstance(screen, DigestsScreen)
        await stage.press("escape", "end", "up", "enter")
        await stage.until("topline of @pay: 1 moments, the written one is up to date")
        await stage.press("e")
        await stage.until("written: digests/monday.md")
        assert sorted(path.name for path in folder.iterdir()) == [
            "mine.md",
            named.name,
            "topline.md",
        ]


async def test_a_digest_nobody_can_compile_says_why_in_the_list(tmp_path: Path) -> None:
    """Its template is gone, or what it says of itself was written over."""
    async with staged(tmp_path, lines=LINES, size=(120, 40)) as stage:
        folder = stage.folder / "digests"
        folder.mkdir(exist_ok=True)
        for name, said in {"a": "kind: nine", "b": "kind: topline\nfor: friends"}.items():
            text = f"---\n{said}\nstudy: s\n---\n"
            (folder / f"{name}.md").write_text(text, encoding="utf-8")
        await stage.press("f7")
        await stage.until("cannot be compiled")
        await stage.press("end")
        await stage.until("it says it is for 'friends'")
        await stage.press("enter")
        await stage.press("up")
        await stage.until("There is no 'nine' in digests")


async def test_a_saved_search_is_offered_by_name(tmp_path: Path) -> None:
    """Down and Enter take it; letters go on in the line."""
    async with staged(tmp_path, lines=LINES) as stage:
        await stage.app.desk.do(lambda bench: bench.notebook.save_search("till", "@pay"))
        await compiled(stage)
        await stage.press("s")
        await stage.until("saved:till   @pay")
        await stage.press("down", "enter")
        await stage.until("topline of saved:till: 1 moments")
        await stage.press("s", "down", "x")
        assert "saved:tillx" in stage.text


async def test_a_template_that_does_not_hold_ends_in_one_line(tmp_path: Path) -> None:
    """The app goes on; so it does where a digest cannot be written."""
    async with staged(tmp_path, lines=LINES, size=(240, 24)) as stage:
        own = stage.folder / "templates" / "digests"
        own.mkdir(parents=True)
        (own / "topline.md.j2").write_text("{# Broken #}\n{{ digest.nothing }}\n", encoding="utf-8")
        await stage.press("f7")
        await stage.until("Enter compiles it")
        await stage.press("enter")
        await stage.until("topline.md.j2")
        (own / "topline.md.j2").unlink()
        await stage.press("enter")
        await stage.until("not written yet")
        (stage.folder / "digests").write_text("a file", encoding="utf-8")
        await stage.press("e")
        await stage.until("move it away first")
        assert stage.app.is_running
