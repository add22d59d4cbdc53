"""Importing again: what was deleted stays so, what was undone may come in told otherwise."""

from pathlib import Path

import pytest

from fieldkit.exchange import notes
from fieldkit.exchange.bring_in import bring_in
from fieldkit.model.people import Consent, ConsentState
from fieldkit.store.notebook import Notebook


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return notes of two lines under a heading."""
    path = tmp_path / "a.md"
    path.write_text("# Trip\n\n## Till\n\n- waits\n- leaves\n", encoding="utf-8")
    return path


def bring(notebook: Notebook, path: Path, **said: str) -> tuple[int, int, int]:
    """Import notes; return how many came in, were there and are deleted."""
    batch = notes.read(path, words=notebook.pen.words(), zone="UTC", mapping=said)
    brought = bring_in(notebook, batch)
    return len(brought.moments), brought.known, brought.deleted


def test_an_import_that_was_undone_may_be_made_again_told_otherwise(
    notebook: Notebook, path: Path
) -> None:
    """As one does who sees that the headings were taken for something else."""
    assert bring(notebook, path) == (2, 0, 0)
    notebook.undo()
    assert bring(notebook, path, touchpoint="none") == (2, 0, 0)
    assert {moment.touchpoint for moment in notebook.moments} == {None}
    assert bring(notebook, path) == (0, 2, 0)
    notebook.undo()
    assert bring(notebook, path) == (2, 0, 0)
    assert [touchpoint.key for touchpoint in notebook.table("touchpoints")] == ["till"]


def test_what_was_deleted_stays_deleted_also_by_redo(notebook: Notebook, path: Path) -> None:
    """An undo of the deletion brings it back, and a redo is the deletion again."""
    bring(notebook, path)
    first = next(iter(notebook.moments)).id
    notebook.delete("moments", [first])
    assert bring(notebook, path) == (0, 1, 1)
    notebook.undo()
    assert bring(notebook, path) == (0, 2, 0)
    notebook.redo()
    assert bring(notebook, path) == (0, 1, 1)


def test_an_import_redone_is_there(notebook: Notebook, path: Path) -> None:
    """Nothing comes in twice."""
    bring(notebook, path)
    notebook.undo()
    notebook.redo()
    assert bring(notebook, path) == (0, 2, 0)
    notebook.undo()
    assert bring(notebook, path) == (2, 0, 0)


def test_whoever_imports_notes_did_not_observe_them(notebook: Notebook, path: Path) -> None:
    """Nobody did, for all they say; they want writing up by whoever is there."""
    path.write_text("# Trip\n\n- [ ] waits ...\n- leaves ...\n", encoding="utf-8")
    bring(notebook, path)
    assert {moment.observer for moment in notebook.moments} == {None}
    assert notebook.loose() == []
    assert len(notebook.waiting()) == 2


def test_nothing_is_brought_in_about_who_said_no(notebook: Notebook, tmp_path: Path) -> None:
    """Whether they speak or are spoken of; the others are."""
    notebook.consents.record({"P2": Consent(state=ConsentState.DECLINED)})
    path = tmp_path / "b.md"
    path.write_text("# Trip\n\n- P2: asks\n- P3: waits\n- leaves\n", encoding="utf-8")
    batch = notes.read(path, words=notebook.pen.words(), zone="UTC")
    brought = bring_in(notebook, batch)
    assert brought.refused == 1
    assert [moment.text for moment in notebook.moments] == ["waits", "leaves"]
