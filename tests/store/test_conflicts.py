"""Two who write the same at once: neither is lost, both are shown, one is kept."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from fieldkit.model.errors import NotFoundError, UsageError
from fieldkit.model.insight import Insight
from fieldkit.model.keys import InsightId, MomentId, SessionId, as_handle
from fieldkit.model.observer import Observer
from fieldkit.model.session import Kind
from fieldkit.model.times import to_iso
from fieldkit.store.check import check
from fieldkit.store.conflicts import GONE, conflicts, count, named, settle
from fieldkit.store.home import Home
from fieldkit.store.notebook import Notebook
from fieldkit.store.state import ABSENT

Clock = Callable[[], datetime]
LEO = Observer(handle=as_handle("leo"))


@pytest.fixture
def other(notebook: Notebook, tmp_path: Path, clock: Clock) -> Notebook:
    """Return the same study in another process, before either writes more."""
    notebook.write("waits at the counter @till !sad3 #queue")
    return Notebook(notebook.folder, Home(tmp_path / "leo"), LEO, clock=clock)


def device(notebook: Notebook, tmp_path: Path, clock: Clock) -> Notebook:
    """Return the study copied to another device, whose clock is a day ahead."""
    notebook.settle()
    shutil.copytree(notebook.folder, tmp_path / "device")
    return Notebook(
        tmp_path / "device",
        Home(tmp_path / "leo"),
        LEO,
        clock=lambda: clock() + timedelta(days=1),
    )


def sync(one: Notebook, two: Notebook) -> None:
    """Bring every log to both."""
    for old, new in ((one, two), (two, one)):
        for log in (old.folder / "log").glob("*.jsonl"):
            there = new.folder / "log" / log.name
            if not there.exists() or there.stat().st_size < log.stat().st_size:
                shutil.copy(log, there)
    one.refresh()
    two.refresh()


# Edits against what was seen


def test_an_edit_of_what_another_process_changed_meanwhile_is_a_conflict(
    notebook: Notebook, other: Notebook
) -> None:
    """It is not replaced: its writer never saw it."""
    other.edit("ana-1", "leaves the counter @till !sad3 #queue")
    edited = notebook.edit("ana-1", "stays at the counter @till !sad3 #queue")
    (conflict,) = conflicts(notebook.ledger)
    assert conflict.field == "text"
    assert {claim.value for claim in conflict.claims} == {
        "leaves the counter",
        "stays at the counter",
    }
    assert {claim.who for claim in conflict.claims} == {"ana", "leo"}
    assert edited.told == (
        "ana-1 text was changed meanwhile; both values are kept: fieldkit conflicts ana-1",
    )


def test_edits_of_different_fields_both_stand_and_are_no_conflict(
    notebook: Notebook, other: Notebook
) -> None:
    """Only the fields that an edit changes are written."""
    other.edit("ana-1", "waits at the counter @door !sad3 #queue")
    edited = notebook.edit("ana-1", "leaves the counter @till !sad3 #queue #late")
    assert not count(notebook.ledger.state)
    assert not edited.told
    assert edited.moment == notebook.moments.want("ana-1")
    assert (edited.moment.text, edited.moment.touchpoint) == ("leaves the counter", "door")


def test_two_who_write_the_same_agree(notebook: Notebook, other: Notebook) -> None:
    """There is nothing to settle."""
    other.edit("ana-1", "leaves @till !sad3 #queue")
    notebook.edit("ana-1", "leaves @till !sad3 #queue")
    assert not conflicts(notebook.ledger)


def test_what_a_line_was_opened_with_counts_not_what_came_since(
    notebook: Notebook, other: Notebook
) -> None:
    """The app takes in what others write while a line stands open."""
    seen = notebook.moments.want("ana-1")
    other.edit("ana-1", "leaves @till !sad3 #queue")
    assert notebook.refresh()
    notebook.edit("ana-1", "waits for long @till !sad3 #queue", seen=seen)
    assert count(notebook.ledger.state) == 1


def test_an_edit_of_a_field_in_conflict_does_not_settle_what_it_did_not_see(
    notebook: Notebook, other: Notebook
) -> None:
    """Who edits sees one value; the other stays until somebody chooses."""
    other.edit("ana-1", "leaves @till !sad3 #queue")
    notebook.edit("ana-1", "stays @till !sad3 #queue")
    notebook.edit("ana-1", "stays put @till !sad3 #queue")
    (conflict,) = conflicts(notebook.ledger)
    assert [claim.value for claim in conflict.claims] == ["stays put", "leaves"]


def test_a_deletion_does_not_hide_what_another_wrote_meanwhile(
    notebook: Notebook, other: Notebook, tmp_path: Path, clock: Clock
) -> None:
    """It comes back, as a conflict."""
    there = device(notebook, tmp_path, clock)
    there.edit("ana-1", "leaves @till !sad3 #queue")
    notebook.delete("moments", ["ana-1"])
    sync(notebook, there)
    for each in (notebook, there):
        (conflict,) = conflicts(each.ledger)
        assert (conflict.id, conflict.field) == ("ana-1", GONE)
        assert [(claim.value, claim.who) for claim in conflict.claims] == [
            (False, "leo"),
            (True, "ana"),
        ]
        assert each.moments.get("ana-1") is not None
    assert other.refresh()


def test_tags_and_sessions_of_two_at_once_are_kept_apart(
    notebook: Notebook, other: Notebook
) -> None:
    """Tags join; a moment given to two sessions is a conflict."""
    seen = other.moments.want("ana-1")
    notebook.tag(["ana-1"], "#late")
    other.tag(["ana-1"], "#signs")
    notebook.refresh()
    assert notebook.moments.want("ana-1").codes == ("late", "queue", "signs")
    assert not count(notebook.ledger.state)
    notebook.adopt(SessionId("ana-s1"), [notebook.moments.want("ana-1")])
    other.adopt(SessionId("leo-s1"), [seen])
    (conflict,) = conflicts(other.ledger)
    assert {claim.value for claim in conflict.claims} == {"ana-s1", "leo-s1"}


def test_what_two_wrote_at_once_and_cannot_both_be_so_is_read_all_the_same(
    notebook: Notebook, other: Notebook
) -> None:
    """A moment put on both sides of a claim, a start put behind an end: the study opens."""
    session = notebook.start_session(kind=Kind.OBSERVATION)
    notebook.stop_session()
    notebook.add("insights", Insight(id=InsightId("ana-i1"), claim="They wait."))
    other.refresh()
    mine, theirs = (each.table("insights").want("ana-i1") for each in (notebook, other))
    notebook.change("insights", mine, replace(mine, supporting=(MomentId("ana-1"),)))
    other.change("insights", theirs, replace(theirs, contradicting=(MomentId("ana-1"),)))
    ended = other.sessions.want(session.id)
    late = (ended.end or ended.start or notebook.clock()) + timedelta(hours=1)
    notebook.refresh()
    other.commit(
        lambda _: [{"table": "sessions", "id": session.id, "set": {"start": to_iso(late)}}]
    )
    notebook.refresh()
    book = notebook.casebook()
    assert (book.insights[0].supporting, book.insights[0].contradicting) == ((), ("ana-1",))
    assert book.sessions[0].end is None
    assert any("on both sides" in line for line in check(notebook.folder, Home()).wrong)


# Settling


@pytest.mark.parametrize("keep", [1, 2])
@pytest.mark.parametrize("which", ["text", "codes", "deleted"])
def test_keeping_a_value_ends_the_conflict_on_every_device_and_undo_brings_it_back(
    notebook: Notebook, tmp_path: Path, clock: Clock, which: str, keep: int
) -> None:
    """The entry names all values, so nobody sees it again."""
    notebook.write("waits @till !sad3 #queue")
    there = device(notebook, tmp_path, clock)
    if which == "text":
        notebook.edit("ana-1", "leaves @till !sad3 #queue")
        there.edit("ana-1", "stays @till !sad3 #queue")
    elif which == "codes":
        for each in (notebook, there):
            each.edit("ana-1", "waits @till !sad3")
        there.tag(["ana-1"], "#queue")
        notebook.undo()
        there.edit("ana-1", "waits @till !sad3 #late")
    else:
        notebook.delete("moments", ["ana-1"])
        there.edit("ana-1", "stays @till !sad3 #queue")
    sync(notebook, there)
    found = conflicts(notebook.ledger)
    assert found == conflicts(there.ledger)
    (conflict,) = found
    kept = conflict.claims[keep - 1].value
    settle(notebook.ledger, "ana", conflict, keep)
    sync(notebook, there)
    for each in (notebook, there):
        assert not conflicts(each.ledger)
        row = each.ledger.state.row("moments", "ana-1")
        if which == "deleted":
            assert (row is None) is (kept is True)
        elif which == "codes":
            assert ("queue" in (row or {}).get("codes", {})) is (kept is not ABSENT)
        else:
            assert (row or {}).get("text") == kept


def test_a_conflict_that_changed_while_it_was_looked_at_is_not_settled(
    notebook: Notebook, other: Notebook
) -> None:
    """The value that came in was not among those shown."""
    other.edit("ana-1", "leaves @till !sad3 #queue")
    notebook.edit("ana-1", "stays @till !sad3 #queue")
    (conflict,) = conflicts(notebook.ledger)
    other.edit("ana-1", "runs @till !sad3 #queue")
    with pytest.raises(UsageError, match="changed just now"):
        settle(notebook.ledger, "ana", conflict, 1)
    assert count(notebook.ledger.state)


def test_what_is_not_in_conflict_is_refused_in_one_line(
    notebook: Notebook, other: Notebook
) -> None:
    """And a number that there is not."""
    other.edit("ana-1", "leaves @door !sad3 #queue")
    notebook.edit("ana-1", "stays @exit !sad3 #queue")
    found = conflicts(notebook.ledger, "ana-1")
    with pytest.raises(UsageError, match="text"):
        named(found, "ana-1", None)
    with pytest.raises(NotFoundError, match="ana-1 note is not in conflict"):
        named(found, "ana-1", "note")
    with pytest.raises(UsageError, match="values 1 to 2"):
        settle(notebook.ledger, "ana", named(found, "ana-1", "text"), 3)
    assert named(found, "ana-1", "touchpoint").field == "touchpoint"
