"""An erasure in a large study: what it costs, and that the rest is untouched."""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import marked
import pytest

from fieldkit.store.check import check
from fieldkit.store.entry import FORMAT, Entry, Op, encode, stamp

ENTRIES = 100_000
THEIRS = 1_688
NOON = datetime(2026, 5, 11, 12, tzinfo=UTC)


def large(folder: Path) -> None:
    """Write a log of so many moments of about 400 bytes, every 59th of P7's."""
    (folder / "log").mkdir(parents=True)
    dev, every = "5a" * 6, ENTRIES // THEIRS
    study: Op = {"table": "study", "id": "large", "set": {"title": "Large", "zone": "UTC"}}
    till: Op = {"table": "touchpoints", "id": "till", "set": {}}
    header = {"study": "large", "handle": "eva", "mark": "eva"}
    first = Entry(v=FORMAT, dev=dev, seq=1, at=stamp(NOON), who="eva", ops=[], header=header)
    second = Entry(v=FORMAT, dev=dev, seq=2, at=stamp(NOON), who="eva", ops=[study, till])
    with (folder / "log" / f"{dev}.jsonl").open("wb") as stream:
        stream.write(encode(first) + encode(second))
        for number in range(ENTRIES):
            theirs = number % every == 0 and number // every < THEIRS
            who, mark = ("P7", marked.MARK) if theirs else (f"P{number % 40 + 10}", "waits")
            at = NOON + timedelta(seconds=number)
            fields = {
                "at": at.isoformat(),
                "observer": "eva",
                f"participants/{who}": True,
                "speaker": who,
                "layer": "verbatim",
                "text": f"{mark} at the till and looks for someone to ask, number {number}",
                "touchpoint": "till",
            }
            op: Op = {"table": "moments", "id": f"eva-{number + 1}", "set": fields}
            entry = Entry(v=FORMAT, dev=dev, seq=number + 3, at=stamp(at), who="eva", ops=[op])
            stream.write(encode(entry))


@pytest.mark.slow
def test_1688_of_100000_entries_are_erased(
    tmp_path: Path, clock: Callable[[], datetime], capsys: pytest.CaptureFixture[str]
) -> None:
    """And 98,312 moments are read as before; the seconds are shown, with -s."""
    place = marked.Place(tmp_path, clock)
    large(place.folder)
    place.notebook().settle(whatever_size=True)
    begun, worked = time.perf_counter(), time.process_time()
    done = place.erase()
    took, worked = time.perf_counter() - begun, time.process_time() - worked
    assert sum(done.swept.entries.values()) == THEIRS
    assert len(place.notebook().moments) == ENTRIES - THEIRS
    assert list(marked.found(tmp_path)) == []
    assert check(place.folder, place.home, deep=True).wrong == ()
    with capsys.disabled():
        sys.stdout.write(
            f"\n{THEIRS:,} of {ENTRIES:,} erased in {took:.1f} s, of them "
            f"{worked:.1f} s of work; the study was opened in it\n"
        )
