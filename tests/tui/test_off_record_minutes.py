"""``:off-record 10``: the last minutes are hidden as one change."""

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
