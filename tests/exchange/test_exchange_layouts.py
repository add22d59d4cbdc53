"""Layouts that no real notes here have: each read as who made it meant it, said or guessed."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from fieldkit.exchange import folder, notes
from fieldkit.exchange.batch import Batch, Found
from fieldkit.model.errors import RefusedFileError, UsageError
from fieldkit.model.words import Words

LAYOUTS = Path(__file__).parents[1] / "golden" / "layouts"
NAMES = sorted(path.stem for path in LAYOUTS.glob("*.md"))
PLAIN = Words()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Notes, and what is in them by the hand of who made them up."""

    path: Path
    mapping: dict[str, str]
    zone: str
    tags: bool
    truth: list[dict[str, Any]]

    def read(self, *, said: bool) -> Batch:
        """Read the notes, told what their headings mean or not."""
        mapping = self.mapping if said else {}
        return notes.read(self.path, words=PLAIN, zone=self.zone, mapping=mapping, tags=self.tags)


def layout(name: str) -> Layout:
    """Return a layout by its name."""
    row = json.loads((LAYOUTS / f"{name}.json").read_text(encoding="utf-8"))
    return Layout(path=LAYOUTS / f"{name}.md", tags=row.pop("tags", False), **row)


def shown(found: Found, zone: str) -> dict[str, Any]:
    """Return a moment as the truth has it."""
    one = found.moment
    at = one.at.astimezone(ZoneInfo(zone)).strftime("%H:%M:%S") if one.at else None
    return {
        "line": found.line,
        "text": one.text,
        "at": at.removesuffix(":00") if at else None,
        "who": list(one.participants),
        "where": one.touchpoint,
        "layer": str(one.layer),
        "codes": sorted(one.codes),
    }


@pytest.mark.parametrize("name", NAMES)
def test_notes_read_as_they_were_meant_once_their_layout_is_said(name: str) -> None:
    """Every moment, with its time, people, touchpoint, layer and codes."""
    one = layout(name)
    batch = one.read(said=True)
    found = [shown(moment, one.zone) for moment in batch.moments]
    assert found == [{"codes": []} | row for row in one.truth]
    covered = {line for m in batch.moments for line in range(m.line, m.until + 1)}
    covered |= {unread.line for unread in batch.unread}
    lines = one.path.read_text(encoding="utf-8").split("\n")
    assert [n for n, line in enumerate(lines, 1) if line.strip() and n not in covered] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_words_of_notes_are_lost_where_their_layout_is_only_guessed(name: str) -> None:
    """Recall and precision of the words; of the rest at least four in five."""
    one = layout(name)
    found = [shown(moment, one.zone) for moment in one.read(said=False).moments]
    words = {(row["line"], row["text"]) for row in one.truth}
    got = {(row["line"], row["text"]) for row in found}
    rest = [row for row in one.truth if ({"codes": []} | row) in found]
    print(f"{name}: words {len(words & got)}/{len(words)}/{len(got)}, all {len(rest)}")  # noqa: T201 - the numbers are what this test is for
    assert got == words
    assert 5 * len(rest) >= 4 * len(words)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"sessions": "h2"}, "no 'sessions' to map; they have: session, participant, touchpoint"),
        ({"session": "h7"}, "says no part of notes; the parts are: h1, h2"),
        ({"session": "h2", "participant": "h2"}, "h2 is said to mean two things"),
    ],
)
def test_a_mapping_that_notes_cannot_have_is_refused(
    tmp_path: Path, said: dict[str, str], why: str
) -> None:
    """With what there is."""
    (tmp_path / "a.md").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match=why):
        notes.read(tmp_path / "a.md", words=PLAIN, zone="UTC", mapping=said)


def test_what_headings_were_taken_for_is_shown_with_how_often(tmp_path: Path) -> None:
    """Said or guessed, by level."""
    text = "# Trip\n\n## P1\n\n### Till\n\n- a\n\n## P2\n\n### Notes\n\n- b\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")

    def mapped(**said: str) -> list[tuple[str, str, str, str]]:
        batch = notes.read(tmp_path / "a.md", words=PLAIN, zone="UTC", mapping=said)
        return [(m.part, m.means, m.how, m.example) for m in batch.mapped]

    assert mapped() == [
        ("h1", "section", "guessed", "Trip"),
        ("h2", "session", "guessed", "P1 (and 1 more)"),
        ("h3", "touchpoint", "guessed", "Till"),
        ("h3", "section", "guessed", "Notes"),
    ]
    assert mapped(session="file", participant="h2", touchpoint="none") == [
        ("h1", "section", "guessed", "Trip"),
        ("h2", "participant", "as said", "P1 (and 1 more)"),
        ("h3", "section", "guessed", "Till (and 1 more)"),
    ]


def test_a_name_under_participant_is_no_code_and_names_nobody(tmp_path: Path) -> None:
    """People are known by codes: a name in a heading is told, and stays where it was."""
    path = tmp_path / "a.md"
    path.write_text("# Day\n\n## Somebody\n\n- waits\n\n## Kunde 4\n\n- asks\n", encoding="utf-8")
    batch = notes.read(
        path, words=PLAIN, zone="UTC", mapping={"session": "h1", "participant": "h2"}
    )
    assert [found.moment.participants for found in batch.moments] == [(), ("P4",)]
    assert any("“Somebody” is no code such as P7" in told for told in batch.told)


def test_points_keep_the_point_they_are_nested_under_as_context(tmp_path: Path) -> None:
    """However deep."""
    path = tmp_path / "a.md"
    path.write_text("# Trip\n\n- till\n  - card\n    - declined\n- leaves\n", encoding="utf-8")
    batch = notes.read(path, words=PLAIN, zone="UTC")
    sections = [found.moment.source and found.moment.source.section for found in batch.moments]
    assert sections == ["Trip", "Trip > till", "Trip > till > card", "Trip"]


def test_a_vault_is_one_import_of_every_note_in_it(tmp_path: Path) -> None:
    """Without what is hidden, forms, and files that are no notes; these are told."""
    vault = tmp_path / "vault"
    for name, text in {
        "day 2.md": "- leaves #early\n",
        "day 10.md": "- comes back\n",
        "people/P3.md": "- weekly, alone\n",
        "templates/day.md": "- {{title}}\n",
        ".obsidian/x.md": "- no note\n",
        "line.md": "---\nfieldkit: 1\n---\nwaits @till\n",
        "bad.md": "",
    }.items():
        (vault / name).parent.mkdir(parents=True, exist_ok=True)
        (vault / name).write_text(text, encoding="utf-8")
    (vault / "photo.jpg").write_bytes(b"x")
    (vault / "bad.md").write_bytes(b"\xff\xfe\x00")
    batch = folder.read(vault, words=PLAIN, zone="UTC")
    found = [(one.moment.text, one.moment.participants) for one in batch.moments]
    assert found == [
        ("leaves", ()),
        ("comes back", ()),
        ("waits", ()),
        ("weekly, alone", ("P3",)),
    ]
    assert [code.key for code in batch.codes] == ["early"]
    assert any("1 files are no notes, and left out: photo.jpg" in told for told in batch.told)
    assert any(unread.path.endswith("bad.md") for unread in batch.unread)


def test_a_folder_without_notes_is_refused(tmp_path: Path) -> None:
    """One line."""
    with pytest.raises(RefusedFileError, match="holds no notes that read"):
        folder.read(tmp_path, words=PLAIN, zone="UTC")
