"""Real notes, from the file to the digest: what is quoted stands in the source, word for word."""

import json
import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from fieldkit.digest.compile import compile_digest
from fieldkit.exchange.bring_in import bring_in
from fieldkit.exchange.formats import detect
from fieldkit.store.notebook import Notebook

SETS = ("va-covid-fieldvisits", "autspaces-2023", "va-edu-dashboard")


def bring(notebook: Notebook, *paths: Path) -> None:
    """Import files as the command does."""
    for path in paths:
        words = notebook.pen.words()
        bring_in(notebook, detect(path).read(path, words=words, zone="America/New_York"))


def quotations(markdown: str) -> list[str]:
    """Return what a digest prints between quotation marks in its block quotes, unescaped."""
    found = []
    inside = 0
    for token in MarkdownIt("commonmark").parse(markdown):
        inside += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if inside and token.type == "inline" and token.children is not None:
            text = "".join(child.content or " " for child in token.children)
            words = re.match(r"“(.*)”(?: —|$)", text, re.DOTALL)
            found += [words[1]] if words else []
    return found


def flat(text: str) -> str:
    """Return text with white space folded, as Markdown folds it."""
    return " ".join(text.split())


@pytest.mark.parametrize("name", SETS)
def test_what_a_digest_quotes_stands_in_the_source(
    name: str, shared: Path, notebook: Notebook
) -> None:
    """Nothing is quoted that a note does not hold; what is cut is marked."""
    raw = sorted((shared / "data" / name / "raw").glob("*.md"))
    bring(notebook, *raw)
    source = flat(" ".join(path.read_text(encoding="utf-8") for path in raw))
    found = quotations(compile_digest(notebook.casebook(), "topline"))
    pieces = [flat(piece) for text in found for piece in text.split("[…]")]
    assert found, name
    assert [piece for piece in pieces if piece.strip('“”" ') not in source] == []


@pytest.mark.parametrize("name", SETS)
def test_every_row_of_the_neutral_notes_is_a_moment(
    name: str, shared: Path, notebook: Notebook
) -> None:
    """Counts per session and texts equal the file's; a second import adds nothing."""
    path = shared / "data" / "neutral" / "shared" / f"{name}.jsonl"
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    bring(notebook, path)
    book = notebook.casebook()
    titles = {session.id: session.title for session in book.sessions}
    brought = sorted((titles[m.session], m.text) for m in book.moments if m.session)
    assert brought == sorted((row["session"], row["text"]) for row in rows)
    bring(notebook, path)
    assert len(notebook.moments) == len(rows)


def test_a_moment_deleted_since_stays_deleted(shared: Path, notebook: Notebook) -> None:
    """Importing the same file again does not bring back what someone took out."""
    path = shared / "data" / "neutral" / "shared" / "va-covid-fieldvisits.jsonl"
    bring(notebook, path)
    notebook.delete("moments", ["ana-1"])
    bring(notebook, path)
    assert notebook.moments.get("ana-1") is None
    assert len(notebook.moments) == 186


def test_an_import_is_one_change_undone_by_one_undo(shared: Path, notebook: Notebook) -> None:
    """Sessions, people and words it made go with it."""
    path = shared / "data" / "neutral" / "shared" / "autspaces-2023.jsonl"
    bring(notebook, path)
    notebook.undo()
    assert len(notebook.moments) == len(notebook.sessions) == 0
    assert len(notebook.table("participants")) == 0
    notebook.redo()
    assert len(notebook.moments) == 745
