"""Undo and redo, from the journal: what was there before is there again, and nothing else moves."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.store.entry import Op
from fieldkit.store.history import TakenBack, last_change, last_undo, take_back
from fieldkit.store.home import Home
from fieldkit.store.journal import OwnLog
from fieldkit.store.ledger import Ledger
from fieldkit.store.state import DELETED, flat

START = datetime(2026, 5, 11, 12, tzinfo=UTC)
NAMES = ["ana-1", "ana-2", "ana-3"]
FIELDS = ["text", "note", "codes/x", "codes/y"]


def clock() -> Callable[[], datetime]:
    """Return a clock that goes on by a second at each look."""
    seconds = iter(range(1 << 30))
    return lambda: START + timedelta(seconds=next(seconds))


def open_study(folder: Path) -> Ledger:
    """Open a study, made where there is none."""
    ledger = Ledger(folder, Home(folder.parent / "home"), clock=clock())
    ledger.journal.begin("s")
    return ledger


def write(ledger: Ledger, *ops: Op, handle: str = "ana") -> None:
    """Commit operations with the versions they replace."""
    ledger.commit(handle, lambda _: [ledger.state.based(op) for op in ops])


def moment(name: str = "ana-1", **fields: Any) -> Op:
    """Return an operation on a moment."""
    return {"table": "moments", "id": name, "set": fields}


def own(ledger: Ledger) -> OwnLog:
    """Return ana's log."""
    found = ledger.journal.own_position("ana")
    assert found is not None
    return found


def undo(ledger: Ledger) -> TakenBack | None:
    """Take back ana's last change."""
    change = last_change(ledger, own(ledger).dev)
    return take_back(ledger, "ana", change) if change else None


def redo(ledger: Ledger) -> TakenBack | None:
    """Make the last change undone again."""
    change = last_undo(ledger, own(ledger).dev)
    return take_back(ledger, "ana", change) if change else None


def shown(ledger: Ledger) -> dict[str, dict[str, Any]]:
    """Return what a study shows, but for the times derived."""
    return {
        f"{name} {row['id']}": dict(flat(name, doc, row))
        for name, table in ledger.state.tables.items()
        for doc, row in table.live.items()
    }


def some_ops(ledger: Ledger, rng: random.Random) -> list[Op]:
    """Return one random change, sensible in this state."""
    ops: list[Op] = []
    for name in rng.sample(NAMES, rng.randint(1, 2)):
        row = ledger.state.row("moments", name)
        if row is not None and rng.random() < 0.3:
            ops.append(moment(name, **{DELETED: True}))
            continue
        table = ledger.state.tables.get("moments")
        gone = (
            row is None and table is not None and any(r["id"] == name for r in table.gone.values())
        )
        held = row or {}
        lost = [f for f in ("text", "note") if f in held and rng.random() < 0.3]
        fields: dict[str, Any] = {
            f: True if "/" in f else rng.choice([None, "a", "b", [1]])
            for f in rng.sample(FIELDS, rng.randint(1, 3))
            if f not in lost
        }
        op: Op = {"table": "moments", "id": name, "set": fields}
        if lost or gone:
            op["unset"] = [*lost, *([DELETED] if gone else [])]
        ops.append(op)
    return ops


@settings(max_examples=60, deadline=None)
@given(rng=st.randoms(use_true_random=False), steps=st.integers(1, 8))
def test_undoing_any_changes_gives_what_was_and_redoing_them_what_came(
    tmp_path_factory: pytest.TempPathFactory, rng: random.Random, steps: int
) -> None:
    """All the way back and all the way forth again, over reopening the study."""
    folder = tmp_path_factory.mktemp("undo") / "study"
    ledger = open_study(folder)
    pictures = [shown(ledger)]
    for _ in range(steps):
        write(ledger, *some_ops(ledger, rng))
        pictures.append(shown(ledger))
    for _ in range(2):
        for number in reversed(range(steps)):
            taken = undo(ledger)
            assert taken is not None
            assert not taken.left
            assert shown(ledger) == pictures[number]
            if rng.random() < 0.3:
                ledger = open_study(folder)
        assert undo(ledger) is None
        for number in range(1, steps + 1):
            taken = redo(ledger)
            assert taken is not None
            assert not taken.left
            assert shown(ledger) == pictures[number]
            if rng.random() < 0.3:
                ledger.settle()
                ledger = open_study(folder)
        assert redo(ledger) is None


def test_a_new_change_ends_redo(tmp_path: Path) -> None:
    """What was undone before it stays undone."""
    ledger = open_study(tmp_path / "study")
    write(ledger, moment(text="a"))
    write(ledger, moment(text="b"))
    undo(ledger)
    write(ledger, moment(note="n"))
    assert redo(ledger) is None
    undo(ledger)
    assert shown(ledger)["moments ana-1"] == {"text": "a"}
    undo(ledger)
    assert not shown(ledger)


def test_a_field_changed_since_is_left_and_named(tmp_path: Path) -> None:
    """Somebody else's word stands; the rest is taken back."""
    ledger = open_study(tmp_path / "study")
    write(ledger, moment(text="a", note="a"))
    write(ledger, moment(text="b", note="b"))
    write(ledger, moment(text="c"), handle="leo")
    taken = undo(ledger)
    assert taken is not None
    assert taken.left == ("ana-1 text",)
    assert shown(ledger)["moments ana-1"] == {"text": "c", "note": "a"}
    taken = undo(ledger)
    assert taken is not None
    assert taken.left, "leo's words are in it: it is not deleted"
    assert shown(ledger)["moments ana-1"] == {"text": "c", "note": "a"}


def test_redoing_a_deletion_never_hides_what_came_since(tmp_path: Path) -> None:
    """Nor does undoing a creation."""
    ledger = open_study(tmp_path / "study")
    write(ledger, moment(text="a", note="a"))
    write(ledger, moment("ana-1", **{DELETED: True}))
    undo(ledger)
    write(ledger, moment(text="leo's"), handle="leo")
    taken = redo(ledger)
    assert taken is not None
    assert taken.left == ("ana-1 text",)
    assert shown(ledger)["moments ana-1"] == {"text": "leo's", "note": "a"}


def test_an_import_of_many_lines_is_undone_as_one_change(tmp_path: Path) -> None:
    """As many lines in the log as it takes, one change to the person."""
    ledger = open_study(tmp_path / "study")
    write(ledger, *(moment(f"ana-{n}", text="x") for n in range(1, 502)))
    taken = undo(ledger)
    assert taken is not None
    assert len(taken.documents) == 501
    assert not shown(ledger)
    redo(ledger)
    assert len(shown(ledger)) == 501


def test_undoing_the_settling_of_a_conflict_shows_what_was_shown_before(tmp_path: Path) -> None:
    """Of several rivals, the one that stood there."""
    ledger = open_study(tmp_path / "study")
    write(ledger, moment(text="a"))
    for handle in [f"h{chr(97 + n)}" for n in range(12)]:
        ledger.commit(handle, lambda _, h=handle: [moment(text=h)])  # type: ignore[misc]  # no base
    before = ledger.state.row("moments", "ana-1")["text"]  # type: ignore[index]
    write(ledger, moment(text="settled"))
    assert not ledger.state.rivals
    undo(ledger)
    assert ledger.state.row("moments", "ana-1")["text"] == before == "hl"  # type: ignore[index]


def test_a_word_made_with_a_note_goes_with_it_unless_others_use_it(tmp_path: Path) -> None:
    """The touchpoint made on the spot by a note that is taken back."""
    word: Op = {"table": "touchpoints", "id": "till", "set": {}}
    ledger = open_study(tmp_path / "study")
    write(ledger, moment(text="a", touchpoint="till"), word)
    undo(ledger)
    assert not shown(ledger)
    redo(ledger)
    write(ledger, moment("ana-2", text="b", touchpoint="till"), handle="leo")
    undo(ledger)
    assert set(shown(ledger)) == {"moments ana-2", "touchpoints till"}


def test_one_window_takes_back_only_its_own(tmp_path: Path) -> None:
    """Two windows of one handle share a log, not their undo."""
    ledger = open_study(tmp_path / "study")
    write(ledger, moment("ana-1", text="a"))
    mine = f"{own(ledger).dev}.{own(ledger).seq}"
    write(ledger, moment("ana-2", text="b"))
    assert last_change(ledger, own(ledger).dev, within=[mine]) == mine
    assert last_change(ledger, own(ledger).dev, within=[]) is None


def test_history_keeps_no_log_in_memory(tmp_path: Path) -> None:
    """Only where each change stands."""
    ledger = open_study(tmp_path / "study")
    for number in range(50):
        write(ledger, moment(text=f"{number}"))
    undo(ledger)
    contents = ledger.journal.archive._contents[own(ledger).dev]  # noqa: SLF001 — its size is the point
    assert len(contents.starts) == 51, "the line that begins the log, and each change once read"
    assert contents.starts.itemsize == 8
    write(ledger, moment(text="more"))
    assert last_change(ledger, own(ledger).dev) == f"{own(ledger).dev}.{own(ledger).seq}"
