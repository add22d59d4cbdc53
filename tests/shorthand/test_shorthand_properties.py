"""Whatever is typed: nothing raises, nothing is lost, and what is written back reads the same."""

# ruff: noqa: RUF001 - full-width signs are what is tested

import json
import re
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.model.emotion import Term
from fieldkit.model.words import Words
from fieldkit.shorthand.complete import accept, candidates, typing_at
from fieldkit.shorthand.line import parse
from fieldkit.shorthand.search import parse_search, search_fold

DATA = Path(__file__).parents[2].parent / "shared" / "data"
WORDS = Words(
    people=("P3", "P4", "S1", "Visitor"),
    touchpoints=("till", "checkout"),
    codes=("workaround", "trust/privacy"),
    feelings={"sad": Term(word="sad", valence=-0.8, arousal=-0.4), "沮丧": Term(word="沮丧")},
    vocabulary="customer",
    dimensions=("environment",),
)
PIECES = [
    *(
        "@till",
        "@exit",
        "!sad",
        "!sad4",
        '!"sad',
        '!"sad"',
        "!c:sad",
        "!~sad",
        "!sad(he said",
        "#a",
    ),
    *("!sad(x)", "#trust/x", ":needs", ":environment", ":D", "*3", "*4", "* ", "- ", "P3:", "S1:"),
    *("X:", "A:", "Q:", "Visitor:", "14:05", "-2m", "2:05 pm", "2026-05-11T14:05", "'", "?", "??"),
    *(
        "~",
        "%",
        '"',
        '"',
        "“",
        "”",
        "„",
        "«",
        "»",
        "「",
        "」",
        "(",
        ")",
        "[",
        "]",
        "\\",
        "\\\\",
        ".",
    ),
    *(
        "!",
        "?",
        "…",
        ",",
        " ",
        " ",
        " ",
        "word",
        "a b",
        "é",
        "収",
        "在",
        "沮丧",
        "ไทย",
        "。",
        "！",
        "？",
    ),
    *(
        "＠",
        "＃",
        "：",
        "～",
        "（",
        "）",
        "\n",
        "\u00a0",
        "@till.",
        "#a,",
        "/recalled",
        "5",
        "!sad10",
    ),
    *("\\@till", "\\\\@till", '\\"', "\\)", "-", "layer:verbatim", "valence:<0", "@-", "!-", "•"),
]
MESSY = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
SPACED = st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join)
ANYTHING = st.one_of(MESSY, SPACED, st.text(max_size=60), st.text(st.characters(codec=None)))
SIGNS = {"bullet", "time", "who", "layer", "touchpoint", "emotion", "code", "dimension", "count"}
LEAVE = SIGNS | {"escape", "mark"}


def held(text: str) -> None:
    """Check every rule that holds for any line at all."""
    line = parse(text, WORDS)
    written = str(line)
    assert parse(written, WORDS) == line, written
    assert str(parse(written, WORDS)) == written
    ends = [0, *(token.end for token in line.tokens)]
    assert all(
        end <= token.start < token.end for end, token in zip(ends, line.tokens, strict=False)
    )
    assert ends[-1] <= len(text)
    gone = {
        place
        for token in line.tokens
        if token.kind in LEAVE
        for place in range(token.start, token.end)
    }
    kept = (char for place, char in enumerate(text) if place not in gone and not char.isspace())
    words = iter("".join((line.text + (line.note or "")).split()))
    assert all(char in words for char in kept), (line.text, line.note)


@given(ANYTHING)
@settings(max_examples=400, deadline=None)
def test_any_line_reads_back_the_same_and_loses_nothing(text: str) -> None:
    """What is in no sign, mark or escape stands in the text or the note, in the order typed."""
    held(text)


@given(ANYTHING)
@settings(max_examples=300, deadline=None)
def test_any_search_reads_back_the_same(text: str) -> None:
    """A filter that is shown and edited stays the same filter."""
    search = parse_search(text, WORDS)
    assert parse_search(str(search), WORDS) == search, str(search)


@given(ANYTHING)
@settings(max_examples=200, deadline=None)
def test_folding_for_search_changes_nothing_the_second_time(text: str) -> None:
    """So values that were folded compare with values that are folded."""
    folded = search_fold(text)
    assert search_fold(folded) == folded


@given(ANYTHING, st.integers(min_value=-2, max_value=80))
@settings(max_examples=200, deadline=None)
def test_completion_never_raises_and_puts_the_choice_at_the_cursor(text: str, cursor: int) -> None:
    """Whatever stands on the line."""
    typing = typing_at(text, cursor)
    if typing is not None:
        assert 0 <= typing.start <= typing.end <= len(text)
        candidates(typing, WORDS, {"till": 2})
        changed, place = accept(text, typing, "choice")
        assert "choice" in changed[:place]


@cache
def hostile() -> tuple[str, ...]:
    """Return the hostile strings and the lines of many languages."""
    strings = json.loads((DATA / "i18n" / "blns.json").read_text(encoding="utf-8"))
    for page in sorted((DATA / "i18n" / "udhr").glob("*.html")):
        body = re.sub(r"<[^>]*>", "", page.read_text(encoding="utf-8"))
        strings += [line for line in unescape(body).splitlines() if line.strip()]
    return tuple(strings)


needs_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="the shared data is not beside the checkout"
)


@needs_data
def test_hostile_strings_and_many_languages_hold() -> None:
    """Every string, as a line and as a search."""
    for text in hostile():
        held(text)
        search = parse_search(text, WORDS)
        assert parse_search(str(search), WORDS) == search


@needs_data
def test_running_text_of_many_languages_has_no_sign_in_it() -> None:
    """What nobody meant as a tag is none, in scripts with spaces and without."""
    for page in sorted((DATA / "i18n" / "udhr").glob("*.html")):
        body = re.sub(r"<[^>]*>", "", page.read_text(encoding="utf-8"))
        for text in unescape(body).splitlines():
            kinds = {token.kind for token in parse(text, WORDS).tokens}
            assert not kinds & {"touchpoint", "emotion", "code", "count"}, text


@needs_data
@pytest.mark.parametrize("file", sorted((DATA / "neutral" / "shared").glob("*.jsonl")), ids=str)
def test_notes_of_real_studies_hold_as_lines(file: Path) -> None:
    """What researchers wrote elsewhere can be typed here."""
    for row in file.read_text(encoding="utf-8").splitlines():
        text = json.loads(row).get("text")
        if isinstance(text, str):
            held(text)


@pytest.mark.parametrize(
    "unit",
    [
        *(
            '"',
            '" #x ',
            '"x" (',
            ") ",
            "!s(",
            "!s(x) ",
            '!"s ',
            "\\",
            "@a",
            "在@在",
            "P1,",
            "(a) #b ",
        ),
        *(
            "@till ",
            "14:05 ",
            "a,",
            "- ",
            "? ",
            "#a/",
            "!sad(\\)",
            "1",
            '"." ',
            '" (a) ',
            "Visitor,",
        ),
    ],
)
@pytest.mark.parametrize("start", ["", '"', '"x" ('])
def test_very_long_lines_are_read(start: str, unit: str) -> None:
    """Costs that grew with the square of the length would take minutes here."""
    text = start + unit * (20_000 // len(unit)) + " bad"
    line = parse(text, WORDS)
    assert parse(str(line), WORDS) == line
    parse_search(text, WORDS)
