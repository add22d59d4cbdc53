"""After an erasure nothing of the person is anywhere; everything else is where it was."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import marked
import pytest
import trial

from fieldkit.model.errors import UsageError
from fieldkit.store.check import check
from fieldkit.store.erase_plan import plan_of
from fieldkit.store.home import Home
from fieldkit.store.kept_backups import folder_of, kept_in
from fieldkit.store.restore import restore
from fieldkit.store.snapshot import unpack

Clock = Callable[[], datetime]


@pytest.fixture
def place(tmp_path: Path, clock: Clock) -> marked.Place:
    """Return a study in which everything about P7 is marked."""
    return marked.marked(tmp_path, clock)


def test_no_byte_of_theirs_is_left_anywhere(place: marked.Place) -> None:
    """Not in a log of any device, study.json, drafts, quarantine, media, digests, backups, home."""
    before = set(marked.found(place.root))
    assert len(before) > 12, "the marker was everywhere"
    sizes = marked.sizes(place.folder)
    place.erase()
    assert list(marked.found(place.root)) == []
    assert list(marked.named(place.root)) == []
    after = marked.sizes(place.folder)
    assert all(after[name] >= size for name, size in sizes.items()), "no line is shorter"
    backup = kept_in(folder_of(place.home, place.notebook().ledger.journal.study))[0]
    assert backup.verified


def test_everything_of_others_is_still_there(place: marked.Place) -> None:
    """Notes, sessions, drafts, quarantine, media, digests and memos that are not about P7."""
    place.erase()
    notebook = place.notebook()
    texts = sorted(row.get("text", "") for row in notebook.ledger.state.rows("moments").values())
    assert texts == [
        "I came by bus",
        "a loose one of nobody's",
        "both wait for a till",
        "looks at the sign",
    ]
    both = notebook.moments.want("ana-4")
    assert both.participants == ("P3",)
    assert notebook.sessions.want("ana-s2").participants == ("P3",)
    alone = notebook.sessions.want("ana-s1")
    assert (alone.participants, alone.place, alone.debrief) == ((), None, None)
    assert alone.start is not None
    assert [memo.id for memo in notebook.table("memos")] == ["ana-m2"]
    assert notebook.table("insights").want("ana-i1").supporting == ("ben-2",)
    assert [path.name for path in sorted((place.folder / "digests").rglob("*.md"))] == ["other.md"]
    assert len(list((place.folder / "media").iterdir())) == 1
    drafts = "".join(path.read_text() for path in place.folder.glob("log/*.draft.*"))
    assert "P3 waits, never saved either" in drafts
    kept = sorted(path.name for path in (place.folder / "quarantine").iterdir())
    assert kept == ["aa-fork", "bb-other", "study-00000000.json"]
    study = unpack((place.folder / "quarantine" / "study-00000000.json").read_bytes())
    assert study is not None
    assert "came for paint" in repr(study.state.rows("participants"))


def test_a_check_calls_it_erased_and_never_damage(place: marked.Place) -> None:
    """The logs read from their first byte, without a gap; backups opened."""
    place.erase()
    report = check(place.folder, place.home, deep=True)
    assert report.wrong == ()
    assert report.mended == ()
    line = next(line for line in report.whole if line.startswith("erased"))
    assert line.endswith("entries without what they said: P7 on 2026-05-11")
    assert not place.notebook().ledger.journal.troubles


def test_undo_never_brings_anything_back(place: marked.Place) -> None:
    """However often it is asked; and the erasure itself is not taken back."""
    place.erase()
    for handle in ("ana", "ben"):
        notebook = place.notebook(handle)
        for _ in range(30):
            if notebook.undo() is None:
                break
        for _ in range(30):
            if notebook.redo() is None:
                break
        notebook.settle()
    assert list(marked.found(place.root)) == []
    assert "P7" in place.notebook().ledger.journal.erased
    assert place.notebook().table("participants").get("P7") is None


def test_what_is_written_about_someone_erased_is_refused_not_lost(place: marked.Place) -> None:
    """In one line, before it is on the disk."""
    place.erase()
    notebook = place.notebook()
    for line in ("P7: hello", "P3,P7: hello"):
        with pytest.raises(UsageError, match="P7 was erased"):
            notebook.write(line)
    with pytest.raises(UsageError, match="ana-s1 was erased"):
        notebook.write("hello", session=notebook.sessions.want("ana-s1"))
    with pytest.raises(UsageError, match="erased"):
        notebook.start_session(participants=["P7"])
    assert notebook.write("P3: hello").moment.id == "ana-7", "no number is given twice"


def test_a_log_that_comes_late_is_redacted_on_receipt(
    place: marked.Place, tmp_path: Path, clock: Clock
) -> None:
    """Another device wrote about P7 meanwhile, and did not know."""
    other = marked.Place(tmp_path / "other", clock)
    shutil.copytree(place.folder, other.folder)
    there = other.notebook("cleo")
    there.start_session(participants=["P7"])
    there.write(f"{marked.MARK} unnamed, at the other device")
    there.write(f'P7: "{marked.MARK} said there"')
    there.edit("cleo-2", f'P7: "{marked.MARK} said there, edited"')
    there.write("P3: said there, too")
    there.edit("ana-1", f'P7: "{marked.MARK} edited there"')
    there.stop_session(debrief=f"{marked.MARK} debrief there")
    place.erase()
    known = place.notebook()
    for path in other.folder.glob("log/*.jsonl"):
        if not (place.folder / "log" / path.name).exists():
            shutil.copy(path, place.folder / "log" / path.name)
    known.refresh()
    texts = [row.get("text") for row in known.ledger.state.rows("moments").values()]
    assert "said there, too" in texts
    assert marked.MARK not in trial.picture(known.ledger.state)
    known.settle()
    assert [where for where in marked.found(place.root) if "other" not in where] == []
    assert list(marked.named(place.folder)) == []
    assert place.notebook().moments.get("cleo-1") is None
    assert check(place.folder, place.home).wrong == ()


def test_an_erasure_that_arrives_from_another_device_is_carried_out(
    place: marked.Place, tmp_path: Path, clock: Clock
) -> None:
    """The log that names it is copied in; what this window holds in memory goes as well."""
    other = marked.Place(tmp_path / "other", clock)
    shutil.copytree(place.folder, other.folder)
    window = other.notebook("cleo")
    window.write("P3: before it came")
    assert window.moments.get("ana-1") is not None
    place.erase()
    for path in place.folder.glob("log/*.jsonl"):
        shutil.copy(path, other.folder / "log" / path.name)
    tables = window.ledger.state.tables
    window.refresh()
    assert window.ledger.state.tables is not tables, "who shows the study sees that it is another"
    assert window.moments.get("ana-1") is None
    window.write("P3: after it came")
    window.settle()
    assert list(marked.found(other.root)) == []
    assert check(other.folder, other.home).wrong == ()


def test_another_window_goes_on_in_its_log_and_loses_nothing(place: marked.Place) -> None:
    """The log it writes was replaced under it; so was the one it reads."""
    here, ben = place.notebook("ana"), marked.Place(place.root, place.clock)
    ben.home = Home(place.root / "home-of-ben")
    window = ben.notebook("ben")
    mine = window.ledger.journal.own_position("ben")
    assert mine is not None
    place.erase()
    window.write("P3: written without having looked")
    here.write("P3: neither had I")
    for notebook in (window, here):
        notebook.refresh()
        notebook.settle()
        assert notebook.ledger.journal.own_position(notebook.observer.handle).path.exists()  # type: ignore[union-attr]  # it wrote
    again = window.ledger.journal.own_position("ben")
    assert again is not None
    assert again.dev == mine.dev, "the same log goes on"
    fresh = place.notebook()
    texts = {row.get("text") for row in fresh.ledger.state.rows("moments").values()}
    assert {"written without having looked", "neither had I"} <= texts
    assert list(marked.found(place.root)) == []
    assert trial.picture(window.ledger.state) == trial.picture(fresh.ledger.state)


def test_a_log_whose_last_line_was_erased_is_continued(tmp_path: Path, clock: Clock) -> None:
    """Its writer is another installation and knows the old checksum of that line."""
    place = marked.marked(tmp_path, clock)
    ben = marked.Place(place.root, clock)
    ben.home = Home(place.root / "home-of-ben")
    ben.notebook("ben").write(f"P7: {marked.MARK} the last line")
    place.erase()
    notebook = ben.notebook("ben")
    assert notebook.write("P3: goes on").moment.id == "ben-5"
    assert len(list(place.folder.glob("log/*.jsonl"))) == 2, "no third log was begun"


def test_a_backup_from_before_is_cleaned_as_it_comes_back(
    place: marked.Place, tmp_path: Path
) -> None:
    """One that lay elsewhere, so that the erasure did not reach it."""
    study = place.notebook().ledger.journal.study
    stick = tmp_path / "stick"
    shutil.copytree(folder_of(place.home, study), stick)
    shutil.move(stick, tmp_path / "pocket")
    place.erase()
    old = next((tmp_path / "pocket").glob("*.zip"))
    assert list(marked.found(old.parent))
    done = restore(old, tmp_path / "back", home=place.home)
    assert done.erased
    assert list(marked.found(tmp_path / "back")) == []
    assert check(done.folder, place.home).wrong == ()
    back = marked.Place(tmp_path, place.clock)
    back.folder, back.home = tmp_path / "back", place.home
    with pytest.raises(UsageError, match="erased"):
        back.notebook("ben").write("P7: again")


def test_every_code_of_one_person_goes(tmp_path: Path, clock: Clock) -> None:
    """P04 is P4, said so by ``same_as``: whichever is named, both are erased."""
    place = marked.marked(tmp_path, clock)
    notebook = place.notebook()
    notebook.write(f"P8: {marked.MARK} her other code")
    notebook.commit(lambda _: [{"table": "participants", "id": "P8", "set": {"same_as": "P7"}}])
    assert plan_of(notebook.ledger, "p8").persons == ("P8", "P7")
    place.erase("p8")
    assert list(marked.found(place.root)) == []


def test_a_corrected_speaker_keeps_the_note(place: marked.Place) -> None:
    """Written as P7's by mistake, then made P3's: it is P3's note, only the old code goes."""
    notebook = place.notebook()
    name = notebook.write("P7: wants a bag").moment.id
    notebook.edit(name, "P3: wants a bag")
    place.erase()
    again = place.notebook().moments.want(name)
    assert (again.speaker, again.text) == ("P3", "wants a bag")
    assert list(marked.named(place.root)) == []


def test_staff_are_erased_in_the_same_way(place: marked.Place) -> None:
    """And a customer's notes stay."""
    notebook = place.notebook()
    notebook.write("S1: sends her to till two @till")
    notebook.write("P3: goes to till two")
    place.erase("S1")
    texts = [row.get("text") for row in place.notebook().ledger.state.rows("moments").values()]
    assert "goes to till two" in texts
    assert "sends her to till two" not in texts
