"""A log cut or spoilt anywhere: what was acknowledged is there, and damage never spreads."""

import os
import random
import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
import trial

from fieldkit.store import head as heads
from fieldkit.store import snapshot
from fieldkit.store.entry import Op, decode
from fieldkit.store.home import Home
from fieldkit.store.journal import Journal
from fieldkit.store.ledger import SNAPSHOT, Ledger
from fieldkit.store.log import Change, read_changes

COMMITS = 25
open_study = partial(trial.open_study, files=trial.UNSYNCED)
MANY: list[Op] = [{"table": "t", "id": str(n), "set": {}} for n in range(1, 203)]
"""A change that takes two lines."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A study, and what it showed and what its installation knew after each commit."""

    folder: Path
    log: Path
    data: bytes
    ends: tuple[int, ...]
    pictures: tuple[str, ...]
    homes: tuple[Path, ...]


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """Make a study by random commits."""
    return record(tmp_path_factory.mktemp("recorded"))


def record(root: Path) -> Recorded:
    """Make a study by random commits, and keep what it showed after each."""
    ledger, rng = open_study(root / "study"), trial.dice(7)
    ends, pictures, homes = [0], [trial.picture(ledger.state)], [root / "home0"]
    homes[0].mkdir(parents=True)
    while len(ends) <= COMMITS:
        if len(ends) == 9:
            ledger.commit("ana", lambda _: MANY)
        else:
            trial.act(ledger, rng)
        log = trial.own_log(ledger)
        if (size := log.stat().st_size) > ends[-1]:
            ends.append(size)
            pictures.append(trial.picture(ledger.state))
            homes.append(root / f"home{len(ends)}")
            trial.as_one(shutil.copytree(root / "home", homes[-1]))
    log = trial.own_log(ledger)
    return Recorded(
        folder=root / "study",
        log=log,
        data=log.read_bytes(),
        ends=tuple(ends),
        pictures=tuple(pictures),
        homes=tuple(homes),
    )


def offsets(recorded: Recorded, step: int) -> list[int]:
    """Return where to cut: every so many bytes, and all around the ends of lines."""
    size = len(recorded.data)
    lines = [n for n, byte in enumerate(recorded.data) if byte == ord("\n")]
    near = {n + d for n in lines for d in (-12, -11, -2, -1, 0, 1, 2)}
    return sorted(({*range(0, size, step)} | near) & set(range(size + 1)))


@pytest.mark.parametrize(
    "step", [pytest.param(97, id="quick"), pytest.param(1, id="every", marks=pytest.mark.slow)]
)
def test_a_log_cut_anywhere_shows_exactly_what_was_acknowledged(
    recorded: Recorded, tmp_path: Path, step: int
) -> None:
    """A crash cuts the write in flight: all before it is there, and work goes on."""
    for cut in offsets(recorded, step):
        whole = sum(end <= cut + 1 for end in recorded.ends) - 1
        remembered = sum(end <= cut for end in recorded.ends) - 1
        study = tmp_path / str(cut)
        (study / "log").mkdir(parents=True)
        log = study / "log" / recorded.log.name
        log.write_bytes(recorded.data[:cut])
        ledger = open_study(study, home=recorded.homes[remembered])
        assert trial.picture(ledger.state) == recorded.pictures[whole], cut
        torn = recorded.data[recorded.ends[whole] : cut]
        home = tmp_path / f"home{cut}"
        shutil.copytree(ledger.journal.home.root, home)
        ledger.journal.home = Home(trial.as_one(home))
        ledger.commit("ana", lambda _: [{"table": "t", "id": "1", "set": {"on": True}}])
        if remembered:  # before that nobody remembers the log: it stays as it is
            assert trial.kept(study) == ([torn] if torn else []), cut
            assert [t.why for t in ledger.journal.troubles] == (["cut short"] if torn else [])
            assert trial.own_log(ledger) == log, "the same log goes on"
        again = open_study(study, home=home)
        assert trial.picture(again.state) == trial.picture(ledger.state), cut
        assert not again.journal.troubles
        shutil.rmtree(study)
        shutil.rmtree(home)


@pytest.mark.parametrize(
    "step", [pytest.param(500, id="quick"), pytest.param(61, id="many", marks=pytest.mark.slow)]
)
def test_a_restored_backup_is_never_continued(
    recorded: Recorded, tmp_path: Path, step: int
) -> None:
    """A log that lacks what we remember writing stays as it is; the next change begins another."""
    for cut in offsets(recorded, step)[:-9]:
        whole = sum(end <= cut + 1 for end in recorded.ends) - 1
        study = tmp_path / str(cut)
        (study / "log").mkdir(parents=True)
        log = study / "log" / recorded.log.name
        log.write_bytes(recorded.data[:cut])
        home = tmp_path / f"home{cut}"
        trial.as_one(shutil.copytree(recorded.homes[-1], home))
        ledger = open_study(study, home=home)
        assert trial.picture(ledger.state) == recorded.pictures[whole], cut
        ledger.commit("ana", lambda _: [{"table": "t", "id": "1", "set": {"on": True}}])
        assert log.read_bytes() == recorded.data[:cut]
        own = ledger.journal.own_position("ana")
        assert own is not None
        assert own.path != log
        assert own.mark == ("ana" if not cut else "ana2"), cut
        again = open_study(study, home=home)
        assert trial.picture(again.state) == trial.picture(ledger.state)
        shutil.rmtree(study)
        shutil.rmtree(home)


# Flipped bits


def entries(data: bytes) -> dict[int, object]:
    """Return each whole line of a log by its number."""
    found = [decode(line) for line in data.split(b"\n")[:-1]]
    return {entry.seq: entry for entry in found if entry is not None}


def flips(data: bytes, step: int, bits: int, rng: random.Random) -> list[tuple[int, int]]:
    """Return places and bits: a sample, every line end, and one whole line."""
    lines = [n for n, byte in enumerate(data) if byte == ord("\n")]
    whole = range(lines[2] + 1, lines[3] + 1) if step > 1 else ()
    places = {*range(0, len(data), step), *lines, *whole}
    return [(place, 1 << bit) for place in sorted(places) for bit in rng.sample(range(8), bits)]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """Make a small study, for faults at every byte."""
    return record_small(tmp_path_factory.mktemp("small"))


def record_small(root: Path) -> Recorded:
    """Make a study whose every byte can be spoilt in turn."""
    ledger, rng = open_study(root / "study"), trial.dice(3)
    for _ in range(COMMITS):
        trial.act(ledger, rng, most=2)
    ledger.commit("ana", lambda _: MANY)
    trial.act(ledger, rng)
    own = ledger.journal.own_position("ana")
    assert own is not None
    ledger.settle(whatever_size=True)
    ledger.save_head(own.dev)
    log = trial.own_log(ledger)
    return Recorded(
        folder=root / "study",
        log=log,
        data=log.read_bytes(),
        ends=(),
        pictures=(trial.picture(ledger.state),),
        homes=(root / "home",),
    )


@pytest.mark.parametrize(
    ("step", "bits"),
    [pytest.param(61, 1, id="quick"), pytest.param(1, 2, id="every", marks=pytest.mark.slow)],
)
def test_a_flipped_bit_costs_its_own_change_and_is_told_and_kept(
    small: Recorded, tmp_path: Path, step: int, bits: int
) -> None:
    """Every other change is still read."""
    study = tmp_path / "study"
    (study / "log").mkdir(parents=True)
    log = study / "log" / small.log.name
    whole = [i for i in read_changes(small.data) if isinstance(i, Change)]
    for place, bit in flips(small.data, step, bits, trial.dice(1)):
        spoilt = bytearray(small.data)
        spoilt[place] ^= bit
        log.write_bytes(spoilt)
        journal = Journal(study, Home(tmp_path / "home"), files=trial.UNSYNCED)
        read: list[object] = []
        journal.followers = [read.append]
        journal.catch_up()
        hit = [c for c in whole if c.start <= place < c.end]
        must = [e for c in whole if c not in hit for e in c.entries]
        may = [e for c in hit for e in c.entries] if small.data[place] == ord("\n") else []
        assert [e for e in read if e not in may] == must, (place, bit)
        if place != len(small.data) - 1:  # the very last line end is mended at the next write
            assert journal.troubles, (place, bit)
            window = bytes(spoilt[max(0, place - 5) : place + 5])
            held = trial.kept(study)
            assert any(bytes([spoilt[place]]) in one for one in held), (place, bit, window)
        shutil.rmtree(study / "quarantine", ignore_errors=True)


@pytest.mark.parametrize("handle", ["ana", "leo"])
def test_work_goes_on_after_a_flip_in_the_last_line(
    small: Recorded, tmp_path: Path, handle: str
) -> None:
    """Nothing that was whole is moved away, nothing is overwritten, no number is given twice."""
    size = len(small.data)
    for place in [*range(size - 14, size), size - 100]:
        study, home = tmp_path / f"s{place}", tmp_path / f"h{place}"
        (study / "log").mkdir(parents=True)
        trial.as_one(shutil.copytree(small.homes[0], home))
        spoilt = bytearray(small.data)
        spoilt[place] ^= 1
        log = study / "log" / small.log.name
        log.write_bytes(spoilt)
        ledger = open_study(study, home=home)
        before = trial.picture(ledger.state)
        for number in (1, 2):
            op = {"table": "z", "id": str(number), "set": {"on": True}}
            ledger.commit(handle, lambda _, op=op: [op])  # type: ignore[misc]  # bound at once
        assert log.read_bytes().startswith(spoilt[: size - 1])
        again = open_study(study, home=home)
        assert trial.picture(again.state) == trial.picture(ledger.state) != before
        seqs = [e.seq for c in again.journal.archive.changes() for e in c if e.dev == log.stem]
        assert len(seqs) == len(set(seqs))


@pytest.mark.parametrize(
    ("step", "bits"),
    [pytest.param(211, 1, id="quick"), pytest.param(3, 2, id="many", marks=pytest.mark.slow)],
)
def test_a_spoilt_snapshot_never_shows_a_wrong_state(
    small: Recorded, tmp_path: Path, step: int, bits: int
) -> None:
    """The logs say what is; what a disk spoilt is kept and told, and taken for nobody's change."""
    good = (small.folder / SNAPSHOT).read_bytes()
    study = tmp_path / "study"
    shutil.copytree(small.folder, study)
    rng = trial.dice(2)
    marks = good.index(b"marks")  # whose ids are whose: what is wrong there renames moments
    near = {*range(200), *range(marks, marks + 40)} if step > 3 else set[int]()
    places = {*range(0, len(good), step)} | near
    for place in sorted(places):
        for bit in rng.sample(range(8), bits):
            spoilt = bytearray(good)
            spoilt[place] ^= 1 << bit
            (study / SNAPSHOT).write_bytes(spoilt)
            ledger = open_study(study, home=tmp_path / "home")
            assert trial.picture(ledger.state) == small.pictures[0], (place, bit)
            assert ledger.recovered is not None
            assert ledger.recovered.documents == 0, (place, bit)
            assert trial.kept(study) == [bytes(spoilt)], (place, bit)
            assert snapshot.unpack((study / SNAPSHOT).read_bytes()) is not None
            shutil.rmtree(study / "quarantine")
    assert len(list((study / "log").glob("*.jsonl"))) == 1, "nothing was journalled"


@pytest.mark.parametrize(
    ("step", "bits"),
    [pytest.param(13, 1, id="quick"), pytest.param(1, 2, id="every", marks=pytest.mark.slow)],
)
def test_a_spoilt_head_is_not_believed(
    small: Recorded, tmp_path: Path, step: int, bits: int
) -> None:
    """It is a cache: without it the logs are read."""
    data = small.log.with_suffix(".head").read_bytes()
    path = tmp_path / "x.head"
    path.write_bytes(data)
    assert heads.load(path) is not None
    rng = trial.dice(4)
    for place in range(0, len(data), step):
        for bit in rng.sample(range(8), bits):
            spoilt = bytearray(data)
            spoilt[place] ^= 1 << bit
            path.write_bytes(spoilt)
            assert heads.load(path) is None, (place, bit)
    for cut in range(0, len(data), step):
        path.write_bytes(data[:cut])
        assert heads.load(path) is None, cut


def test_a_log_that_goes_while_we_work_is_not_written_to_again(tmp_path: Path) -> None:
    """A backup put back under an open study, or a log removed, begins another log."""
    for change in ("cut", "removed"):
        ledger = open_study(tmp_path / change)
        for _ in range(3):
            trial.act(ledger, trial.dice(1))
        first = trial.own_log(ledger)
        if change == "cut":
            os.truncate(first, first.stat().st_size // 2)
        else:
            first.unlink()
        before = first.read_bytes() if first.exists() else None
        trial.act(ledger, trial.dice(2))
        assert (first.read_bytes() if first.exists() else None) == before
        assert trial.own_log(ledger) != first
        again = Ledger(tmp_path / change, ledger.journal.home)
        assert again.journal.own_position("ana") is not None


def test_a_copied_folder_begins_a_log_of_its_own_where_it_is_continued(tmp_path: Path) -> None:
    """Two copies that go on never write the same number into one log."""
    here = open_study(tmp_path / "here", home=tmp_path / "home")
    trial.act(here, trial.dice(1))
    shutil.copytree(tmp_path / "here", tmp_path / "there")
    elsewhere = open_study(tmp_path / "there", home=tmp_path / "another home")
    trial.act(elsewhere, trial.dice(2))
    assert elsewhere.journal.own_position("ana") != here.journal.own_position("ana")
    own = elsewhere.journal.own_position("ana")
    assert own is not None
    assert own.mark == "ana2"
    shutil.copytree(tmp_path / "here", tmp_path / "beside")
    beside = open_study(tmp_path / "beside", home=tmp_path / "home")
    trial.act(beside, trial.dice(3))
    trial.act(here, trial.dice(4))
    one, two = beside.journal.own_position("ana"), here.journal.own_position("ana")
    assert one is not None
    assert two is not None
    assert one.dev != two.dev


def test_the_same_number_twice_is_kept_and_told(tmp_path: Path) -> None:
    """A log continued in two places: the first is shown, the other lies in quarantine."""
    ledger = open_study(tmp_path / "study")
    trial.act(ledger, trial.dice(1))
    log = trial.own_log(ledger)
    shared = log.read_bytes()
    ledger.commit("ana", lambda _: [{"table": "t", "id": "1", "set": {"at": "one"}}])
    one = log.read_bytes()
    log.write_bytes(shared)
    other = open_study(tmp_path / "study", home=tmp_path / "home2")
    other.journal.home = ledger.journal.home
    log.write_bytes(one)
    line = one[len(shared) :]
    entry = decode(line[:-1])
    assert entry is not None
    forged = line.replace(b"one", b"two")[:-11]
    import zlib

    body = line.replace(b"one", b"two")[:-19]
    forged = b'%b,"sum":"%08x"}\n' % (body, zlib.crc32(body))
    log.write_bytes(one + forged + line)
    again = open_study(tmp_path / "study")
    assert again.state.row("t", "1") == {"at": "one"}
    whys = [trouble.why for trouble in again.journal.troubles]
    assert len(whys) == 2
    assert "continued in two places" in whys[0]
    assert "written twice" in whys[1]
    assert trial.kept(tmp_path / "study") == [forged]
    trial.act(again, trial.dice(2))
    assert trial.picture(open_study(tmp_path / "study").state) == trial.picture(again.state)


def test_a_copy_of_a_log_under_another_name_is_known_and_adds_nothing(tmp_path: Path) -> None:
    """Cloud folders make conflict copies."""
    ledger = open_study(tmp_path / "study")
    for _ in range(5):
        trial.act(ledger, trial.dice(1))
    log = trial.own_log(ledger)
    shutil.copy(log, log.with_name(f"{log.stem} (conflicted copy).jsonl"))
    again = open_study(tmp_path / "study")
    assert trial.picture(again.state) == trial.picture(ledger.state)
    assert again.head == ledger.head
    assert again.journal.copies == {f"{log.stem} (conflicted copy)": log.stem}
    assert not again.journal.troubles
