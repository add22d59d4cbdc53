"""Commands by name: ``:off-record 10`` hides the last minutes as one change."""

from pathlib import Path

from stage import staged

from fieldkit.tui.off_record import asked


def test_the_palette_understands_a_number_of_minutes() -> None:
    """And nothing else of that kind."""
    for query in ("off-record 10", "off record 10", "off 10", "hide 10 min", "OFF-RECORD 10m"):
        found = asked(query)
        assert found is not None, query
        assert found.action == "off_record(10)"
    for query in ("off-record", "off-record 0", "theme 10", "off-record 1000", "off-record ten"):
        assert asked(query) is None, query


async def test_what_happened_in_the_last_minutes_is_hidden_and_undo_shows_it(
    tmp_path: Path,
) -> None:
    """Asked for by name, as one types it; earlier moments stay."""
    async with staged(tmp_path, lines=["long ago"]) as stage:
        stage.clock.go(1200)
        for text in ("one", "two"):
            await stage.type(text)
            await stage.press("enter")
            stage.clock.go(60)
        await stage.press("escape", "colon")
        await stage.type("off-record 10")
        await stage.pilot.pause(0.3)
        await stage.press("enter")
        await stage.settled()
        assert [moment.text for moment in stage.moments if not moment.hidden] == ["long ago"]
        assert "2 off the record; Ctrl+Z brings them back" in stage.text
        await stage.press("ctrl+z")
        shown = [moment.text for moment in stage.moments if not moment.hidden]
        assert shown == ["long ago", "one", "two"]


async def test_a_command_may_be_typed_where_words_are(tmp_path: Path) -> None:
    """``:star`` in the line is no note; a half-typed one is offered, anything else is words."""
    async with staged(tmp_path, lines=["card declined"]) as stage:
        line = stage.app.capture.line
        await stage.type(":sta")
        assert line.choices.words == ("start", "star")
        await stage.press("down", "tab")
        assert "Enter: Star the last moment" in stage.text
        await stage.press("enter")
        assert [(moment.text, moment.starred) for moment in stage.moments] == [
            ("card declined", True)
        ]
        assert not line.value
        await stage.type(":nowhere")
        await stage.press("enter")
        assert [moment.text for moment in stage.moments] == ["card declined", ":nowhere"]


async def test_minutes_off_the_record_may_be_typed_where_words_are(tmp_path: Path) -> None:
    """As in the palette."""
    async with staged(tmp_path, lines=["one", "two"]) as stage:
        await stage.type(":off-record 5")
        await stage.press("enter")
        assert all(moment.hidden for moment in stage.moments)
        assert len(stage.moments) == 2
