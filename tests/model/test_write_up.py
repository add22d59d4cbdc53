"""What wants writing up, and that a jotting is never overwritten."""

from datetime import UTC, datetime, timedelta

from fieldkit.model.keys import MomentId
from fieldkit.model.moment import Layer, Moment
from fieldkit.model.write_up import age_of, keeping_jotting, queue, told_overdue, wants

AT = datetime(2026, 5, 11, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def moment(name: str, text: str = "", *, hours: float | None = 0, later: bool = False) -> Moment:
    """Return a moment so many hours after noon; None for an unknown time."""
    at = None if hours is None else AT + timedelta(hours=hours)
    return Moment(id=MomentId(name), text=text, at=at, created=AT, later=later)


def test_what_waits_stands_oldest_first_and_the_undated_last() -> None:
    """Marks, questions for later, jottings; nothing that is whole."""
    found = queue(
        [
            moment("a-1", hours=3),
            moment("a-2", "whole", hours=1),
            moment("a-3", "door sticks…", hours=2),
            moment("a-4", hours=None),
            moment("a-5", "who?", hours=1, later=True),
        ]
    )
    assert [m.id for m in found] == ["a-5", "a-3", "a-1", "a-4"]


def test_a_speakers_words_that_trail_off_are_no_jotting() -> None:
    """They are how it was said."""
    said = Moment(id=MomentId("a-1"), text="I thought…", layer=Layer.VERBATIM)
    assert not wants(said)


def test_a_jotting_is_kept_when_it_is_written_up_and_by_no_later_change() -> None:
    """Whole notes keep nothing unless asked."""
    jotted = moment("a-1", "door sticks…")
    full = keeping_jotting(jotted, moment("a-1", "The door sticks."))
    assert (full.text, full.jotting, wants(full)) == ("The door sticks.", "door sticks…", "")
    again = keeping_jotting(full, Moment(id=full.id, text="Other.", jotting=full.jotting))
    assert again.jotting == "door sticks…"
    assert keeping_jotting(moment("a-2", "tpyo"), moment("a-2", "typo")).jotting is None
    whole = keeping_jotting(moment("a-2", "as it was"), moment("a-2", "more"), always=True)
    assert whole.jotting == "as it was"


def test_only_what_waited_longer_than_one_wants_is_told() -> None:
    """With how many, and since when."""
    said = moment("a-3", "The door sticks.")
    waiting = (moment("a-2", hours=20), moment("a-1"), said)
    assert told_overdue(waiting, AT + DAY, DAY) == ""
    late = AT + timedelta(hours=30)
    assert told_overdue(waiting, late, DAY) == "1 wants writing up, the oldest for 30 h"
    assert age_of(waiting[1], AT + 3 * DAY) == "3 days"
