"""Markdown notes: which line becomes what."""

from datetime import UTC, date, datetime
from pathlib import Path
from textwrap import dedent

import pytest

from fieldkit.exchange import notes
from fieldkit.exchange.batch import Batch, FoundSession
from fieldkit.model.moment import Layer
from fieldkit.model.session import Kind
from fieldkit.model.words import Words

NO_WORDS = Words()


def read(
    path: Path,
    text: str,
    *,
    name: str = "notes-a.md",
    words: Words = NO_WORDS,
    zone: str = "UTC",
) -> Batch:
    """Read a small source."""
    file = path / name
    file.write_text(dedent(text), encoding="utf-8")
    return notes.read(file, words=words, zone=zone)


def texts(batch: Batch) -> list[str]:
    """Return the words of each moment."""
    return [found.moment.text for found in batch.moments]


def whys(batch: Batch) -> dict[int, str]:
    """Return why each unread line is unread."""
    return {unread.line: unread.why for unread in batch.unread}


def test_points_paragraphs_and_nested_points_are_moments_of_their_own(tmp_path: Path) -> None:
    """What a person set apart stays apart."""
    batch = read(
        tmp_path,
        """\
        # Visit to the shop

        Arrived early.
        - She looks at the shelf
          - and takes the blue one
        1. She *pays* at the `till`
        * * twice a point
        """,
    )
    assert texts(batch) == [
        "Arrived early.",
        "She looks at the shelf",
        "and takes the blue one",
        "She pays at the till",
        "twice a point",
    ]
    assert [found.line for found in batch.moments] == [3, 4, 5, 6, 7]
    assert all(found.moment.layer is Layer.OBSERVED for found in batch.moments)
    assert all(found.moment.source and found.moment.source.guessed for found in batch.moments)
    assert whys(batch) == {1: "a heading: it stands as the section of what follows"}


def test_each_line_of_a_paragraph_is_a_moment_unless_it_goes_on(tmp_path: Path) -> None:
    """Notes are written by the line; a sentence may take two."""
    batch = read(
        tmp_path,
        """\
        Notified by:
        Slack bot? Fits in.
        She looks for the price and then
        asks the man at the desk.
        "It is nowhere, I looked
        and I asked"
        -No space after this point
        """,
    )
    assert texts(batch) == [
        "Notified by:",
        "Slack bot? Fits in.",
        "She looks for the price and then asks the man at the desk.",
        "It is nowhere, I looked and I asked",
        "No space after this point",
    ]
    assert [(found.line, found.until) for found in batch.moments][2:4] == [(3, 4), (5, 6)]


def test_a_file_that_an_editor_wrapped_is_read_by_paragraph(tmp_path: Path) -> None:
    """There a line's end is the margin's doing."""
    batch = read(
        tmp_path,
        """\
        She stands at the returns desk with the box under her arm and
        waits. Nobody looks up. After a while she puts the box down on
        Aisle Five's trolley and takes out her phone to find the email.

        The man behind her asks whether this is the right queue for the
        Click and Collect orders. She does not know, and nobody else in
        the line does, so he leaves without his order.
        """,
    )
    assert [(found.line, found.until) for found in batch.moments] == [(1, 3), (5, 7)]


def test_headings_open_sessions_and_name_participants(tmp_path: Path) -> None:
    """At any level, until the next or a higher one."""
    batch = read(
        tmp_path,
        """\
        # Tests
        ## P1 - Female, late 50s, low tech
        - one
        # P2 \u2013 Male
        - two
        ## User Test 7
        - seven
        ### Main entrance
        - at the door
        # Overall
        - of no one
        ## P3 cannot find the till
        - still of no one
        """,
        name="guerilla.md",
    )
    assert [(session.title, session.participants) for session in batch.sessions] == [
        ("P1", ("P1",)),
        ("P2", ("P2",)),
        ("User Test 7", ("P7",)),
        ("guerilla", ()),
    ]
    assert {person.key: person.attributes for person in batch.people} == {
        "P1": {"described": "Female, late 50s, low tech"},
        "P2": {"described": "Male"},
    }
    assert [found.moment.participants for found in batch.moments] == [
        ("P1",),
        ("P2",),
        ("P7",),
        ("P7",),
        (),
        (),
    ]
    assert [touchpoint.key for touchpoint in batch.touchpoints] == ["main-entrance"]
    assert batch.moments[3].moment.touchpoint == "main-entrance"
    source = batch.moments[3].moment.source
    assert source is not None
    assert source.section == "P2 \u2013 Male > User Test 7 > Main entrance"


def test_a_participant_the_study_has_under_the_same_number_is_that_one(tmp_path: Path) -> None:
    """P04 and Participant 4 are one person."""
    batch = read(tmp_path, "## Participant 4\n- x\n", words=Words(people=("P04", "P1")))
    assert batch.sessions[0].participants == ("P04",)


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("participant-1.md", "P1"),
        ("p07_notes.md", "P07"),
        ("user-test-3.md", "P3"),
        ("Interview 12.md", "P12"),
        ("sprint-3.md", None),
        ("visit-2.md", None),
    ],
)
def test_a_file_name_may_name_the_participant(
    tmp_path: Path, name: str, person: str | None
) -> None:
    """A sprint's or a visit's number is nobody's."""
    batch = read(tmp_path, "- x\n", name=name)
    assert batch.sessions[0].participants == ((person,) if person else ())
    assert batch.sessions[0].title == Path(name).stem


def test_a_heading_of_the_person_in_the_file_name_opens_no_second_session(tmp_path: Path) -> None:
    """File and heading speak of one meeting."""
    text = "## Participant 1 Monday, June 17, 2019 3:00pm EST\n### Role:\nWatches.\n"
    (session,) = read(tmp_path, text, name="participant-1.md").sessions
    assert (session.title, session.zone, session.day) == (
        "participant-1",
        "America/New_York",
        date(2019, 6, 17),
    )
    assert session.start == datetime(2019, 6, 17, 19, 0, tzinfo=UTC)


def test_table_rows_are_moments(tmp_path: Path) -> None:
    """Two cells as they are, more under their headings."""
    batch = read(
        tmp_path,
        """\
        | Status | Number |
        | --- | ---: |
        | Did not use | 298 |

        | Who | Did | Where |
        |---|---|---|
        | P1 | asks | till |
        | | | |
        """,
    )
    assert texts(batch) == ["Did not use: 298", "Who: P1; Did: asks; Where: till"]
    assert whys(batch)[1] == whys(batch)[2] == "the headings of a table"


def test_what_is_no_note_is_told_with_its_reason(tmp_path: Path) -> None:
    """The report is the other half of an import."""
    batch = read(
        tmp_path,
        """\
        ---
        title: Shop
        date: 2026-05-11
        ---
        <!-- a
        comment -->
        ## Contents
        * [One](#one)
        * [Word doc](https://example.org/doc)
        ![a picture](pic.png)
        <div align="center">

        ---
        -
        ##
        ## Empty
        ## Full
        - 9:30 kept
        [label]: https://example.org
        """,
    )
    assert texts(batch) == ["kept", "[label]: https://example.org"]
    found = whys(batch)
    assert {found[line] for line in (1, 2, 3, 4)} == {"front matter"}
    assert {found[5], found[6]} == {"a comment of the page"}
    assert found[8] == "the table of contents"
    assert found[9] == "only a link"
    assert found[10] == "only a picture"
    assert found[11] == "only tags of a web page"
    assert found[13] == "a line between parts"
    assert found[14].startswith("nothing that Markdown shows")
    assert found[15] == found[16] == "a heading with nothing under it"
    assert batch.sessions[0].title == "Shop"
    assert batch.moments[0].moment.at == datetime(2026, 5, 11, 9, 30, tzinfo=UTC)


def test_dashes_under_a_long_note_make_no_heading_of_it(tmp_path: Path) -> None:
    """Markdown would; the person drew a line."""
    note = (
        "She goes back and forth between the two shelves and cannot see what sets the boxes apart."
    )
    batch = read(tmp_path, f"{note}\n---\n")
    assert texts(batch) == [note]


def test_the_kind_of_session_is_in_its_name(tmp_path: Path) -> None:
    """Without a name for it, it is an observation."""
    assert read(tmp_path, "## Interview 3\n- x\n").sessions[0].kind is Kind.INTERVIEW
    assert read(tmp_path, "- x\n", name="shadowing-ana.md").sessions[0].kind is Kind.SHADOWING


def test_files_of_one_name_in_several_folders_are_several_sessions(tmp_path: Path) -> None:
    """Every sprint has its Results.md."""
    sessions: list[FoundSession] = []
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
        sessions += read(tmp_path / folder, f"# Results\n- {folder}\n", name="Results.md").sessions
    assert [session.title for session in sessions] == ["first/Results", "second/Results"]
    assert len({session.label for session in sessions}) == 2


def test_a_touchpoint_of_the_study_is_known_by_its_heading(tmp_path: Path) -> None:
    """Even one that a report's words would hide."""
    words = Words(touchpoints=("results",))
    batch = read(tmp_path, "# Shop\n## Results\n- x\n", words=words)
    assert batch.moments[0].moment.touchpoint == "results"
    assert batch.touchpoints == ()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("notes-a.md", "# Shop\n## P1\n- first\n- same\n- same\n"),
        ("participant-1.md", "# Participant 1\n- first\n- same\n- same\n"),
        ("plain.md", "first\n\n- same\n- same\n"),
    ],
)
def test_sessions_and_fingerprints_stay_when_a_file_is_renamed_moved_and_grown(
    tmp_path: Path, name: str, text: str
) -> None:
    """So nothing comes in twice."""
    (tmp_path / "moved").mkdir()
    before = read(tmp_path, text, name=name)
    more = text.replace("- same", "- between\n- same", 1) + "- end\n"
    after = read(tmp_path / "moved", more, name="b.md")
    prints = [found.moment.source.fingerprint for found in before.moments if found.moment.source]
    grown = {found.moment.source.fingerprint for found in after.moments if found.moment.source}
    assert len(set(prints)) == 3
    assert set(prints) < grown
    assert len(grown) == 5
    assert {one.label for one in before.sessions} == {one.label for one in after.sessions}


def test_equal_notes_of_two_people_are_told_apart(tmp_path: Path) -> None:
    """Two people may say the same."""
    batch = read(tmp_path, "## P1\n- None\n## P2\n- None\n")
    prints = {found.moment.source.fingerprint for found in batch.moments if found.moment.source}
    assert len(prints) == 2
