"""Off the record by the minute: ``:off-record 10`` hides what was written in the last ten."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from fieldkit.tui.commands import CAPTURE, Command

if TYPE_CHECKING:
    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk

ASKED = re.compile(r"(?:off|off-record|off record|hide)\s+(\d{1,3})(?:\s*m(?:in(?:utes?)?)?)?")


def asked(query: str) -> Command | None:
    """Return the command that a query of the palette means with its number of minutes, or None."""
    found = ASKED.fullmatch(query.strip().lower())
    if found is None or not int(found[1]):
        return None
    minutes = int(found[1])
    span = "minute" if minutes == 1 else f"{minutes} minutes"
    return Command(
        name=f"off-record {minutes}",
        place=CAPTURE,
        action=f"off_record({minutes})",
        does=f"Hide what happened in the last {span} from every view and export.",
    )


async def hide_minutes(
    desk: "Desk[Bench]", ticket: int, minutes: int, say: Callable[[str], None]
) -> None:
    """Hide the moments of the last minutes, and say how many."""
    count = await desk.do(lambda bench: bench.hide(ticket, minutes))
    if count:
        say(f"{count} off the record; Ctrl+Z brings {'it' if count == 1 else 'them'} back")
    else:
        say("nothing was written in that time")
