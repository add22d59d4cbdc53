"""The list of moments: what its rows say, and that many cost what few do."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from stage import PATIENCE, staged
from textual.app import App, ComposeResult

from fieldkit.model.emotion import Emotion, Whose
from fieldkit.model.keys import CodeKey, MomentId, TouchpointKey
from fieldkit.model.moment import Layer, Moment
from fieldkit.tui.widgets.moment_list import MomentList, Waiting

NOON = datetime(2026, 5, 11, 12, 0, tzinfo=UTC)


class Holder(App[None]):
    """Holds one list."""

    def __init__(self) -> None:
        super().__init__()
        self.list = MomentList()

    def compose(self) -> ComposeResult:
        """Show it."""
        yield self.list

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Return what our themes have."""
        return {"faint": "#949494"}


def moment(number: int, text: str = "waits", **fields: object) -> Moment:
    """Return a moment so many seconds after noon."""
    at = NOON + timedelta(seconds=number)
    return Moment(id=MomentId(f"ana-{number}"), at=at, text=text, **fields)  # type: ignore[arg-type]  # any field


def drawn(moments: MomentList, rows: int) -> list[str]:
    """Return the first rows as text."""
    return [moments.render_line(y).text.rstrip() for y in range(rows)]


async def test_the_newest_stands_on_top_and_a_late_one_where_its_time_is() -> None:
    """Whatever the order of arrival."""
    app = Holder()
    async with app.run_test(size=(80, 10)):
        app.list.show([moment(1, "one"), moment(3, "three")], UTC)
        app.list.amend([moment(2, "two")], ())
        assert [row.split()[-1] for row in drawn(app.list, 3)] == ["three", "two", "one"]


async def test_a_row_says_when_where_what_feeling_who_and_what() -> None:
    """And what is cut ends in an ellipsis."""
    app = Holder()
    felt = Emotion(term="frustrated", intensity=4, valence=-0.8)
    own = Emotion(term="tense", whose=Whose.OBSERVER)
    async with app.run_test(size=(80, 10)) as pilot:
        app.list.show(
            [
                moment(
                    8,
                    "I already gave you this card",
                    speaker="P3",
                    layer=Layer.VERBATIM,
                    touchpoint=TouchpointKey("pay"),
                    emotions=(felt, own),
                    codes=(CodeKey("repeat-request"),),
                )
            ],
            UTC,
        )
        [row] = drawn(app.list, 1)
        assert row.startswith(
            ' 12:00:08 @pay    !frustrated4+1  P3: "I already gave you this card"'
        )
        assert row.endswith("…")
        await pilot.resize_terminal(60, 10)
        await pilot.pause()
        [row] = drawn(app.list, 1)
        assert row.startswith(" 12:00 @pay    !frustr…4+1 P3: ")


async def test_a_bare_mark_says_so() -> None:
    """In words, not only in colour."""
    app = Holder()
    async with app.run_test(size=(80, 10)):
        app.list.show([moment(1, "")], UTC)
        assert drawn(app.list, 1) == [" 12:00:01         ·               (marked)"]


async def test_a_line_on_its_way_stands_on_top_until_it_arrives() -> None:
    """It is never out of sight."""
    app = Holder()
    async with app.run_test(size=(80, 10)) as pilot:
        app.list.show([moment(1, "one")], UTC)
        app.list.wait(Waiting(7, NOON, "card declined"))
        async with asyncio.timeout(PATIENCE):
            while "saving… card declined" not in drawn(app.list, 2)[0]:
                await pilot.pause(0.01)
        app.list.arrived(7)
        assert len(app.list) == 1
        assert "one" in drawn(app.list, 1)[0]


async def test_one_that_is_gone_is_shown_no_longer() -> None:
    """Nor is a cursor left hanging."""
    app = Holder()
    async with app.run_test(size=(80, 10)):
        app.list.show([moment(1, "one"), moment(2, "two")], UTC)
        app.list.move(5)
        assert app.list.chosen is not None
        assert app.list.chosen.text == "one"
        app.list.amend((), ["ana-1"])
        assert app.list.chosen.text == "two"


async def test_a_hundred_thousand_moments_draw_only_the_rows_on_the_screen(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Drawing asks for the words of a screenful, not of the study."""
    asked = 0

    def counting(shown: Moment) -> str:
        nonlocal asked
        asked += 1
        return shown.text

    app = Holder()
    async with app.run_test(size=(80, 24)) as pilot:
        app.list.show([moment(number) for number in range(100_000)], UTC)
        await pilot.pause()
        monkeypatch.setattr("fieldkit.tui.widgets.moment_row.words_of", counting)
        app.list.amend([moment(100_001, "newest")], ())
        app.list.move(1 << 30)
        await pilot.pause()
        assert app.list.chosen is not None
        assert app.list.chosen.id == "ana-0"
        assert 0 < asked <= 24 * 4


class Keeper(Holder):
    """Holds one list, and takes note of what it asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.wanted: list[tuple[int, str | None]] = []

    def on_moment_list_wanted(self, wanted: MomentList.Wanted) -> None:
        """Take note of it."""
        self.wanted.append((wanted.most, wanted.before))


async def test_older_moments_are_asked_for_before_the_cursor_comes_to_them() -> None:
    """Once; and the row that was wished for is reached when they are here."""
    app = Keeper()
    async with app.run_test(size=(80, 10)) as pilot:
        app.list.show([moment(number) for number in range(1_500, 2_000)], UTC, count=2_000)
        await pilot.pause()
        assert (len(app.list), app.list.saved, app.wanted) == (2_000, 2_000, [])
        app.list.move(310)
        app.list.move(1)
        await pilot.pause()
        assert app.wanted == [(500, "ana-1500")]
        app.list.move(1 << 30)
        app.list.extend([moment(number) for number in range(1_000, 1_500)])
        await pilot.pause()
        assert app.wanted[1:] == [(1_000, "ana-1000")]
        app.list.extend([moment(number) for number in range(1_000)])
        await pilot.pause()
        assert app.list.chosen is not None
        assert app.list.chosen.id == "ana-0"
        assert len(app.wanted) == 2


async def test_what_is_written_among_older_moments_is_shown_with_them_and_once() -> None:
    """And the cursor goes to it, where it was written here."""
    app = Keeper()
    async with app.run_test(size=(80, 10)) as pilot:
        app.list.show([moment(number) for number in range(500, 1_000)], UTC, count=1_000)
        app.list.amend([moment(7, "of another window")], (), count=1_000)
        assert len(app.list.moments) == 500
        app.list.amend([moment(3, "ours")], (), count=1_000)
        app.list.follow("ana-3")
        await pilot.pause()
        assert app.wanted == [(500, "ana-500")]
        app.list.extend([moment(number) for number in range(500)])
        assert app.list.chosen is not None
        assert app.list.chosen.id == "ana-3"
        assert [one.id for one in app.list.moments] == [f"ana-{n}" for n in range(1_000)]


async def test_where_all_the_newest_are_gone_the_next_are_asked_for() -> None:
    """Nothing seems empty that is not."""
    app = Keeper()
    async with app.run_test(size=(80, 10)) as pilot:
        app.list.show([moment(8), moment(9)], UTC, count=10)
        await pilot.pause()
        app.list.amend((), ["ana-8", "ana-9"], count=8)
        await pilot.pause()
        assert app.wanted == [(8, "ana-8"), (8, None)]


async def test_all_of_a_session_longer_than_the_list_holds_at_once_is_there_to_walk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each once, with the true count, whatever is written meanwhile."""
    monkeypatch.setattr("fieldkit.tui.bench.NEWEST", 2)
    lines = [f"line {number}" for number in range(6)]
    async with staged(tmp_path, lines=lines) as stage:
        await stage.until("line 0")
        await stage.type("one more")
        await stage.press("enter")
        assert "7 moments" in stage.text
        shown = stage.app.capture.moments
        assert [one.text for one in shown.moments] == [*lines, "one more"]
        await stage.press("escape", "end")
        assert shown.chosen is not None
        assert shown.chosen.text == "line 0"


async def test_markup_in_a_note_is_text(tmp_path: Path) -> None:
    """It opens nothing, colours nothing and breaks nothing."""
    hostile = "[bold]x[/] [@click=app.quit]y[/] [/] \\[z"
    async with staged(tmp_path, lines=[hostile]) as stage:
        assert "[bold]x[/] [@click=app.quit]y[/] [/]" in stage.text
