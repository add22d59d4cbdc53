"""Tables in and out: nothing runs in a spreadsheet, and everything comes back as it was."""

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.exchange import csv_file, xlsx_file
from fieldkit.exchange.batch import Batch
from fieldkit.model.emotion import Emotion, Known, Whose
from fieldkit.model.errors import RefusedFileError, UsageError
from fieldkit.model.keys import CodeKey, MomentId, ParticipantKey, SessionId, StudyId, TouchpointKey
from fieldkit.model.moment import Layer, Moment
from fieldkit.model.session import Session
from fieldkit.model.shipped import vocabulary
from fieldkit.model.study import Casebook, Study
from fieldkit.model.words import Words

WORDS = Words(
    vocabulary="customer", feelings={term.word: term for term in vocabulary("customer").terms}
)
RUN = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''=1", "'it is", "- a point")


def book(*moments: Moment) -> Casebook:
    """Return a study of one session."""
    session = Session(id=SessionId("ana-s1"), title="Monday", place="Store 4")
    study = Study(id=StudyId("s"), title="Till")
    return Casebook(study=study, sessions=(session,), moments=moments)


def moment(text: str, **more: object) -> Moment:
    """Return a moment of the session."""
    return Moment(id=MomentId("ana-1"), session=SessionId("ana-s1"), text=text, **more)  # type: ignore[arg-type]


def read(path: Path, **how: object) -> Batch:
    """Read a table as the command does."""
    reader = xlsx_file.read if path.suffix == ".xlsx" else csv_file.read
    return reader(path, words=WORDS, zone="Europe/Berlin", **how)  # type: ignore[arg-type]


def written(path: Path, *moments: Moment) -> Path:
    """Write moments as a table."""
    writer = xlsx_file.write if path.suffix == ".xlsx" else csv_file.write
    writer(book(*moments), path, media=path.parent)
    return path


def table(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """Write a table as others do."""
    path.write_bytes(text.encode(encoding))
    return path


def texts(batch: Batch) -> list[str]:
    """Return the words of each moment."""
    return [found.moment.text for found in batch.moments]


FULL = moment(
    "I already gave you this card",
    at=datetime(2026, 5, 11, 14, 5, tzinfo=UTC),
    participants=(ParticipantKey("P3"), ParticipantKey("P4")),
    speaker="P3",
    layer=Layer.VERBATIM,
    note="to nobody; then again",
    touchpoint=TouchpointKey("checkout"),
    codes=(CodeKey("repeat-request"), CodeKey("trust/privacy")),
    dimension="needs",
    count=3,
    emotions=(
        Emotion(term="frustrated", vocabulary="customer", intensity=4, valence=-0.78, arousal=0.63),
        Emotion(
            term="quite lost",
            whose=Whose.OBSERVER,
            known=Known.RECALLED,
            cue="sighed, (twice)",
            confidence=0.5,
        ),
    ),
    starred=True,
    later=True,
    jotting="card!!",
)


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.xlsx"])
def test_a_moment_comes_back_as_it_was(tmp_path: Path, name: str) -> None:
    """Every field, feelings to the last digit; its session's name and place too."""
    batch = read(written(tmp_path / name, FULL))
    assert not batch.unread
    assert not batch.told
    found = batch.moments[0]
    assert found.known_as == "ana-1"
    assert replace(found.moment, id=FULL.id, session=FULL.session, source=None) == FULL
    assert [(s.label, s.title, s.place) for s in batch.sessions] == [
        ("ana-s1", "Monday", "Store 4")
    ]


@pytest.mark.parametrize("text", RUN)
def test_what_a_spreadsheet_would_run_is_text_there_and_itself_again_here(
    tmp_path: Path, text: str
) -> None:
    """In every field that holds words; a negative valence stays a number."""
    one = moment(f"{text} x", note=f"{text} y", emotions=FULL.emotions)
    path = written(tmp_path / "a.csv", one)
    for file in (path, tmp_path / "a.emotions.csv"):
        rows = [*csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline=""))]
        risky = [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r")]
        assert risky in ([], ["-0.78"])
    found = read(path).moments[0].moment
    assert (found.text, found.note) == (f"{text} x".strip(), f"{text} y".strip())


def test_a_workbook_holds_no_formula_and_numbers_stay_numbers(tmp_path: Path) -> None:
    """Typed as text, and marked to stay text when somebody edits it."""
    path = written(tmp_path / "a.xlsx", moment("=1+1", emotions=FULL.emotions))
    workbook = openpyxl.load_workbook(path)
    cells = [cell for row in workbook["moments"].iter_rows() for cell in row]
    text = next(cell for cell in cells if cell.value == "=1+1")
    assert text.data_type == "s"
    assert text.quotePrefix
    assert all(cell.data_type != "f" for cell in cells)
    values = {cell.value for row in workbook["emotions"].iter_rows() for cell in row}
    assert {-0.78, 4} <= values


@settings(max_examples=60)
@given(st.text(min_size=1, max_size=40).filter(lambda text: text.strip() == text and text.strip()))
def test_any_text_comes_back_from_csv(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    """Whatever people typed: scripts, quotes, line ends, signs."""
    path = written(tmp_path_factory.mktemp("t") / "a.csv", moment(text))
    assert texts(read(path)) == [text.replace("\0", "\u2400")]


@pytest.mark.parametrize("text", ["a\x07b", "_x0007_", "wörter\nzwei", "🙂" * 9, "x" * 40_000])
def test_a_workbook_holds_what_a_cell_can(tmp_path: Path, text: str) -> None:
    """Control characters come back; what is longer than a cell is cut, and told."""
    told = xlsx_file.write(book(moment(text)), tmp_path / "a.xlsx", media=tmp_path)
    found = texts(read(tmp_path / "a.xlsx"))[0]
    assert found == text[:32_767]
    assert bool(told) == (len(text) > 32_767)


ROWS = "Zeit;Teilnehmer;Notiz;Gefühl;Ort\n11.05.2026 14:05;P3;Wartet, schaut;verärgert 4;Kasse\n"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_of_every_program_are_told_apart(
    tmp_path: Path, mark: str, end: str
) -> None:
    """With the names of the columns in another language."""
    rows = ROWS.replace("Wartet, schaut", "Wartet – schaut").replace(";", mark).replace("\n", end)
    found = read(table(tmp_path / "a.csv", rows)).moments[0]
    assert found.moment.text == "Wartet – schaut"
    assert found.moment.at == datetime(2026, 5, 11, 12, 5, tzinfo=UTC)
    assert (found.moment.participants, found.line) == (("P3",), 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_known_by_their_mark_and_others_are_asked_for(
    tmp_path: Path, encoding: str
) -> None:
    """An encoding that no mark tells is never guessed."""
    path = table(tmp_path / "a.csv", ROWS, encoding)
    if encoding == "cp1252":
        with pytest.raises(RefusedFileError, match="is not UTF-8"):
            read(path)
        with pytest.raises(UsageError, match="no encoding"):
            read(path, encoding="excel")
        assert read(path, encoding=encoding).moments
        return
    assert read(path).moments[0].moment.emotions[0].term == "verärgert"


def test_excels_own_first_line_names_the_separator(tmp_path: Path) -> None:
    """It is no row, and the lines keep their numbers."""
    found = read(table(tmp_path / "a.csv", 'sep=;\r\nnote;who\r\n"one\r\ntwo";7\r\nlast;\r\n'))
    assert [(one.line, one.moment.text) for one in found.moments] == [
        (3, "one\r\ntwo"),
        (5, "last"),
    ]
    assert found.moments[0].moment.participants == ("P7",)


def test_columns_mean_what_is_said_and_are_shown_with_an_example(tmp_path: Path) -> None:
    """What is said goes before what is guessed."""
    path = table(tmp_path / "a.csv", "Note,Said,Time\nlooked at shelf,where is it,14:05\n")
    batch = read(path, mapping={"text": "said", "note": "Note"})
    assert texts(batch) == ["where is it"]
    assert batch.moments[0].moment.note == "looked at shelf; 14:05"
    assert [(m.part, m.means, m.how, m.example) for m in batch.mapped][:2] == [
        ("Note", "note", "as said", "looked at shelf"),
        ("Said", "text", "as said", "where is it"),
    ]


@pytest.mark.parametrize(
    ("mapping", "why"),
    [
        ({"texts": "Note"}, "cannot mean 'texts'; it can: id, text"),
        ({"text": "Nota"}, "no column 'Nota'; there are: Note, Who"),
    ],
)
def test_a_mapping_that_fits_nothing_is_refused_with_what_fits(
    tmp_path: Path, mapping: dict[str, str], why: str
) -> None:
    """One line."""
    path = table(tmp_path / "a.csv", "Note,Who\nx,P1\n")
    with pytest.raises(UsageError, match=why):
        read(path, mapping=mapping)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["2026-05-11T14:05+02:00"], "2026-05-11T12:05"),
        (["2026-05-11 14:05:30"], "2026-05-11T12:05"),
        (["11.05.2026 14:05"], "2026-05-11T12:05"),
        (["5/11/2026 2:05 PM", "5/13/2026 9:00"], "2026-05-11T12:05"),
        (["11/5/2026 14:05", "13/5/2026 9:00"], "2026-05-11T12:05"),
        (["11 May 2026, 2:05 pm"], "2026-05-11T12:05"),
        (["11 May 2026 8:05 EDT"], "2026-05-11T12:05"),
        (["3/4/2026 14:05"], None),
        (["14:05"], None),
        (["soon"], None),
    ],
)
def test_times_are_read_as_they_can_only_be_meant(
    tmp_path: Path, cells: Sequence[str], expected: str | None
) -> None:
    """Where two days may be meant, none is: the cell stays as a remark, and is told."""
    rows = "".join(f'"{cell}",waits\n' for cell in cells)
    batch = read(table(tmp_path / "a.csv", f"when,text\n{rows}"))
    found = batch.moments[0].moment
    if expected is None:
        assert found.at is None
        assert found.note == cells[0]
        assert "is kept as a remark" in batch.told[0]
    else:
        assert found.at is not None
        assert found.at.isoformat().startswith(expected)


def test_day_and_clock_may_stand_in_two_columns(tmp_path: Path) -> None:
    """As most log sheets have them."""
    path = table(tmp_path / "a.csv", "Date,Time,Observation\n2026-05-11,14:05,waits\n")
    assert read(path).moments[0].moment.at == datetime(2026, 5, 11, 12, 5, tzinfo=UTC)


def test_what_cannot_be_is_kept_beside_the_words_and_told(tmp_path: Path) -> None:
    """No row is lost for a cell, and no cell without a word."""
    path = table(
        tmp_path / "a.csv",
        "text,kind,count,emotion,valence,who,code\n"
        'waits,hunch,often,frustrated,"-0,5",the man in red,(?)\n'
        ",,,,,,\n"
        ",,2,,,,\n",
    )
    batch = read(path)
    found = batch.moments[0].moment
    assert found.emotions[0].valence == -0.5
    for piece in ("layer: hunch", "count: often", "participant: the man in red", "code: (?)"):
        assert piece in (found.note or "")
        assert any("kept as a remark" in told for told in batch.told)
    assert [(one.line, one.why) for one in batch.unread] == [(4, "it has no text")]


def test_the_same_rows_are_known_again_when_the_file_grows(tmp_path: Path) -> None:
    """By what they say, not by where they stand."""
    first = read(table(tmp_path / "a.csv", "text,who\nwaits,P1\nleaves,P1\n"))
    grown = read(table(tmp_path / "b.csv", "text,who\nwaits,P1\nasks,P1\nleaves,P1\n"))
    prints = [
        {one.moment.source.fingerprint for one in batch.moments if one.moment.source}
        for batch in (first, grown)
    ]
    assert prints[0] < prints[1]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"PK\x03\x04 no more", "it is no zip"),
        (b"words", "it is no zip"),
        (b"", "it is no zip"),
    ],
)
def test_what_is_no_workbook_is_refused_in_a_line(tmp_path: Path, content: bytes, why: str) -> None:
    """Whatever its name says."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(RefusedFileError, match=why):
        read(path)


def test_a_workbook_damaged_anywhere_is_refused_or_reads(tmp_path: Path) -> None:
    """Never anything else."""
    whole = written(tmp_path / "a.xlsx", FULL).read_bytes()
    path = tmp_path / "b.xlsx"
    for at in range(0, len(whole), len(whole) // 40):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :])
        try:
            read(path)
        except RefusedFileError as error:
            assert "\n" not in str(error)  # noqa: PT017 - either is right


def test_a_workbook_that_swells_is_not_unpacked(tmp_path: Path) -> None:
    """It is refused by what its list says."""
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (1 << 26))
    with pytest.raises(RefusedFileError, match="unpacks to far more"):
        read(path)


def test_reading_a_table_leaves_the_limits_of_the_process_as_they_were(tmp_path: Path) -> None:
    """Other formats refuse giant cells by them."""
    path = tmp_path / "notes.csv"
    path.write_text("text,at\nwaits,\n", encoding="utf-8")
    before = csv.field_size_limit()
    csv_file.heads_of(path)
    assert csv.field_size_limit() == before
