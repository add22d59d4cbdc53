"""The chronicle tells every change field by field, and makes a document read as it did."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from fieldkit.model.errors import NotFoundError, UsageError
from fieldkit.model.keys import as_handle
from fieldkit.model.moment import Moment
from fieldkit.model.observer import Observer
from fieldkit.store.chronicle import Done, Told, Unreadable, history_of, point
from fieldkit.store.home import Home
from fieldkit.store.notebook import Notebook
from fieldkit.store.retelling import retell, retell_field
from fieldkit.store.state import ABSENT

Clock = Callable[[], datetime]


def fields(told: Told) -> dict[str, tuple[object, object]]:
    """Return the fields of a change's only document, before and after."""
    (document,) = told.documents
    return {field.name: (field.before, field.after) for field in document.fields}


def device(notebook: Notebook, tmp_path: Path, handle: str, clock: Clock) -> Notebook:
    """Open the same study as somebody else, from another installation."""
    return Notebook(
        notebook.folder, Home(tmp_path / handle), Observer(handle=as_handle(handle)), clock=clock
    )


def test_a_change_tells_each_field_before_and_after(notebook: Notebook) -> None:
    """Texts, removed and added elements, what was not there."""
    notebook.write("waits @till #signs")
    notebook.edit("ana-1", "leaves @till #queue")
    edited, made = notebook.log("ana-1")
    assert fields(edited)["text"] == ("waits", "leaves")
    assert fields(edited)["codes/signs"] == (True, ABSENT)
    assert fields(edited)["codes/queue"] == (ABSENT, True)
    assert fields(made)["text"] == (ABSENT, "waits")
    assert [t.documents[0].did for t in (edited, made)] == [Done.CHANGED, Done.MADE]
    assert (edited.who, edited.undoes) == ("ana", None)


def test_adding_a_field_to_what_exists_is_a_change_not_a_making(notebook: Notebook) -> None:
    """Such an operation has no base, as a making has none."""
    notebook.write("waits")
    notebook.tag(["ana-1"], "#late")
    newest, _ = notebook.log("ana-1")
    assert newest.documents[0].did is Done.CHANGED
    assert fields(newest) == {"codes/late": (ABSENT, True)}


def test_history_is_newest_first_over_every_log_and_leaves_out_where_logs_begin(
    notebook: Notebook, tmp_path: Path, clock: Clock
) -> None:
    """Two people's changes stand in the order all devices agree on."""
    leo = device(notebook, tmp_path, "leo", clock)
    for number in range(3):
        notebook.refresh()
        notebook.write(f"ana's {number}")
        leo.refresh()
        leo.write(f"leo's {number}")
    notebook.refresh()
    told = list(notebook.log())
    assert [t.at for t in told] == sorted((t.at for t in told), reverse=True)
    assert [t.who for t in told] == ["leo", "ana", "leo", "ana", "leo", "ana", "ana"]
    assert all(t.documents for t in told)


def test_before_is_what_the_writer_saw_not_what_another_wrote_meanwhile(
    notebook: Notebook, tmp_path: Path, clock: Clock
) -> None:
    """Leo edits without having seen ana's edit."""
    notebook.write("first")
    leo = device(notebook, tmp_path, "leo", clock)
    held = leo.based({"table": "moments", "id": "ana-1", "set": {"text": "leo's"}})
    notebook.edit("ana-1", "ana's")
    leo.ledger.commit("leo", lambda _: [held])
    notebook.refresh()
    newest, second, _ = notebook.log("ana-1")
    assert fields(newest)["text"] == ("first", "leo's")
    assert fields(second)["text"] == ("first", "ana's")


def test_undo_and_redo_name_the_change_at_the_root(notebook: Notebook) -> None:
    """However often it was taken back and made again."""
    notebook.write("waits")
    notebook.edit("ana-1", "leaves")
    edit = next(notebook.log()).change
    for _ in range(2):
        notebook.undo()
        notebook.redo()
    notebook.undo()
    told = list(notebook.log("ana-1"))[:5]
    assert {t.undoes for t in told} == {edit}
    assert [t.again for t in told] == [False, True, False, True, False]


def test_a_deletion_and_its_undo_are_told_as_such(notebook: Notebook) -> None:
    """Not as fields."""
    notebook.write("waits")
    notebook.delete("moments", ["ana-1"])
    notebook.undo()
    back, gone, _ = notebook.log("ana-1")
    assert [t.documents[0].did for t in (back, gone)] == [Done.BROUGHT_BACK, Done.DELETED]


def test_editing_what_an_import_of_many_lines_made_tells_what_was_before(
    notebook: Notebook,
) -> None:
    """The change that made it has several lines in the log."""
    notebook.commit(
        lambda _: [
            {"table": "moments", "id": f"ana-{n}", "set": {"text": f"line {n}"}}
            for n in range(1, 502)
        ]
    )
    notebook.edit("ana-450", "better")
    newest, made = notebook.log("ana-450")
    assert fields(newest)["text"] == ("line 450", "better")
    assert fields(made)["text"] == (ABSENT, "line 450")
    assert retell(next(notebook.log()), zone="UTC") == "ana-450 text: line 450 → better"


def test_what_no_longer_reads_is_said_not_guessed(
    notebook: Notebook, home: Home, clock: Clock
) -> None:
    """The entry that wrote what was before is damaged."""
    notebook.write("waits")
    notebook.edit("ana-1", "leaves")
    notebook.edit("ana-1", "returns")
    (log,) = (notebook.folder / "log").glob("*.jsonl")
    log.write_bytes(log.read_bytes().replace(b'"leaves"', b'"leavex"'))
    (notebook.folder / "study.json").unlink()
    again = Notebook(notebook.folder, home, notebook.observer, clock=clock)
    newest = next(iter(again.log("ana-1")))
    before, after = fields(newest)["text"]
    assert isinstance(before, Unreadable)
    assert after == "returns"
    assert retell(newest, zone="UTC") == "ana-1 text: (no longer readable) → returns"


def test_a_copy_of_a_log_under_another_name_is_not_told_twice(
    notebook: Notebook, home: Home, clock: Clock
) -> None:
    """As a cloud leaves it after a conflict."""
    notebook.write("waits")
    (log,) = (notebook.folder / "log").glob("*.jsonl")
    log.with_name(f"{log.stem} (copy).jsonl").write_bytes(log.read_bytes())
    again = Notebook(notebook.folder, home, notebook.observer, clock=clock)
    assert len(list(again.log())) == 2
    assert len(list(again.log("ana-1"))) == 1


def test_what_only_a_copy_of_a_log_holds_is_taken_in_and_told(
    notebook: Notebook, home: Home, clock: Clock
) -> None:
    """A sync program may keep the longer one under another name."""
    notebook.write("waits")
    (log,) = (notebook.folder / "log").glob("*.jsonl")
    before = log.read_bytes()
    notebook.edit("ana-1", "leaves")
    log.with_name(f"{log.stem} (copy).jsonl").write_bytes(log.read_bytes())
    log.write_bytes(before)
    again = Notebook(notebook.folder, home, notebook.observer, clock=clock)
    assert again.moments.want("ana-1").text == "leaves"
    assert [told.documents[0].did for told in again.log("ana-1")] == [Done.CHANGED, Done.MADE]
    assert len(list(again.log())) == 3


def test_an_id_nobody_wrote_is_refused(notebook: Notebook) -> None:
    """With the command that lists what there is."""
    with pytest.raises(NotFoundError, match="fieldkit log"):
        notebook.log("ana-99")
    with pytest.raises(NotFoundError):
        notebook.revert("ana-99", "12:00")


def test_reverting_makes_every_field_read_as_it_did_and_can_be_undone(notebook: Notebook) -> None:
    """Text, feelings, codes; what came since goes, what went comes back."""
    notebook.write("waits @till !frustrated4(sighs) #signs")
    then = notebook.moments.want("ana-1")
    made = next(notebook.log()).change
    notebook.edit("ana-1", '"leaves" @door !sad #queue *3')
    notebook.tag(["ana-1"], "#late :needs")
    since = notebook.moments.want("ana-1")
    told = notebook.revert("ana-1", made)
    assert told is not None
    assert len(told.documents) == 1
    assert same(notebook, then)
    notebook.undo()
    assert same(notebook, since)
    notebook.redo()
    assert same(notebook, then)
    assert notebook.revert("ana-1", made) is None


def same(notebook: Notebook, wanted: Moment) -> bool:
    """Tell whether ana-1 is this moment, but for when it was edited."""
    found: Moment = notebook.moments.want("ana-1")
    return replace(found, edited=None) == replace(wanted, edited=None)


def test_reverting_brings_back_a_deleted_document_and_the_words_it_names(
    notebook: Notebook,
) -> None:
    """A link that leads nowhere would need a look."""
    notebook.write("waits @till #signs")
    made = next(notebook.log()).change
    notebook.edit("ana-1", "leaves")
    notebook.delete("moments", ["ana-1"])
    notebook.delete("touchpoints", ["till"])
    notebook.revert("ana-1", made)
    assert notebook.moments.want("ana-1").text == "waits"
    assert notebook.table("touchpoints").get("till") is not None


def test_what_was_not_made_yet_or_was_deleted_then_is_refused(notebook: Notebook) -> None:
    """There is nothing to read as."""
    begun = next(notebook.log()).change
    notebook.write("waits")
    notebook.delete("moments", ["ana-1"])
    gone = next(notebook.log()).change
    notebook.undo()
    for at, why in ((begun, "not made yet"), (gone, "was deleted")):
        with pytest.raises(UsageError, match=why):
            notebook.revert("ana-1", at)


def test_times_are_read_in_the_studys_zone_and_count_to_the_end_of_their_second(
    notebook: Notebook,
) -> None:
    """A time copied from the listing means as that line left it."""
    now = datetime.fromisoformat("2026-05-11T10:00:00+00:00")

    def at(text: str) -> str:
        return point(notebook.ledger, text, zone="Europe/Berlin", now=now)[0]

    assert at("2026-05-11T11:59:30") == "2026-05-11T09:59:30.999Z"
    assert at("2026-05-11 11:59:30") == "2026-05-11T09:59:30.999Z"
    assert at("2026-05-11T11:59:30+00:00") == "2026-05-11T11:59:30.999Z"
    assert at("11:59") == "2026-05-11T09:59:00.999Z"
    assert at("12:30") == "2026-05-10T10:30:00.999Z", "half an hour ahead is yesterday's"
    assert at("-20m") == "2026-05-11T09:40:00.999Z"


@pytest.mark.parametrize("text", ["", "yesterday", "2026-05-11", "14:05 or so", "0000.1", "25:00"])
def test_what_is_no_time_is_refused_in_one_line(notebook: Notebook, text: str) -> None:
    """With what would be one."""
    notebook.write("waits")
    with pytest.raises(UsageError) as refused:
        notebook.revert("ana-1", text)
    assert "\n" not in str(refused.value)


def test_a_time_between_two_changes_is_as_the_first_left_it(
    notebook: Notebook, clock: Clock
) -> None:
    """The clock of these tests goes on by a second at each look."""
    notebook.write("first")
    between = clock()
    clock()
    notebook.edit("ana-1", "second")
    notebook.revert("ana-1", between.isoformat())
    assert notebook.moments.want("ana-1").text == "first"


def test_what_is_told_cannot_act_on_a_terminal(notebook: Notebook) -> None:
    """A note's control characters are symbols."""
    notebook.write("a \x1b[31mred\x07 \u202eword")
    notebook.edit("ana-1", "plain")
    for told in history_of(notebook.ledger, "ana-1"):
        line = retell(told, zone="UTC")
        assert not set(line) & {"\x1b", "\x07", "\u202e"}
        for field in told.documents[0].fields:
            assert "\x1b" not in retell_field(field, "moments", zone="UTC")
