"""Markdown notes: times, words, speakers and questions."""

from datetime import UTC, date, datetime
from pathlib import Path
from textwrap import dedent

import pytest

from fieldkit.exchange import notes
from fieldkit.exchange.batch import Batch
from fieldkit.model.moment import Layer
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


@pytest.mark.parametrize(
    ("heading", "start"),
    [
        ("Monday May 11 @ 10:00", datetime(2020, 5, 11, 10, 0, tzinfo=UTC)),
        ("May 11, 2020 1:30", datetime(2020, 5, 11, 13, 30, tzinfo=UTC)),
        ("11 May 2020, 01:30", datetime(2020, 5, 11, 1, 30, tzinfo=UTC)),
        ("11.05.2020 14h05", datetime(2020, 5, 11, 14, 5, tzinfo=UTC)),
        ("2020-05-11 2:05 pm", datetime(2020, 5, 11, 14, 5, tzinfo=UTC)),
        ("5/11/2020", None),
        ("May 11th", None),
    ],
)
def test_a_heading_may_tell_the_day_and_the_start(
    tmp_path: Path, heading: str, start: datetime | None
) -> None:
    """Its year may be in the file's name; an ambiguous day is none."""
    batch = read(tmp_path, f"# Shop\n## {heading}\n- x\n", name="visit-2020-05-11.md")
    (session,) = batch.sessions
    assert (session.day, session.start) == (date(2020, 5, 11), start)


def test_days_as_headings_are_sessions(tmp_path: Path) -> None:
    """A diary is one file and many days."""
    text = "# Diary\n## 11 May 2020\n- 9:15 a\n### More\n- b\n## Tuesday, 12 May 2020\n- 10:00 c\n"
    batch = read(tmp_path, text, name="diary.md", zone="Europe/Berlin")
    assert [session.title for session in batch.sessions] == ["2020-05-11", "2020-05-12"]
    assert [found.moment.at for found in batch.moments] == [
        datetime(2020, 5, 11, 7, 15, tzinfo=UTC),
        None,
        datetime(2020, 5, 12, 8, 0, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    ("line", "text", "at"),
    [
        ("10:16 pt asked", "pt asked", (10, 16)),
        ("[10:16] pt asked", "pt asked", (10, 16)),
        ("**10:16** - pt asked", "pt asked", (10, 16)),
        ("10:16:30 \u2013 pt asked", "pt asked", (10, 16)),
        ("1:05 pt asked", "pt asked", (13, 5)),
        ("1:05 am pt asked", "pt asked", (1, 5)),
        ("14h05 pt asked", "pt asked", (14, 5)),
        ("2 pm pt asked", "pt asked", (14, 0)),
        ("2 people asked", "2 people asked", None),
        ("10:16, pt asked", "10:16, pt asked", None),
        ("25:70 is no time", "25:70 is no time", None),
        ("10:16", "10:16", None),
    ],
)
def test_a_leading_clock_time_gives_the_time(
    tmp_path: Path, line: str, text: str, at: tuple[int, int] | None
) -> None:
    """In the half of the day that is nearer the session's start."""
    batch = read(tmp_path, f"# Visit\n## May 11 @ 10:00\n- {line}\n", name="visit-2020-05-11.md")
    moment = batch.moments[0].moment
    assert moment.text == text
    assert (moment.at and (moment.at.hour, moment.at.minute)) == at


def test_a_clock_time_without_a_day_stays_in_the_text_and_is_told(tmp_path: Path) -> None:
    """No day is made up."""
    batch = read(tmp_path, "- 10:16 pt asked\n")
    assert texts(batch) == ["10:16 pt asked"]
    assert "1 clock times stay in the text" in batch.told[0]


@pytest.mark.parametrize(
    ("line", "words", "note"),
    [
        ('"I got the green light"', "I got the green light", None),
        ("“Clear.” (3 people leaving)", "Clear.", "3 people leaving"),
        (
            '"Is there a stamp." So they can\'t reuse it',
            "Is there a stamp.",
            "So they can't reuse it",
        ),
        ('"On the permit".', "On the permit", None),
        ('"What would it be? Or starting over?', "What would it be? Or starting over?", None),
        ('"It says "start" there."', 'It says "start" there.', None),
        ('"One hand" "I have tiny hands"', 'One hand" "I have tiny hands', None),
        ("„Das war leicht“", "Das war leicht", None),
        ("「簡単です」", "簡単です", None),
    ],
)
def test_a_line_that_a_quotation_opens_and_fills_is_their_words_alone(
    tmp_path: Path, line: str, words: str, note: str | None
) -> None:
    """Marks go, remarks become the note."""
    moment = read(tmp_path, f"## P1\n- {line}\n").moments[0].moment
    assert (moment.layer, moment.text, moment.note) == (Layer.VERBATIM, words, note)
    assert moment.speaker == "P1"
    assert moment.source is not None
    assert not moment.source.guessed


@pytest.mark.parametrize(
    "line",
    [
        '"My stories" page is confusing',
        "“What is autism” -> understands the focus",
        '"How to use" and "register"',
        'Typo on "explore"',
        '"I like it," she said.',
        '""',
    ],
)
def test_a_label_in_quotation_marks_is_no_quotation(tmp_path: Path, line: str) -> None:
    """Nobody said these words."""
    moment = read(tmp_path, f"- {line}\n").moments[0].moment
    assert (moment.layer, moment.text) == (Layer.OBSERVED, line)


def test_block_quotes_are_their_words(tmp_path: Path) -> None:
    """With or without marks, signed or not."""
    batch = read(
        tmp_path,
        """\
        > "I already gave you this card"
        >
        > It never works for me - P3
        > - and again
        """,
    )
    assert texts(batch) == ["I already gave you this card", "It never works for me", "and again"]
    assert {found.moment.layer for found in batch.moments} == {Layer.VERBATIM}
    assert batch.moments[1].moment.speaker == "P3"


def test_who_speaks_may_stand_before_the_words(tmp_path: Path) -> None:
    """Codes and the names of roles; any other word is text."""
    batch = read(
        tmp_path,
        """\
        ## Session 2
        - P3: "Where is it?"
        - S1: shows the way
        - Q: how was that? Fine, mostly
        - Q: is it too much?
          - A: probably not
        - NOTE: small print
        - Moderator: Why there?
        """,
    )
    made = [
        (found.moment.speaker, str(found.moment.layer), found.moment.text)
        for found in batch.moments
    ]
    assert made == [
        ("P3", "verbatim", "Where is it?"),
        ("S1", "observed", "shows the way"),
        ("Q", "method", "how was that?"),
        ("A", "observed", "Fine, mostly"),
        ("Q", "method", "is it too much?"),
        ("A", "observed", "probably not"),
        (None, "observed", "NOTE: small print"),
        ("Q", "method", "Why there?"),
    ]
    assert batch.moments[0].moment.participants == ("P3",)
    assert batch.moments[1].moment.participants == ()


def test_questions_of_the_guide_are_the_section_of_their_answers(tmp_path: Path) -> None:
    """Nobody lived the guide."""
    batch = read(
        tmp_path,
        """\
        - Anything you liked?
        - Any other feedback?

        ## P1
        Please fill this out.
        - Reads slowly

        What would you expect to happen next? PASS

        - Shows it

        Any other feedback?
        -No space

        ## P2
        Please fill this out.
        - Reads fast
        Wants to know more:
        - the price
        """,
    )
    assert texts(batch) == [
        "Reads slowly",
        "Shows it",
        "No space",
        "Reads fast",
        "Wants to know more:",
        "the price",
    ]
    sections = [found.moment.source.section for found in batch.moments if found.moment.source]
    assert sections[0] == "P1 > Please fill this out."
    assert sections[2] == "P1 > Any other feedback?"
    assert {line for line, why in whys(batch).items() if "question of the guide" in why} == {
        5,
        8,
        12,
        16,
    }
    assert {line for line, why in whys(batch).items() if "before the first session" in why} == {
        1,
        2,
    }


def test_questions_with_answers_nested_under_them_are_the_observers(tmp_path: Path) -> None:
    """A transcript by points; another parent is a note."""
    batch = read(tmp_path, "- What do you see?\n  - A door\n- Tired:\n  - yawns\n")
    layers = [(found.moment.speaker, str(found.moment.layer)) for found in batch.moments]
    assert layers == [
        ("Q", "method"),
        (None, "observed"),
        (None, "observed"),
        (None, "observed"),
    ]


def test_signs_of_the_shorthand_are_text_in_notes(tmp_path: Path) -> None:
    """Whoever wrote them meant the characters."""
    batch = read(tmp_path, "- asks @till !frustrated4 #refund\n")
    moment = batch.moments[0].moment
    assert moment.text == "asks @till !frustrated4 #refund"
    assert (moment.touchpoint, moment.codes, moment.emotions) == (None, (), ())


def test_code_and_breaks_are_read(tmp_path: Path) -> None:
    """Four spaces and a break are layout, not code."""
    batch = read(tmp_path, 'One<br><br>"Two."<br>\n\n```\nkept\n  as it is\n```\n\n    indented\n')
    assert texts(batch) == ["One", "Two.", "kept\n  as it is", "indented"]
