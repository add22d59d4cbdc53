"""Each format as a whole: a small file of it, and everything that reading it yields."""

from pathlib import Path

import pytest

from fieldkit.exchange.batch import Batch, Found, FoundSession
from fieldkit.exchange.formats import detect
from fieldkit.model.emotion import Term
from fieldkit.model.words import Words

GOLDEN = Path(__file__).parents[1] / "golden" / "import"
WORDS = Words(feelings={"confused": Term(word="confused", valence=-0.4)}, vocabulary="customer")
FILES = sorted(path for path in GOLDEN.iterdir() if path.suffix != ".txt")


def shown(batch: Batch) -> str:
    """Return a batch as text, one line a thing."""
    lines = [
        *map(_session, batch.sessions),
        *(f"person {one.key} {one.attributes}" for one in batch.people),
        *(f"touchpoint {one.key} {one.name}" for one in batch.touchpoints),
        *(f"code {one.key}" for one in batch.codes),
        *map(_moment, batch.moments),
        *(f"unread {one.line} {one.text!r}: {one.why}" for one in batch.unread),
        *(f"told {one}" for one in batch.told),
    ]
    return "\n".join(lines) + "\n"


def _session(one: FoundSession) -> str:
    return (
        f"session {one.label} [{one.title}] {one.kind} {one.place} {one.zone} day {one.day} "
        f"{one.start} to {one.end} by {one.observers} with {one.participants}"
    )


def _moment(found: Found) -> str:
    one = found.moment
    feelings = [f"{emotion.key} {emotion.intensity} {emotion.cue}" for emotion in one.emotions]
    source = one.source
    assert source is not None
    path = source.path.rsplit("/", 1)[-1]
    return (
        f"moment {found.line}-{found.until} {found.session} {one.at} {one.speaker} "
        f"{one.participants} {one.layer} {one.touchpoint} {one.codes} {feelings}\n"
        f"    {one.text!r} note {one.note!r}\n"
        f"    {path}:{source.line} {source.section!r} guessed {source.guessed} "
        f"{source.fingerprint} {found.known_as}"
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_small_file_yields_what_it_always_did(path: Path) -> None:
    """Labels and fingerprints too: a change of these would bring old imports in again."""
    batch = detect(path).read(path, words=WORDS, zone="Europe/Rome")
    golden = path.with_name(path.name + ".txt")
    assert shown(batch) == golden.read_text(encoding="utf-8")
