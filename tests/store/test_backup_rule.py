"""The rule by which backups are kept: the last ten, one a day for two weeks, and a lone one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.store.backup_list import Contents
from fieldkit.store.home import Home
from fieldkit.store.kept_backups import DAYS, KEPT, Backup, folder_of, outlived

TODAY = datetime(2026, 5, 30, 18, tzinfo=UTC)


def backup(taken: datetime, **entries: int) -> Backup:
    """Return a whole backup of a time that holds so many entries of each log."""
    contents = Contents(
        study="s",
        title="",
        folder="s",
        zone="UTC",
        taken=taken,
        entries=entries,
        positions=entries,
        rows={},
        files={},
        media={},
    )
    return Backup(path=Path(f"{taken:%Y-%m-%dT%H%M%SZ}.zip"), size=1, contents=contents)


@settings(max_examples=200)
@given(st.lists(st.integers(0, 60 * 24 * 60), unique=True, min_size=1, max_size=60))
def test_the_last_ten_and_the_last_of_each_of_fourteen_days_are_kept(minutes: list[int]) -> None:
    """And nothing else, where each newer one holds all of the older."""
    ages = sorted(minutes)
    held = [backup(TODAY - timedelta(minutes=age), ana=len(ages) - n) for n, age in enumerate(ages)]
    gone = outlived(held, TODAY)
    assert not set(map(id, gone)) & set(map(id, held[:KEPT]))
    stay = [old for old in held if old not in gone]
    for old in held:
        taken = old.contents.taken if old.contents else TODAY
        of_day = [o for o in held if o.contents and o.contents.taken.date() == taken.date()]
        last_of_day = of_day[0] is old and TODAY - taken < DAYS
        assert (old in stay) == (old in held[:KEPT] or last_of_day)


def test_one_that_holds_what_no_newer_one_does_is_never_outlived() -> None:
    """A study that lost notes must not lose the backups that have them."""
    rich = backup(TODAY - timedelta(days=40), ana=100, leo=5)
    poor = [backup(TODAY - timedelta(minutes=n), ana=99 - n) for n in range(30)]
    assert rich not in outlived([*poor, rich], TODAY)
    whole = [backup(TODAY - timedelta(minutes=n), ana=200 - n, leo=5) for n in range(30)]
    assert rich in outlived([*whole, rich], TODAY)


def test_one_that_is_not_whole_outlives_nothing() -> None:
    """Ten broken ones do not stand for the good one before them."""
    good = [backup(TODAY - timedelta(days=30, minutes=n), ana=50 - n) for n in range(KEPT)]
    bad = [
        replace(held, path=held.path.with_name(f"{held.path.stem}.unverified.zip"))
        for held in (backup(TODAY - timedelta(minutes=n), ana=60 - n) for n in range(20))
    ]
    assert outlived([*bad, *good], TODAY) == []


def test_a_study_id_that_is_no_name_stays_inside_the_folder_of_backups(home: Home) -> None:
    """It comes from a log that anybody may have written."""
    for study in ("../../elsewhere", "/etc", "", "a/b", "..", "x" * 300):
        assert folder_of(home, study).parent == home.root / "backups"
