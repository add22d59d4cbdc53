"""Times: always aware, kept in UTC to the millisecond, shown in a session's zone."""

from collections.abc import Callable
from datetime import UTC, datetime

from fieldkit.model.errors import InvalidValueError

Clock = Callable[[], datetime]
"""Gives the present time, aware; a parameter everywhere, so that tests decide it."""


def now() -> datetime:
    """Return the present time in UTC, to the millisecond."""
    at = datetime.now(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def to_utc(at: datetime) -> datetime:
    """Return the same instant in UTC, cut to the millisecond.

    Raises:
        InvalidValueError: The time has no zone.
    """
    if at.tzinfo is None:
        message = f"{at.isoformat()} has no time zone; give one, for example +00:00."
        raise InvalidValueError(message)
    utc = at.astimezone(UTC)
    return utc.replace(microsecond=utc.microsecond // 1000 * 1000)


def from_iso(text: str) -> datetime:
    """Read an ISO 8601 time with its offset.

    Raises:
        InvalidValueError: It is not one, or has no offset.
    """
    try:
        return to_utc(datetime.fromisoformat(text))
    except (ValueError, OverflowError) as error:
        message = f"{text!r} is not a time such as 2026-05-11T14:05:00+00:00."
        raise InvalidValueError(message) from error


def to_iso(at: datetime) -> str:
    """Return the instant as ISO 8601 in UTC, with milliseconds only where there are any."""
    utc = to_utc(at)
    return utc.isoformat(timespec="milliseconds" if utc.microsecond else "seconds")
