"""JSON lines: ours lossless, foreign ones by their keys, and every bad line told."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.exchange import jsonl
from fieldkit.exchange.batch import Batch
from fieldkit.exchange.writing import as_json_object, write_moments
from fieldkit.model.emotion import Emotion, Known, Term, Whose
from fieldkit.model.keys import CodeKey, Handle, MomentId, ParticipantKey, SessionId, TouchpointKey
from fieldkit.model.moment import Layer, Moment, Source
from fieldkit.model.words import Words

WORDS = Words(
    feelings={"frustrated": Term(word="frustrated", valence=-0.78, arousal=0.63)},
    vocabulary="customer",
)


def read(path: Path, *lines: object, zone: str = "UTC") -> Batch:
    """Read lines, each JSON text or a value to be made into it."""
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    file = path / "moments.jsonl"
    file.write_text("\n".join(texts), encoding="utf-8")
    return jsonl.read(file, words=WORDS, zone=zone)


def test_a_foreign_row_becomes_a_moment_with_its_text_literal(tmp_path: Path) -> None:
    """Signs of the shorthand mean nothing in another tool's text."""
    row = {
        "study": "s",
        "session": "G1",
        "participant": "P1",
        "at": "2020-05-11T10:16",
        "kind": "quote",
        "text": '"@checkout !frustrated #x"',
        "source_path": "raw/notes.md",
        "line": 22,
    }
    batch = read(tmp_path, row, zone="America/New_York")
    moment = batch.moments[0].moment
    assert moment.layer is Layer.VERBATIM
    assert moment.text == '"@checkout !frustrated #x"'
    assert moment.touchpoint is None
    assert moment.speaker == "P1"
    assert moment.at == datetime(2020, 5, 11, 14, 16, tzinfo=UTC)
    assert moment.source is not None
    assert (moment.source.path, moment.source.line) == ("raw/notes.md", 22)
    assert [session.label for session in batch.sessions] == ["G1"]
    assert batch.sessions[0].participants == ("P1",)
    assert batch.unread == ()


@pytest.mark.parametrize(
    ("kind", "layer"),
    [
        ("observation", Layer.OBSERVED),
        ("quote", Layer.VERBATIM),
        ("other", Layer.METHOD),
        *((str(layer), layer) for layer in Layer),
    ],
)
def test_each_kind_is_its_layer(tmp_path: Path, kind: str, layer: Layer) -> None:
    """Three foreign kinds, and our own words for the layers."""
    assert read(tmp_path, {"kind": kind, "text": "x"}).moments[0].moment.layer is layer


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("not json", "not JSON"),
        ('{"text": "cut', "not JSON"),
        ("[1, 2]", "not a JSON object"),
        ('"words"', "not a JSON object"),
        ('{"text": "a", "text": "b"}', "'text' stands twice"),
        ('{"text": "a", "count": NaN}', "NaN"),
        ('{"text": "a", "count": 0}', "count"),
        ('{"text": "a", "count": true}', "count"),
        ('{"text": 7}', "text is not a text"),
        ('{"session": "s"}', "no text"),
        ('{"text": ""}', "no text"),
        ('{"text": "a", "kind": "glance"}', "'glance' is unknown"),
        ('{"text": "a", "participant": "no code!"}', "participant code"),
        ('{"text": "a", "participants": "P1"}', "list of texts"),
        ('{"text": "a", "touchpoint": "5th"}', "key"),
        ('{"text": "a", "codes": ["a/"]}', "key"),
        ('{"text": "a", "observer": "ana7"}', "handle"),
        ('{"text": "a", "at": "yesterday"}', "is not a time"),
        ('{"text": "a", "at": "2026-05-11"}', "a day without a time"),
        ('{"text": "a", "at": "0001-01-01T00:00:00+14:00"}', "is not a time"),
        ('{"text": "a", "at": 5}', "at is not a text"),
        ('{"text": "a", "emotions": "sad"}', "emotions is not a list"),
        ('{"text": "a", "emotions": ["sad", "sad"]}', "same feeling twice"),
        ('{"text": "a", "emotions": [{"term": "sad", "intensity": 9}]}', "Intensity"),
        ('{"text": "a", "emotions": [{"term": "sad", "valence": 1e999}]}', "Valence"),
        ('{"text": "a", "emotions": [{"term": "sad", "whose": "nobody"}]}', "whose"),
        ('{"text": "a", "emotions": ["sad10"]}', "not a feeling"),
        ('{"text": "a", "starred": "yes"}', "starred"),
        ('{"text": "a", "source": 5}', "source"),
        ('{"text": "a", "line_shorthand": "b"}', "give one"),
        ("[" * 100_000, "not JSON"),
        ('{"a":' * 100_000, "not JSON"),
        ('{"count": ' + "9" * 5000 + "}", "not JSON"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_the_others_are_read(
    tmp_path: Path, line: str, why: str
) -> None:
    """One bad line costs itself only."""
    batch = read(tmp_path, {"text": "before"}, line, "", {"text": "after"})
    assert [found.moment.text for found in batch.moments] == ["before", "after"]
    (unread,) = batch.unread
    assert unread.line == 2
    assert why in unread.why or "nested too deep" in unread.why
    assert len(unread.text) <= 96


def test_a_line_over_eight_mebi_is_told_with_its_length(tmp_path: Path) -> None:
    """It is never loaded whole."""
    batch = read(tmp_path, '{"text": "' + "x" * (9 << 20) + '"}', {"text": "after"})
    assert [found.moment.text for found in batch.moments] == ["after"]
    assert "9,437,197 characters" in batch.unread[0].why


def test_unknown_keys_are_told_once_and_left_out(tmp_path: Path) -> None:
    """A file of a thousand rows tells it once."""
    batch = read(tmp_path, {"text": "a", "mood": 1}, {"text": "b", "mood": 2})
    assert batch.told == ("The key 'mood' means nothing to fieldkit and was left out.",)
    assert len(batch.moments) == 2


def test_a_feeling_may_be_a_word_and_a_digit(tmp_path: Path) -> None:
    """The vocabulary gives the word its place; the speaker tells whose it is."""
    rows = [
        {"text": "a", "participant": "P1", "emotions": ["frustrated4", "odd?"]},
        {"text": "b", "speaker": "S1", "emotions": ["!frustrated"]},
        {"text": "c", "kind": "reflexive", "emotions": ["odd"]},
    ]
    one, two, three = (found.moment.emotions for found in read(tmp_path, *rows).moments)
    assert one[0] == Emotion(
        term="frustrated", vocabulary="customer", intensity=4, valence=-0.78, arousal=0.63
    )
    assert one[1] == Emotion(term="odd", confidence=0.5)
    assert two[0].whose is Whose.STAFF
    assert three[0].whose is Whose.OBSERVER


def test_a_row_may_hold_a_line_of_shorthand(tmp_path: Path) -> None:
    """What stands beside the line holds where the line does not say otherwise."""
    rows = [
        {
            "session": "s",
            "participant": "P1",
            "at": "2026-05-11T14:05:00Z",
            "observer": "ana",
            "touchpoint": "door",
            "codes": ["wait"],
            "line_shorthand": '"No way" @till !frustrated4 #repeat',
        },
        {"line_shorthand": "S1: -2m late"},
        {"at": "2026-05-11T14:05:00Z", "line_shorthand": "14:03 late"},
    ]
    batch = read(tmp_path, *rows)
    one, two, three = (found.moment for found in batch.moments)
    assert (one.text, one.layer, one.touchpoint) == ("No way", Layer.VERBATIM, "till")
    assert (one.at, one.observer, one.participants) == (
        datetime(2026, 5, 11, 14, 5, tzinfo=UTC),
        "ana",
        ("P1",),
    )
    assert one.codes == ("repeat", "wait")
    assert one.emotions[0].intensity == 4
    assert (two.speaker, two.at) == ("S1", None)
    assert three.at == datetime(2026, 5, 11, 14, 3, tzinfo=UTC)
    assert one.session is None


def test_equal_lines_are_told_apart_and_keep_their_fingerprints_when_the_file_grows(
    tmp_path: Path,
) -> None:
    """The ordinal among equals is part of what a moment is."""
    row = {"session": "G1", "text": "asked in person"}
    before = [found.moment.source for found in read(tmp_path, row, row).moments]
    (tmp_path / "moved").mkdir()
    moved = read(tmp_path / "moved", {"session": "G2", "text": "new"}, row, row, row)
    after = [found.moment.source for found in moved.moments]
    prints = [source.fingerprint for source in before if source]
    assert len(set(prints)) == 2
    assert prints == [source.fingerprint for source in after[1:3] if source]


def test_words_new_to_the_study_are_listed_in_order_of_appearance(tmp_path: Path) -> None:
    """The journey's order begins as the notes have it."""
    rows = [
        {"text": "a", "touchpoint": "till", "codes": ["wait", "trust/privacy"]},
        {"text": "b", "touchpoint": "door", "codes": ["wait"]},
    ]
    batch = read(tmp_path, *rows)
    assert [touchpoint.key for touchpoint in batch.touchpoints] == ["till", "door"]
    assert [code.key for code in batch.codes] == ["wait", "trust/privacy"]


def test_progress_ends_at_the_size_of_the_file(tmp_path: Path) -> None:
    """And never goes back."""
    path = tmp_path / "many.jsonl"
    path.write_text('{"text": "a"}\n' * 1000, encoding="utf-8")
    seen: list[tuple[int, int]] = []
    jsonl.read(path, words=WORDS, zone="UTC", progress=lambda *done: seen.append(done))
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)
    assert seen == sorted(seen)


TEXT = st.text(st.characters(exclude_categories=()), min_size=1, max_size=30)
TIMES = st.none() | st.integers(0, 4_102_444_800_000).map(
    lambda ms: datetime.fromtimestamp(ms // 1000, UTC).replace(microsecond=ms % 1000 * 1000)
)
EMOTIONS = st.builds(
    Emotion,
    term=st.sampled_from(["sad", "glad", "froh"]),
    vocabulary=st.none() | st.just("customer"),
    intensity=st.none() | st.integers(1, 5),
    valence=st.none() | st.floats(-1, 1),
    arousal=st.none() | st.floats(-1, 1),
    whose=st.sampled_from(Whose),
    known=st.sampled_from(Known),
    cue=st.none() | TEXT,
    confidence=st.none() | st.floats(0, 1),
)
MOMENTS = st.builds(
    Moment,
    id=st.just(MomentId("ana-42")),
    at=TIMES,
    session=st.just(SessionId("ana-s3")),
    observer=st.none() | st.just(Handle("ana")),
    participants=st.just((ParticipantKey("P3"), ParticipantKey("P4"))) | st.just(()),
    speaker=st.sampled_from([None, "P3", "S1", "X", "Q", "A"]),
    layer=st.sampled_from(Layer),
    text=TEXT,
    note=st.none() | TEXT,
    touchpoint=st.none() | st.just(TouchpointKey("checkout")),
    codes=st.just(()) | st.just((CodeKey("trust/privacy"), CodeKey("wait"))),
    dimension=st.none() | st.just("expects"),
    count=st.integers(1, 999),
    emotions=st.lists(EMOTIONS, max_size=3, unique_by=lambda one: one.key).map(tuple),
    media=st.just(()) | st.just(("ab12",)),
    source=st.none()
    | st.builds(
        Source,
        path=st.just("notes.md"),
        line=st.integers(1, 999),
        section=st.none() | TEXT,
        guessed=st.booleans(),
        fingerprint=st.just("0123456789abcdef"),
    ),
    later=st.booleans(),
    starred=st.booleans(),
    hidden=st.booleans(),
    created=TIMES,
    edited=TIMES,
)


@given(moment=MOMENTS)
def test_what_fieldkit_writes_it_reads_back_whole(
    moment: Moment, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Every field, lone surrogates and control characters too."""
    path = tmp_path_factory.mktemp("export") / "out.jsonl"
    path.write_text("".join(write_moments([moment], "jsonl")), encoding="utf-8")
    batch = jsonl.read(path, words=WORDS, zone="UTC")
    assert batch.unread == ()
    (found,) = batch.moments
    assert (found.known_as, found.session) == ("ana-42", "ana-s3")
    back = replace(found.moment, id=moment.id, session=moment.session)
    if moment.source is None:
        back = replace(back, source=None)
    assert back == moment
    assert as_json_object(back) == as_json_object(moment)
