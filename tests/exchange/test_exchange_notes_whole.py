"""Nothing in notes is dropped: every line is a moment's, or told with its reason."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.exchange import notes
from fieldkit.exchange.batch import Batch
from fieldkit.model.words import Words

SHARED = Path(__file__).parents[2].parent / "shared"
REAL = sorted((SHARED / "data").glob("**/*.md"))
STARTS = ["- ", "  - ", "* ", "1. ", "> ", "# ", "## P1 ", "    ", "```", "| a | b |", "|---|---|"]
LINES = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", *STARTS, "---", "<!--", "-->", "[a]: ", "Q: ", '"', "“", "10:16 "]),
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
        | st.sampled_from(
            ["May 11 @ 10:00", "[x](#y)", "<br>", "why?", "words.", '"', "*", "P3: x"]
        ),
    ),
)


def unaccounted(source: str, batch: Batch) -> list[int]:
    """Return the lines that are neither in a moment nor told."""
    told = {unread.line for unread in batch.unread}
    for found in batch.moments:
        told.update(range(found.line, found.until + 1))
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [line for line, text in enumerate(lines, 1) if text.strip() and line not in told]


@given(lines=st.lists(LINES, max_size=14), end=st.sampled_from(["\n", "\r\n", "\r"]))
def test_every_line_of_any_markdown_is_accounted_for(
    lines: list[str], end: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever is in it."""
    source = end.join(lines)
    path = tmp_path_factory.mktemp("any") / "notes.md"
    path.write_bytes(source.encode())
    batch = notes.read(path, words=Words(), zone="UTC")
    assert unaccounted(source, batch) == []
    assert all(found.moment.text for found in batch.moments)
    assert all(unread.why for unread in batch.unread)
    prints = [found.moment.source.fingerprint for found in batch.moments if found.moment.source]
    assert len(set(prints)) == len(batch.moments)
    labels = {session.label for session in batch.sessions}
    assert {found.session for found in batch.moments} == labels


@pytest.mark.parametrize(
    "source",
    [
        "> " * 500 + "deep",
        "- " * 500 + "deep",
        "[" * 5_000 + "a",
        "*" * 5_000 + "a",
        "`" * 5_000 + "a",
        '- "' * 300,
        "<!--" * 300 + "\n" + "- a\n" * 50,
        "| a " * 300 + "|\n" + "|---" * 300 + "|\n" + "| b " * 300 + "|",
    ],
    ids=["quotes", "points", "brackets", "stars", "ticks", "marks", "comments", "table"],
)
def test_hostile_markdown_is_read_without_an_error(tmp_path: Path, source: str) -> None:
    """Depth and width cost nothing but themselves."""
    path = tmp_path / "notes.md"
    path.write_text(source, encoding="utf-8")
    assert unaccounted(source, notes.read(path, words=Words(), zone="UTC")) == []


def test_a_line_too_long_for_a_note_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    """A megabyte on a line is no note."""
    path = tmp_path / "notes.md"
    path.write_text("- one\n- " + "x" * (1 << 20) + "\n- two\n", encoding="utf-8")
    batch = notes.read(path, words=Words(), zone="UTC")
    assert [found.moment.text for found in batch.moments] == ["one", "two"]
    assert batch.unread[0].line == 2
    assert "1,048,578 characters" in batch.unread[0].why


@pytest.mark.skipif(not REAL, reason="the real notes are not beside this checkout")
def test_every_line_of_the_real_files_is_accounted_for() -> None:
    """A hundred files that we did not write."""
    left = {
        path.name: lines
        for path in REAL
        if (
            lines := unaccounted(
                path.read_bytes().decode("utf-8-sig"),
                notes.read(path, words=Words(), zone="UTC"),
            )
        )
    }
    assert left == {}
