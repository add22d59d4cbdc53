"""Files of shorthand: the session above, a moment a line below."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from fieldkit.exchange import shorthand_file
from fieldkit.exchange.batch import Batch
from fieldkit.model import shipped
from fieldkit.model.emotion import Term
from fieldkit.model.moment import FREE_DIMENSIONS, Layer
from fieldkit.model.session import Kind
from fieldkit.model.words import Words

WORDS = Words(
    feelings={"frustrated": Term(word="frustrated", valence=-0.78)}, vocabulary="customer"
)
FRONT = """\
---
fieldkit: 1
session: A washer for a tap
kind: shadowing
place: Store 4
zone: Europe/Rome
start: 2026-05-11T14:00
end: 14:55
observer: ana
participants: P1, P2
protocol: aeiou
conditions: rain
debrief: Long day.
---
"""


def read(path: Path, text: str, *, name: str = "one.md") -> Batch:
    """Read a small file."""
    file = path / name
    file.write_text(text, encoding="utf-8")
    return shorthand_file.read(file, words=WORDS, zone="UTC")


def test_the_front_matter_tells_the_session(tmp_path: Path) -> None:
    """Every key of it, in the session's own zone."""
    (session,) = read(tmp_path, FRONT).sessions
    assert session.title == "A washer for a tap"
    assert (session.kind, session.place, session.zone) == (Kind.SHADOWING, "Store 4", "Europe/Rome")
    assert session.day == date(2026, 5, 11)
    assert session.start == datetime(2026, 5, 11, 12, 0, tzinfo=UTC)
    assert session.end == datetime(2026, 5, 11, 12, 55, tzinfo=UTC)
    assert (session.observers, session.participants) == (("ana",), ("P1", "P2"))
    assert (session.protocol, session.conditions, session.debrief) == (
        "aeiou",
        "rain",
        "Long day.",
    )


def test_each_line_is_a_moment_with_its_time_and_what_is_in_force(tmp_path: Path) -> None:
    """A touchpoint goes on; a back-dated line does not move it; no time is made up."""
    batch = read(
        tmp_path,
        FRONT
        + """\
14:01 % first day
14:05 P1: "I already gave you this card" @checkout !frustrated4(sighed) #repeat

14:06 looks away
14:03 came in by the back @entrance
looks again
""",
    )
    moments = [found.moment for found in batch.moments]
    assert [found.line for found in batch.moments] == [15, 16, 18, 19, 20]
    assert [moment.layer for moment in moments[:3]] == [
        Layer.METHOD,
        Layer.VERBATIM,
        Layer.OBSERVED,
    ]
    assert moments[1].text == "I already gave you this card"
    assert (moments[1].speaker, moments[1].participants) == ("P1", ("P1",))
    assert moments[1].emotions[0].vocabulary == "customer"
    assert moments[1].at == datetime(2026, 5, 11, 12, 5, tzinfo=UTC)
    assert [moment.touchpoint for moment in moments] == [
        None,
        "checkout",
        "checkout",
        "entrance",
        "checkout",
    ]
    assert moments[4].at is None
    assert {moment.observer for moment in moments} == {"ana"}
    assert all(moment.session is None and moment.id == "" for moment in moments)
    assert not any(moment.source and moment.source.guessed for moment in moments)
    assert [touchpoint.key for touchpoint in batch.touchpoints] == ["checkout", "entrance"]
    assert [code.key for code in batch.codes] == ["repeat"]
    assert {unread.line for unread in batch.unread} == set(range(1, 15))


def test_what_the_front_matter_says_wrongly_is_told_and_left_out(tmp_path: Path) -> None:
    """The notes under it are not lost for it."""
    batch = read(
        tmp_path,
        "---\nfieldkit: 2\nkind: glance\nmood: fine\nstart: noon\nobserver: ana, Leo B.\n"
        "end: 2026-05-11T10:00\nno pair\n---\nx\n",
    )
    assert [found.moment.text for found in batch.moments] == ["x"]
    told = "\n".join(batch.told)
    for piece in ("version 2", "'glance'", "'mood'", "'noon'", "Leo B.", "Line 8"):
        assert piece in told
    assert batch.sessions[0].observers == ("ana",)
    assert batch.sessions[0].title == "one"


def test_without_an_end_the_clock_runs_on_from_the_start(tmp_path: Path) -> None:
    """Also past midnight."""
    batch = read(
        tmp_path, "---\nfieldkit: 1\nstart: 2026-05-11T20:00\n---\n22:30 a\n00:15 b\n19:55 c\n"
    )
    assert [found.moment.at for found in batch.moments] == [
        datetime(2026, 5, 11, 22, 30, tzinfo=UTC),
        datetime(2026, 5, 12, 0, 15, tzinfo=UTC),
        datetime(2026, 5, 11, 19, 55, tzinfo=UTC),
    ]


def test_a_clock_time_without_a_day_is_kept_and_told(tmp_path: Path) -> None:
    """No day is made up, and nothing typed is lost."""
    batch = read(tmp_path, "---\nfieldkit: 1\n---\n14:05 a\n-2m b\n2026-05-11T14:05Z c\n")
    made = [(found.moment.at, found.moment.text, found.moment.note) for found in batch.moments]
    assert made == [
        (None, "a", "14:05"),
        (None, "b", "-2m"),
        (datetime(2026, 5, 11, 14, 5, tzinfo=UTC), "c", None),
    ]
    assert len(batch.told) == 2


def test_front_matter_without_an_end_ends_at_its_last_key(tmp_path: Path) -> None:
    """And is told."""
    batch = read(tmp_path, "---\nfieldkit: 1\nsession: A\n14:05 asks\n")
    assert [found.line for found in batch.moments] == [4]
    assert "has no end" in batch.told[0]


def test_fingerprints_stay_when_the_file_moves_and_grows(tmp_path: Path) -> None:
    """So nothing comes in twice."""
    one = read(tmp_path, FRONT + "14:05 a\nb\nb\n")
    two = read(tmp_path, FRONT + "14:05 a\n14:06 c\nb\nb\nb\n", name="moved.md")
    before = {found.moment.source.fingerprint for found in one.moments if found.moment.source}
    after = {found.moment.source.fingerprint for found in two.moments if found.moment.source}
    assert len(before) == 3
    assert before < after
    assert one.sessions[0].label == two.sessions[0].label


DEMO = sorted(shipped.find("studies", "hardware-store").glob("*.md"))


@pytest.mark.parametrize("path", DEMO, ids=lambda path: path.stem)
def test_the_demo_study_is_read_whole_and_without_a_warning(path: Path) -> None:
    """Every line of the tutorial is a moment, and means what it says."""
    feelings = {term.word: term for term in shipped.vocabulary("customer").terms}
    words = Words(feelings=feelings, vocabulary="customer", dimensions=FREE_DIMENSIONS)
    batch = shorthand_file.read(path, words=words, zone="UTC")
    body = path.read_text(encoding="utf-8").split("---\n", 2)[2]
    assert len(batch.moments) == sum(1 for line in body.splitlines() if line.strip())
    assert {unread.why for unread in batch.unread} == {"front matter"}
    assert batch.told == ()
    (session,) = batch.sessions
    assert session.start
    assert session.end
    hour = timedelta(hours=1)
    for found in batch.moments:
        if found.moment.at:
            assert session.start - hour <= found.moment.at <= session.end + hour
