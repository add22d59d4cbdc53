"""ELAN files: a session along its recording, there and back, and files of others."""

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from fieldkit.exchange import elan
from fieldkit.exchange.plant import plant
from fieldkit.model.errors import RefusedFileError, UsageError
from fieldkit.model.keys import MomentId, as_handle
from fieldkit.model.observer import Observer
from fieldkit.model.study import Casebook
from fieldkit.model.words import Words
from fieldkit.store.home import Home

MEDIA = Path("media")


@pytest.fixture
def book(tmp_path: Path) -> Casebook:
    """Return one session of the study that the demo shows."""
    me = Observer(handle=as_handle("me"))
    whole = plant(tmp_path / "demo", Home(tmp_path / "home"), me, "hardware-store").casebook()
    return replace(whole, moments=tuple(m for m in whole.moments if m.session == "me-s1"))


def test_a_session_comes_back_as_it_was(book: Casebook, tmp_path: Path) -> None:
    """Words, times to the millisecond, people, feelings, places and codes."""
    path = tmp_path / "a.eaf"
    told = elan.write(book, path, media=MEDIA)
    batch = elan.read(path, words=Words(), zone="UTC")
    plain = [
        replace(m, id=MomentId(""), session=None, source=None, created=None, edited=None)
        for m in book.moments
    ]
    back = {f.moment.text: replace(f.moment, source=None) for f in batch.moments}
    assert [back[m.text] for m in plain] == plain
    assert len(batch.moments) == len(book.moments)
    session = next(s for s in book.sessions if s.id == "me-s1")
    assert (batch.sessions[0].start, batch.sessions[0].zone) == (session.start, session.zone)
    assert batch.sessions[0].title == session.title
    assert [line.split(" ", 1)[1] for line in told] == [
        "moments tell no time; each stands behind the one before it.",
        "moments of one person at one instant stand a millisecond apart.",
    ]


def test_its_annotations_follow_one_another_on_each_tier(book: Casebook, tmp_path: Path) -> None:
    """ELAN wants each longer than nothing, none within another, and every reference there."""
    path = tmp_path / "a.eaf"
    elan.write(book, path, media=MEDIA)
    root = ET.parse(path).getroot()  # noqa: S314 - written here
    times = {s.get("TIME_SLOT_ID"): int(s.get("TIME_VALUE", "-1")) for s in root.iter("TIME_SLOT")}
    assert list(times.values()) == sorted(set(times.values()))
    ids = {a.get("ANNOTATION_ID") for a in root.iter() if a.get("ANNOTATION_ID")}
    for tier in root.iter("TIER"):
        last = -1
        for one in tier.iter("ALIGNABLE_ANNOTATION"):
            start, end = times[one.get("TIME_SLOT_REF1")], times[one.get("TIME_SLOT_REF2")]
            assert last <= start < end
            last = end
        assert all(one.get("ANNOTATION_REF") in ids for one in tier.iter("REF_ANNOTATION"))


def test_several_sessions_are_no_timeline(book: Casebook, tmp_path: Path) -> None:
    """The line says how to name one."""
    two = replace(book, moments=(*book.moments, replace(book.moments[0], session=None)))
    with pytest.raises(UsageError, match="name it: session:me-s1"):
        elan.write(two, tmp_path / "a.eaf", media=MEDIA)
    with pytest.raises(UsageError, match="no moments"):
        elan.write(replace(book, moments=()), tmp_path / "a.eaf", media=MEDIA)


@pytest.mark.parametrize(
    ("name", "moments", "text", "note"),
    [
        ("turkish.eaf", 9, "dün akşam koşa koşa eve geldim", "P-Trans: yesterday evening I came"),
        ("example.eaf", 24, "R Gesture Unit 1", "W-RGMe: Going out of the Insitute"),
        ("fables_01_03_aesop_64kb.eaf", 19, "Meta", "0:00.454-0:21.526"),
    ],
)
def test_files_of_others_are_read_with_all_that_hangs_under(
    shared: Path, name: str, moments: int, text: str, note: str
) -> None:
    """An annotation with a time is a moment; words, glosses and translations are its note."""
    path = shared / "data" / "elan" / name
    batch = elan.read(path, words=Words(), zone="UTC")
    assert (len(batch.moments), batch.unread) == (moments, ())
    assert batch.moments[0].moment.text == text
    assert note in (batch.moments[0].moment.note or "")
    held = "\n".join(f"{f.moment.text}\n{f.moment.note}" for f in batch.moments)
    root = ET.parse(path).getroot()  # noqa: S314 - a sample of ours
    for value in root.iter("ANNOTATION_VALUE"):
        assert (value.text or "").strip() in held


def test_another_document_is_refused(tmp_path: Path) -> None:
    """In one line that says what it is."""
    path = tmp_path / "a.eaf"
    path.write_text("<html/>", encoding="utf-8")
    with pytest.raises(RefusedFileError, match="its document is a html"):
        elan.read(path, words=Words(), zone="UTC")
