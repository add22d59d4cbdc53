"""Time zones: by their IANA names, and by what people write after a time."""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fieldkit.model.errors import InvalidValueError

WRITTEN = {
    "UTC": "UTC",
    "GMT": "UTC",
    "ET": "America/New_York",
    "EST": "America/New_York",
    "EDT": "America/New_York",
    "CT": "America/Chicago",
    "CST": "America/Chicago",
    "CDT": "America/Chicago",
    "MT": "America/Denver",
    "MST": "America/Denver",
    "MDT": "America/Denver",
    "PT": "America/Los_Angeles",
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
    "BST": "Europe/London",
    "CET": "Europe/Berlin",
    "CEST": "Europe/Berlin",
}
"""What is written after a clock time, and the zone whose clocks it means.

People write EST all year for the clock on the wall in New York, so each stands for its zone and
not for an offset.
"""


def zone_named(name: str) -> ZoneInfo:
    """Return the zone of this IANA name.

    Raises:
        InvalidValueError: There is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f"There is no time zone {name!r}; write one such as Europe/Berlin or UTC."
        raise InvalidValueError(message) from error
