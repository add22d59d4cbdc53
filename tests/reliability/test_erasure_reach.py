"""An erasure reaches whatever holds words: copies of logs, other readings of ids, forms, rescue."""

import json
import shutil
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import marked
import pytest

from fieldkit.model.insight import Memo
from fieldkit.model.journey import Code
from fieldkit.model.keys import CodeKey, MemoId, MomentId, ParticipantKey, as_handle
from fieldkit.model.observer import Observer
from fieldkit.model.people import Consent, ConsentState
from fieldkit.store.check import check
from fieldkit.store.drafts import Drafts
from fieldkit.store.home import Home
from fieldkit.store.new_study import create_study
from fieldkit.store.receipt import receipt
from fieldkit.store.rescue import Rescue
from fieldkit.store.restore import restore

Clock = Callable[[], datetime]
MARK = marked.MARK


def apart(root: Path, clock: Clock) -> tuple[marked.Place, marked.Place]:
    """Return two devices of one study on which Ana began, as ``ana``, without the other."""
    first = marked.Place(root / "one", clock)
    create_study(first.folder, first.home, Observer(handle=as_handle("cleo")), title="T").settle()
    second = marked.Place(root / "two", clock)
    shutil.copytree(first.folder, second.folder)
    for place, theirs in ((first, "P7: at the one"), (second, "P7: at the other")):
        notebook = place.notebook()
        notebook.write(f"{theirs} {MARK}")
        notebook.write(f"P3: stays, {place.root.name}")
        notebook.edit("ana-1", f"{theirs} {MARK}, edited")
        notebook.add("memos", Memo(id=MemoId("ana-m1"), text=f"{MARK} on her", about="ana-1"))
        notebook.settle()
    return first, second


def bring(source: marked.Place, target: marked.Place) -> None:
    """Copy the logs that the other lacks, as a sync program would."""
    for path in source.folder.glob("log/*.jsonl"):
        if not (target.folder / "log" / path.name).exists():
            shutil.copy(path, target.folder / "log" / path.name)


def texts(place: marked.Place) -> set[str]:
    """Return what the notes of a study say."""
    return {moment.text for moment in place.notebook().moments}


def test_of_two_devices_with_one_mark_both_are_erased(tmp_path: Path, clock: Clock) -> None:
    """Notes that stand as ``ana-1`` in their log and read ``ana~<log>-1``."""
    one, two = apart(tmp_path, clock)
    bring(two, one)
    assert any("~" in moment.id for moment in one.notebook().moments)
    one.erase()
    assert list(marked.found(one.root)) == []
    assert list(marked.named(one.root)) == []
    assert texts(one) == {"stays, one", "stays, two"}
    assert check(one.folder, one.home, deep=True).wrong == ()


@pytest.mark.parametrize("here", [0, 1])
def test_an_erasure_means_the_notes_of_its_own_device_when_another_of_the_mark_comes(
    tmp_path: Path, clock: Clock, here: int
) -> None:
    """Whichever of the two logs is the lesser: the other's ``ana-2`` is another note."""
    places = apart(tmp_path, clock)
    place, other = places[here], places[1 - here]
    notebook = place.notebook()
    notebook.edit("ana-2", f'P7: "{MARK} was hers, after all"')
    place.erase()
    bring(other, place)
    window = place.notebook()
    window.settle()
    assert {moment.text for moment in window.moments} == {f"stays, {other.root.name}"}
    assert list(marked.found(place.root)) == []
    assert check(place.folder, place.home).wrong == ()
    assert texts(place) == {f"stays, {other.root.name}"}


def test_a_backup_of_fewer_logs_loses_the_same_notes(tmp_path: Path, clock: Clock) -> None:
    """In it they read without the log's name, and so does what is restored from elsewhere."""
    one, two = apart(tmp_path, clock)
    for place in (one, two):
        place.notebook().backup()
        shutil.copytree(place.home.root / "backups", tmp_path / "pocket" / place.root.name)
        bring(two if place is one else one, place)
        place.erase()
        assert list(marked.found(place.root)) == []
        old = next((tmp_path / "pocket" / place.root.name).rglob("*.zip"))
        done = restore(old, place.root / "back", home=place.home)
        assert done.erased
        assert list(marked.found(place.root)) == []
        back = marked.Place(place.root, clock)
        back.folder = done.folder
        assert texts(back) == {f"stays, {place.root.name}"}


def test_a_copy_of_a_log_that_a_sync_program_left_is_erased_too(
    tmp_path: Path, clock: Clock
) -> None:
    """One that is there, and one that comes back with the old lines when all is done."""
    place = marked.marked(tmp_path, clock)
    log = max(place.folder.glob("log/*.jsonl"), key=lambda path: path.stat().st_size)
    copy = log.with_name(f"{log.stem} (conflicted copy).jsonl")
    shutil.copy(log, copy)
    old = log.read_bytes()
    place.erase()
    assert list(marked.found(tmp_path)) == []
    assert copy.exists()
    copy.write_bytes(old)
    late = check(place.folder, place.home).wrong
    assert any("conflicted copy" in line and "holds what was erased" in line for line in late)
    place.notebook().settle()
    assert list(marked.found(tmp_path)) == []
    report = check(place.folder, place.home)
    assert (report.wrong, report.mended) == ((), ())


def test_forms_jottings_and_rescued_words_go(tmp_path: Path, clock: Clock) -> None:
    """What was typed about them, wherever it is kept; what was typed about others stays."""
    place = marked.marked(tmp_path, clock)
    notebook = place.notebook()
    notebook.start_session(participants=["P3"])
    name = notebook.write(f"P7: {MARK} waits …").moment.id
    notebook.edit(name, f"P7: {MARK} waits at the till for long")
    assert notebook.moments.want(name).jotting == f"{MARK} waits …"
    other = notebook.write("P3: sits").moment.id
    notebook.stop_session()
    notebook.settle()
    drafts = Drafts(place.folder / "log", "ana")
    started = json.dumps({"who": "P7", "place": f'{MARK} "here"'})
    quoted = json.dumps({"debrief": f"{MARK} waits at the till", "who": ""})
    drafts.keep("f-1", clock(), started, form="start")
    drafts.keep("f-2", clock(), quoted, form="finish")
    drafts.keep("f-3", clock(), json.dumps({"who": "P3", "place": "the door"}), form="ask")
    drafts.keep("l-1", clock(), f"{MARK} instead of what it says", of=name)
    drafts.keep("l-2", clock(), "P3: sits down", of=other)
    drafts.close(forget=False)
    rescue = Rescue(place.home.rescue(notebook.ledger.journal.study), "ana")
    rescue.keep("r-1", clock(), f"P7 {MARK} on a full disk")
    rescue.keep("r-2", clock(), "P3 on a full disk")
    rescue.close()
    done = place.erase()
    assert list(marked.found(tmp_path)) == []
    assert done.swept.drafts >= 4
    left = b"".join(path.read_bytes() for path in tmp_path.rglob("*.draft.*"))
    for words in (b"the door", b"P3: sits down", b"P3 on a full disk"):
        assert words in left


def test_codes_and_the_head_forget_them_and_media_of_nobody_are_told(
    tmp_path: Path, clock: Clock
) -> None:
    """A code keeps its other examples; consent goes with the person."""
    place = marked.marked(tmp_path, clock)
    notebook = place.notebook()
    notebook.add(
        "codes", Code(key=CodeKey("wait"), examples=(MomentId("ana-1"), MomentId("ben-2")))
    )
    notebook.consents.record({"P7": Consent(state=ConsentState.DECLINED)})
    notebook.settle()
    stray = place.folder / "media" / f"{sha256(b'stray').hexdigest()}.jpg"
    stray.write_bytes(b"stray")
    done = place.erase()
    assert stray.name in receipt(done, "study")
    again = place.notebook()
    assert again.table("codes").want("wait").examples == (MomentId("ben-2"),)
    assert again.consents.of("P7").state is ConsentState.NOT_ASKED
    assert "P7" not in again.pen.head.consents
    heads = b"".join(path.read_bytes() for path in place.folder.glob("log/*.head"))
    assert b"asked at the door" not in heads
    assert list(marked.named(tmp_path)) == []


def test_whoever_was_merged_into_another_goes_with_them(tmp_path: Path, clock: Clock) -> None:
    """By the key that stays, too."""
    place = marked.marked(tmp_path, clock)
    notebook = place.notebook()
    notebook.write(f"P9: {MARK} under the merged code")
    notebook.commit(lambda _: [{"table": "participants", "id": "P9", "set": {"same_as": "P7"}}])
    place.erase(ParticipantKey("P7"))
    assert list(marked.found(tmp_path)) == []
    assert "P9" in place.notebook().ledger.journal.erased


def test_a_snapshot_of_before_is_not_taken_for_another_programs(
    tmp_path: Path, clock: Clock
) -> None:
    """Logs that another device erased came first, study.json comes later: nothing is kept of it."""
    place = marked.marked(tmp_path, clock)
    ben = marked.Place(tmp_path, clock)
    ben.home = Home(tmp_path / "home-of-ben")
    ben.notebook("ben").write(f"P7: {MARK} the last line of his")
    notebook = place.notebook()
    notebook.settle()
    old = (place.folder / "study.json").read_bytes()
    place.erase()
    (place.folder / "study.json").write_bytes(old)
    window = ben.notebook("ben")
    window.settle()
    assert window.ledger.recovered is None
    assert list(marked.found(tmp_path)) == []
    assert window.moments.get("ana-1") is None


def test_what_was_put_in_force_stays_where_all_is_read_again(tmp_path: Path, clock: Clock) -> None:
    """A window's touchpoint is not another's for that someone is erased meanwhile."""
    place = marked.marked(tmp_path, clock)
    ben = marked.Place(tmp_path, clock)
    ben.home = Home(tmp_path / "home-of-ben")
    window = ben.notebook("ben")
    session = window.start_session(participants=["P3"])
    window.write("P3: comes in @door")
    window.pen.put_in_force(session.id, "queue")  # type: ignore[arg-type]  # a key that is one
    place.erase()
    window.refresh()
    assert window.pen.in_force(session.id) == "queue"
    assert window.write("P3: waits").moment.touchpoint == "queue"
