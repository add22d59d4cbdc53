"""REFI-QDA projects and codebooks: valid, the same each time, and back as they were."""

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from refi_qda import faults, studies

from fieldkit.exchange import qdc, qdpx, qdpx_out
from fieldkit.exchange.bring_in import bring_in
from fieldkit.exchange.formats import detect
from fieldkit.exchange.plant import plant
from fieldkit.exchange.qda_text import plain
from fieldkit.exchange.qdpx_offsets import NVIVO, STANDARD, Text, way_of
from fieldkit.model.errors import RefusedFileError, UsageError
from fieldkit.model.keys import MomentId, SessionId, StudyId, as_handle
from fieldkit.model.moment import Moment
from fieldkit.model.observer import Observer
from fieldkit.model.study import Casebook, Study
from fieldkit.model.words import Words
from fieldkit.store.home import Home
from fieldkit.store.new_study import create_study
from fieldkit.store.notebook import Notebook

MEDIA = Path("media")
NASTY = (
    "",
    " ",
    "\x00\x1b[31m",
    "😀 a",
    "e\u0301",
    "a\r\nb\rc",
    "\ud800",
    "]]>&<\"'",
    "\ufffe",
    "Key: x",
    "Who: P9",
)
TEXTS = st.sampled_from(NASTY) | st.text(max_size=12)
ANY = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


@pytest.fixture
def demo(tmp_path: Path) -> Notebook:
    """Return the study that the demo shows."""
    me = Observer(handle=as_handle("me"))
    return plant(tmp_path / "demo", Home(tmp_path / "home"), me, "hardware-store")


@given(studies(TEXTS))
@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_whatever_a_study_holds_its_project_is_valid_by_the_published_schema(
    tmp_path: Path, book: Casebook
) -> None:
    """And its passages stand where it says, and it is read again to the last moment."""
    path = tmp_path / "a.qdpx"
    qdpx.write(book, path, media=MEDIA)
    assert faults(path) == []
    batch = qdpx.read(path, words=Words(), zone="UTC")
    assert [(f.known_as, f.moment.text) for f in batch.moments] == [
        (m.id, plain(m.text)) for m in sorted(book.moments, key=lambda m: m.session is None)
    ]
    assert [f.moment.jotting for f in batch.moments] == [
        plain(m.jotting) if m.jotting else None
        for m in sorted(book.moments, key=lambda m: m.session is None)
    ]
    assert [f.moment.note for f in batch.moments] == [
        plain(m.note or "").strip() or None
        for m in sorted(book.moments, key=lambda m: m.session is None)
    ]
    assert batch.unread == ()


@given(studies(TEXTS).filter(lambda book: bool(book.moments)))
@settings(
    max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_whatever_a_study_holds_its_codebook_is_valid_by_the_published_schema(
    tmp_path: Path, book: Casebook
) -> None:
    """A study without any word has none, and that is said instead."""
    path = tmp_path / "a.qdc"
    if any(m.codes or m.touchpoint or m.emotions for m in book.moments):
        qdc.write(book, path, media=MEDIA)
        assert faults(path) == []


def test_the_demo_comes_back_equal_but_for_what_the_report_names(
    demo: Notebook, tmp_path: Path
) -> None:
    """Source places, consent and insights are named; all else is there again."""
    demo.commit(
        lambda _: [
            {
                "table": "memos",
                "id": "me-m1",
                "set": {"text": "A memo\nin two lines", "about": "ana-4", "observer": "ana"},
            }
        ]
    )
    book = demo.casebook()
    path = tmp_path / "demo.qdpx"
    told = qdpx.write(book, path, media=MEDIA)
    assert faults(path) == []
    assert [line.split(" ", 1)[1] for line in told] == [
        "moments came from files; where they stood there is not in it.",
        "people's consent is not in it.",
        "insights are in it as notes, and do not come back as insights.",
    ]
    fresh = create_study(
        tmp_path / "fresh", demo.home, demo.observer, title="Fresh", zone=demo.study.zone
    )
    batch = qdpx.read(path, words=fresh.pen.words(), zone="UTC")
    assert batch.unread == ()
    bring_in(fresh, batch)
    assert dict(_comparable(fresh.casebook())) == dict(_comparable(book))


def test_a_project_brought_into_its_own_study_adds_nothing(demo: Notebook, tmp_path: Path) -> None:
    """Its moments and memos are known by their ids, and only there."""
    path = tmp_path / "demo.qdpx"
    qdpx.write(demo.casebook(), path, media=MEDIA)
    before = demo.casebook()
    brought = bring_in(demo, qdpx.read(path, words=demo.pen.words(), zone="UTC"))
    assert (brought.moments, brought.sessions) == ((), ())
    assert brought.known == len(before.moments)
    assert demo.casebook() == before


def test_the_same_study_is_the_same_file(demo: Notebook, tmp_path: Path) -> None:
    """Identifiers and times are stable, so that programs know again what they had."""
    one, two = tmp_path / "one.qdpx", tmp_path / "two.qdpx"
    qdpx.write(demo.casebook(), one, media=MEDIA)
    qdpx.write(demo.casebook(), two, media=MEDIA)
    assert one.read_bytes() == two.read_bytes()


def test_texts_have_no_mark_no_carriage_return_and_no_pictures(tmp_path: Path) -> None:
    """So that every way of counting finds the same passage."""
    moments = tuple(
        Moment(id=f"ana-{n}", text=text)  # type: ignore[arg-type] # ids are strings
        for n, text in enumerate(("so 😀 angry", "a\r\nb", "cafe\u0301"), 1)
    )
    book = Casebook(study=Study(id=StudyId("s"), title="T"), moments=moments)
    path = tmp_path / "a.qdpx"
    told = qdpx.write(book, path, media=MEDIA)
    with zipfile.ZipFile(path) as archive:
        name = next(name for name in archive.namelist() if name.startswith("sources/"))
        data = archive.read(name)
    assert data.decode("utf-8") == (
        "Notes without a session\n\nso [grinning face] angry\na\nb\ncaf\u00e9\n"
    )
    assert told == ("3 moments have other signs there: pictures stand as [their names].",)


def test_what_a_colleague_changed_there_comes_back(demo: Notebook, tmp_path: Path) -> None:
    """A code taken off and one put on in another program are the moment's codes."""
    path = tmp_path / "demo.qdpx"
    book = demo.casebook()
    marked = next(m for m in book.moments if m.emotions and m.touchpoint and not m.codes)
    qdpx.write(book, path, media=MEDIA)
    batch = qdpx.read(_without_codings(path, marked.text, tmp_path), words=Words(), zone="UTC")
    found = next(f.moment for f in batch.moments if f.known_as == marked.id)
    assert (found.emotions, found.touchpoint) == ((), None)
    assert found.text == marked.text


def test_the_sample_of_the_standard_is_read(shared: Path) -> None:
    """ATLAS.ti's project: every selection a moment or named as left, codes with their levels."""
    for name in ("TestProject.qdpx", "Project.qde"):
        path = shared / "data" / "qda" / name
        assert detect(path).read is qdpx.read
        batch = qdpx.read(path, words=Words(), zone="UTC")
        texts = [found.moment.text for found in batch.moments]
        assert "Oh, that was great. See you tomorrow? Eleven thirty. Mm." in texts
        keys = {code.key for code in batch.codes}
        assert {"coke/diet-coke", "happiness", "bacon-and-eggs"} <= keys
        assert all("has no words" in line.why for line in batch.unread)
        memo_texts = [found.memo.text for found in batch.memos]
        assert len(memo_texts) == len(set(memo_texts))


def test_positions_are_read_as_the_program_counted_them() -> None:
    """UTF-16 with line ends as two, or code points: the words say which."""
    raw = "😀 first line\r\nsecond 😀 line\r\nthe third one"
    halves = raw.encode("utf-16-le")
    words = ("first line", "second", "the third one")

    def marked(find: object, size: object) -> list[tuple[Text, int, int, str]]:
        text = Text(raw=raw)
        return [(text, find(w), find(w) + size(w), "") for w in words]  # type: ignore[operator]

    wide = marked(lambda w: halves.index(w.encode("utf-16-le")) // 2, len)
    narrow = marked(raw.replace("\r\n", "\n").index, len)
    assert way_of(wide, origin="NVivo") == NVIVO
    assert way_of(wide, origin="") == NVIVO
    assert way_of(narrow, origin="NVivo") == STANDARD
    for way, found in ((NVIVO, wide), (STANDARD, narrow)):
        assert [way.passage(t, start, end)[0] for t, start, end, _ in found] == list(words)


def test_a_project_without_its_document_is_refused(tmp_path: Path) -> None:
    """In one line."""
    path = tmp_path / "a.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("notes.txt", "x")
    with pytest.raises(RefusedFileError, match="holds 0 projects"):
        qdpx.read(path, words=Words(), zone="UTC")


def test_a_codebook_comes_back_with_its_definitions(demo: Notebook, tmp_path: Path) -> None:
    """Codes, touchpoints and phases, with what is told of them."""
    path = tmp_path / "a.qdc"
    book = demo.casebook()
    qdc.write(book, path, media=MEDIA)
    batch = qdc.read(path, words=Words(), zone="UTC")
    assert sorted(batch.codes, key=lambda c: c.key) == [
        replace(c, examples=()) for c in sorted(book.codes, key=lambda c: c.key)
    ]
    assert {t.key: t for t in batch.touchpoints} == {t.key: t for t in book.touchpoints}
    assert {p.key: p for p in batch.phases} == {p.key: p for p in book.phases}
    fresh = create_study(tmp_path / "fresh", demo.home, demo.observer, title="Fresh")
    bring_in(fresh, batch)
    held = fresh.casebook()
    assert {t.key for t in held.touchpoints} == {t.key for t in book.touchpoints}
    assert {c.key for c in held.codes} == {c.key for c in book.codes}
    assert held.phases == book.phases


def _comparable(book: Casebook) -> Iterator[tuple[str, object]]:
    """Yield a study's parts as far as a project carries them, ids by what they stand for."""
    names = {s.id: s.name for s in book.sessions}
    yield "in session", [names.get(m.session) if m.session else None for m in book.moments]
    yield (
        "moments",
        [
            replace(
                m,
                id=MomentId(""),
                session=None,
                source=None,
                created=None,
                edited=None,
            )
            for m in book.moments
        ],
    )
    yield (
        "sessions",
        [replace(s, id=SessionId(""), label=None, source=None, every=None) for s in book.sessions],
    )
    yield "people", [(p.key, p.attributes, p.history) for p in book.participants]
    yield "codes", [replace(c, examples=()) for c in book.codes]
    yield "touchpoints", book.touchpoints
    yield "phases", book.phases
    texts = {str(m.id): m.text for m in book.moments}
    yield "memos", [(m.text, texts.get(m.about or ""), m.observer) for m in book.memos]


def _without_codings(path: Path, text: str, folder: Path) -> Path:
    """Return a copy of a project in which one passage has lost its codes."""
    changed = folder / "changed.qdpx"
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(changed, "w") as copy:
        for name in archive.namelist():
            data = archive.read(name)
            if name == "project.qde":
                root = etree.fromstring(data)
                for one in root.iter("{*}PlainTextSelection"):
                    if text.startswith(one.get("name", "?").rstrip("…")):
                        for coding in one.findall("{*}Coding"):
                            one.remove(coding)
                data = etree.tostring(root)
            copy.writestr(name, data)
    return changed


def test_a_project_too_large_to_be_read_again_is_not_written(
    demo: Notebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What import refuses, export does not make."""
    monkeypatch.setattr("fieldkit.exchange.qdpx_out.MOST_PARTS", 1000)
    with pytest.raises(UsageError, match="too large to be read again"):
        qdpx_out.write(demo.casebook(), tmp_path / "a.qdpx", media=tmp_path)
