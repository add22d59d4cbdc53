"""Who continues which log, and what ids read as: copied folders, backups, clones, forks.

Each case is a few steps on places. A place is a study's folder and, with it, an installation's own
folder, unless they are moved apart. What must hold after every case: nothing written is lost, no id
means two things, and every place that has the same files shows the same.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path

import pytest
import trial

from fieldkit.store.entry import Op
from fieldkit.store.ledger import Ledger
from fieldkit.store.own import OwnLog
from fieldkit.store.state import State, doc_id


@dataclass(slots=True)
class World:
    """Places and what was written at each, by its text."""

    root: Path
    written: dict[str, str] = field(default_factory=dict)
    """Text to the id given to it then."""
    began: dict[str, list[str]] = field(default_factory=dict)
    """The logs that each place wrote to, in order."""

    def study(self, place: str) -> Path:
        """Return a place's study."""
        return self.root / place / "study"

    def home(self, place: str) -> Path:
        """Return a place's own folder."""
        return self.root / place / "home"

    def open(self, place: str) -> Ledger:
        """Open the study of a place."""
        return trial.open_study(self.study(place), home=self.home(place))

    def do(self, step: str) -> None:
        """Do one step: a verb and what it is done with."""
        verb, *names = step.split()
        getattr(self, f"do_{verb}")(*names)

    def do_write(self, place: str, *texts: str) -> None:
        """Write moments, each a change of its own."""
        ledger = self.open(place)
        for text in texts:
            made = ""
            for entry in ledger.commit("ana", self.making(ledger, text)):
                made = entry.ops[0]["id"] if entry.ops else made
                logs = self.began.setdefault(place, [])
                if entry.dev not in logs:
                    logs.append(entry.dev)
            assert made not in self.shown(place, but=text), "no id is given twice"
            self.written[text] = made
        ledger.settle()

    def making(self, ledger: Ledger, text: str) -> Callable[[OwnLog], list[Op]]:
        """Return the making of a moment."""

        def make(own: OwnLog) -> list[Op]:
            name = ledger.head.next_id("moments", own.mark)
            return [{"table": "moments", "id": name, "set": {"text": text}}]

        return make

    def do_cite(self, place: str, claim: str, *texts: str) -> None:
        """Write an insight that cites moments, named as they read here."""
        ledger = self.open(place)
        shown = {text: name for name, text in self.shown(place).items()}
        cited = {f"supporting/{shown[text]}": True for text in texts}

        def make(own: OwnLog) -> list[Op]:
            name = ledger.head.next_id("insights", own.mark)
            return [{"table": "insights", "id": name, "set": {"claim": claim, **cited}}]

        ledger.commit("ana", make)
        ledger.settle()

    def do_edit(self, place: str, text: str, note: str) -> None:
        """Write a note to a moment found by its text, as it reads here."""
        ledger = self.open(place)
        (name,) = [name for name, held in self.shown(place).items() if held == text]
        op: Op = {"table": "moments", "id": name, "set": {"note": note}}
        ledger.commit("ana", lambda _: [ledger.state.based(op)])
        ledger.settle()

    def do_copy(self, old: str, new: str) -> None:
        """Copy the study only: a folder given to somebody, a stick, a backup."""
        shutil.copytree(self.study(old), self.study(new))

    def do_clone(self, old: str, new: str) -> None:
        """Copy everything, the installation's own folder too, file by file."""
        shutil.copytree(self.root / old, self.root / new)

    def do_image(self, old: str, new: str) -> None:
        """Copy everything as an image of the disk does: nothing can tell it from the first."""
        self.do_clone(old, new)
        trial.as_one(self.home(new))

    def do_restore(self, old: str, place: str) -> None:
        """Put a copy of the study back in the place of what is there."""
        shutil.rmtree(self.study(place))
        self.do_copy(old, place)

    def do_rehome(self, old: str, place: str) -> None:
        """Put a copy of the installation's own folder back."""
        if self.home(place).exists():  # beside it first: the copy is made of files of its own
            self.home(place).rename(self.root / f"home-before-{len(list(self.root.iterdir()))}")
        shutil.copytree(self.home(old), self.home(place))

    def do_homeless(self, place: str) -> None:
        """Lose the installation's own folder."""
        shutil.rmtree(self.home(place), ignore_errors=True)

    def do_move(self, old: str, new: str) -> None:
        """Move a study to another folder of the same installation."""
        self.study(old).rename(self.root / f"{new}-moved")
        (self.root / old).rename(self.root / new)
        (self.root / f"{new}-moved").rename(self.study(new))

    def do_sync(self, *places: str) -> None:
        """Bring every log to every place, as a sync program would: the longer of two wins."""
        logs: dict[str, bytes] = {}
        for place in places:
            for path in (self.study(place) / "log").glob("*.jsonl"):
                logs[path.name] = max(logs.get(path.name, b""), path.read_bytes(), key=len)
        for place in places:
            for name, data in logs.items():
                (self.study(place) / "log" / name).write_bytes(data)

    def do_conflict(self, old: str, place: str) -> None:
        """Bring the logs of another place, kept beside ours where both have one of a name."""
        for path in (self.study(old) / "log").glob("*.jsonl"):
            there = self.study(place) / "log" / path.name
            if there.exists() and there.read_bytes() != path.read_bytes():
                there = there.with_name(f"{path.stem} (conflicted copy 2026-05-11).jsonl")
            shutil.copy(path, there)

    def do_lose(self, place: str, which: str) -> None:
        """Lose a file of the study: its snapshot, its heads, or all logs."""
        for path in self.study(place).glob(which):
            path.unlink()

    def do_open(self, place: str) -> None:
        """Open the study and bring its snapshot up to date."""
        self.open(place).settle()

    def shown(self, place: str, but: str = "") -> dict[str, str]:
        """Return the moments of a place: text by id."""
        rows = self.open(place).state.rows("moments").values()
        return {row["id"]: row["text"] for row in rows if row["text"] != but}

    def cited(self, place: str) -> dict[str, set[str]]:
        """Return for each claim the texts of the moments it cites."""
        state = self.open(place).state
        texts = self.shown(place)
        return {
            row["claim"]: {texts.get(name, "?") for name in row["supporting"]}
            for row in state.rows("insights").values()
        }

    def notes(self, place: str) -> dict[str, str]:
        """Return the notes of a place by the text of their moments."""
        rows = self.open(place).state.rows("moments").values()
        return {row["text"]: row["note"] for row in rows if "note" in row}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What happens, and what must be seen after it."""

    name: str
    steps: tuple[str, ...]
    same_log: tuple[str, ...] = ()
    """Places that wrote one log only."""
    new_log: tuple[str, ...] = ()
    """Places that wrote several logs, or another than the first place did."""
    told: tuple[str, ...] = ()
    """Places whose check tells of a log continued in two places."""
    kept: tuple[str, ...] = ()
    """Texts that are not shown, but kept in the files of every place of these."""
    cited: tuple[tuple[str, str, str], ...] = ()
    """Place, claim, the texts cited."""
    notes: tuple[tuple[str, str, str], ...] = ()
    """Place, text, note."""
    at: tuple[str, ...] = ("a",)
    """Places that must show everything written."""


def case(name: str, *steps: str, **more: object) -> Case:
    """Return a case, its steps in words."""
    return Case(name=name, steps=steps, **more)  # type: ignore[arg-type]  # checked by the dataclass


APART = ("write a one", "write b two")
CASES = [
    # the same log continues where it may
    case("one place, opened again and again", "write a one", "write a two", same_log=("a",)),
    case("the study moved within its machine", "write a one", "move a b", "write b two",
         same_log=("b",), at=("b",)),
    case("the snapshot lost", "write a one", "lose a study.json", "write a two", same_log=("a",)),
    case("the heads lost", "write a one", "lose a log/*.head", "write a two", same_log=("a",)),
    case("a copy given away, nothing done there", "write a one", "copy a b", "write a two",
         same_log=("a",)),
    case("a copy given away and written there", "write a one", "copy a b", "write b two",
         "write a three", "sync a b", same_log=("a",), new_log=("b",), at=("a", "b")),
    case("and back again, and on", "write a one", "copy a b", "write b two", "sync a b",
         "write a three", "write b four", "sync a b", same_log=("a",), at=("a", "b")),
    case("the folder restored as it is", "write a one", "copy a x", "restore x a", "write a two",
         same_log=("a",)),
    # a new log begins where it must
    case("the own folder lost", "write a one", "homeless a", "write a two", new_log=("a",)),
    case("an older study restored", "write a one", "copy a x", "write a two", "restore x a",
         "write a three", new_log=("a",), at=()),
    case("and the lost log comes back", "write a one", "copy a x", "write a two", "copy a y",
         "restore x a", "write a three", "sync a y", new_log=("a",), at=("a", "y")),
    case("an older study restored twice", "write a one", "copy a x", "write a two", "copy a y",
         "restore x a", "write a three", "copy a z", "restore x a", "write a four",
         "sync a y z", new_log=("a",), at=("a", "y", "z")),
    case("the own folder restored, older", "write a one", "clone a x", "write a two", "rehome x a",
         "write a three", new_log=("a",)),
    case("both restored, older", "write a one", "clone a x", "write a two", "copy a y",
         "rehome x a", "restore x a", "write a three", "sync a y", new_log=("a",), at=("a", "y")),
    case("a laptop cloned file by file", "write a one", "clone a b", "write b two", "write a three",
         "sync a b", same_log=("a",), new_log=("b",), at=("a", "b")),
    case("a clone of a clone", "write a one", "clone a b", "clone b c", "write c two",
         "write b three", "write a four", "sync a b c", same_log=("a",), at=("a", "b", "c")),
    case("a clone, used at once on both", "write a one", "clone a b", "write a two", "write b two2",
         "write a three", "write b three2", "sync a b", at=("a", "b")),
    case("a clone that only looks", "write a one", "clone a b", "open b", "write a two", "sync a b",
         same_log=("a",), at=("a", "b")),
    case("an own folder of another study", "write b one", "write a two", "rehome b a",
         "write a three", "sync a b", new_log=("a",), at=("a", "b")),
    # one mark claimed while apart
    case("two that never met", *APART, "sync a b", at=("a", "b")),
    case("two that never met, one opened between", *APART, "open a", "sync a b", "open a", "open b",
         at=("a", "b")),
    case("three that never met", *APART, "write c three", "sync a b c", at=("a", "b", "c")),
    case("three, two of them first", *APART, "write c three", "sync a b", "open a", "sync a b c",
         at=("a", "b", "c")),
    case("three in a chain", *APART, "write c three", "sync a b", "sync b c", "sync a b c",
         at=("a", "b", "c")),
    case("and both go on", *APART, "sync a b", "write a three", "write b four", "sync a b",
         same_log=("a", "b"), at=("a", "b")),
    case("and both go on without meeting again", *APART, "sync a b", "write a three four",
         "write b five six", "sync a b", same_log=("a", "b"), at=("a", "b")),
    case("many of each", "write a 1 2 3 4 5", "write b 6 7 8 9", "sync a b", "write a 10",
         "write b 11 12", "sync a b", at=("a", "b")),
    case("with citations of their own", "write a one", "cite a A one", "write b two",
         "cite b B two", "sync a b", at=("a", "b"),
         cited=(("a", "A", "one"), ("a", "B", "two"), ("b", "A", "one"), ("b", "B", "two"))),
    case("citing across after meeting", *APART, "sync a b", "cite a A two", "cite b B one",
         "sync a b", at=("a", "b"),
         cited=(("a", "A", "two"), ("b", "A", "two"), ("a", "B", "one"), ("b", "B", "one"))),
    case("citing both at once", *APART, "sync a b", "cite a A one two", "cite b B one two",
         "sync a b", cited=(("b", "A", "one two"), ("a", "B", "one two")), at=("a", "b")),
    case("editing the other's after meeting", *APART, "sync a b", "edit a two x", "edit b one y",
         "sync a b", notes=(("a", "two", "x"), ("b", "two", "x"), ("a", "one", "y")),
         at=("a", "b")),
    case("editing one's own before and after", *APART, "edit b two x", "sync a b", "edit b two z",
         "edit a one y", "sync a b", notes=(("a", "two", "z"), ("b", "one", "y")), at=("a", "b")),
    case("a third who knew one of them only", "write a one", "copy a c", "cite c C one",
         "edit c one n", "write b two", "sync a b c",
         cited=(("a", "C", "one"), ("b", "C", "one"), ("c", "C", "one")),
         notes=(("a", "one", "n"), ("b", "one", "n")), at=("a", "b", "c")),
    case("a third who knew the other only", "write b two", "copy b c", "cite c C two",
         "edit c two n", "write a one", "sync a b c",
         cited=(("a", "C", "two"), ("b", "C", "two"), ("c", "C", "two")),
         notes=(("a", "two", "n"), ("b", "two", "n")), at=("a", "b", "c")),
    case("a third who met both cites both", *APART, "sync a b", "copy a c", "cite c C one two",
         "sync a b c", cited=(("b", "C", "one two"),), at=("a", "b", "c")),
    case("two thirds, each knowing another", *APART, "copy a c", "copy b d", "cite c C one",
         "cite d D two", "sync a b c d",
         cited=(("c", "D", "two"), ("d", "C", "one"), ("a", "D", "two")), at=("a", "b", "c", "d")),
    case("a fourth joins late", *APART, "sync a b", "cite a A one two", "write d three",
         "sync a b d", "cite d D one three", "sync a b d",
         cited=(("b", "A", "one two"), ("b", "D", "one three"), ("d", "A", "one two")),
         at=("a", "b", "d")),
    case("the snapshot lost after meeting", *APART, "sync a b", "open a", "lose a study.json",
         "write a three", "write b four", "sync a b", same_log=("a", "b"), at=("a", "b")),
    case("the heads lost after meeting", *APART, "sync a b", "write a three", "lose a log/*.head",
         "write a four", "sync a b", same_log=("a",), at=("a", "b")),
    case("the own folders lost after meeting", *APART, "sync a b", "homeless a", "homeless b",
         "write a three", "write b four", "sync a b", at=("a", "b")),
    case("all logs lost after meeting, the snapshot left", *APART, "sync a b", "open a",
         "lose a log/*.jsonl", "write a three", new_log=("a",)),
    case("one log lost after meeting, and found again", *APART, "sync a b", "cite a A one two",
         "copy a x", "lose a log/*.jsonl", "open a", "sync a x", cited=(("x", "A", "one two"),),
         at=("a", "x")),
    # forks: a log continued in two places, which nothing could foresee
    case("a disk image, both go on, the longer wins by name", "write a one", "image a b",
         "write a two", "write b three", "conflict b a", told=("a",), kept=("three",), at=()),
    case("and the first goes on", "write a one", "image a b", "write a two", "write b three",
         "conflict b a", "write a four", told=("a",), kept=("three",), at=()),
    case("and the second wrote more", "write a one", "image a b", "write a two",
         "write b three four five", "conflict b a", "write a six", told=("a",),
         kept=("three", "four", "five"), at=()),
    case("an image of which one only goes on", "write a one", "image a b", "write b two three",
         "conflict b a", "write a four", new_log=("a",), at=("a",)),
    case("an image, overwritten by the other's", "write a one", "image a b", "write a two",
         "write b three", "sync a b", "open a", "open b", "write a four", at=()),
    case("a copy of a log that is behind", "write a one", "copy a x", "write a two", "conflict x a",
         "write a three", same_log=("a",)),
    case("a copy of a log that is ahead", "write a one", "copy a x", "write a two", "copy a y",
         "restore x a", "conflict y a", "write a three", new_log=("a",), at=("a",)),
    case("a copy beside a log of another, ahead", "write a one", "copy a b", "write b two",
         "sync a b", "copy b x", "write b three", "conflict b x", "open x", at=("x",)),
    case("conflict copies after meeting", *APART, "sync a b", "write a three", "write b four",
         "copy a x", "conflict b x", "conflict a b", at=("x", "b")),
]  # fmt: skip


def test_there_are_fifty_cases_of_different_names() -> None:
    """So that one that goes missing is missed."""
    assert len({each.name for each in CASES}) == len(CASES) >= 50


@pytest.mark.parametrize("each", CASES, ids=lambda each: each.name.replace(" ", "-"))
def test_identity(each: Case, tmp_path: Path) -> None:
    """Nothing is lost, no id means two things, and all who have the same files agree."""
    world = World(tmp_path)
    for step in each.steps:
        world.do(step)
    for place in each.at:
        shown = world.shown(place)
        assert sorted(shown.values()) == sorted(world.written), place
        assert not conflicts(world.open(place).state)
    same = [sorted(world.shown(place).items()) for place in each.at]
    assert all(rows == same[0] for rows in same), "all who have the same files agree"
    for place in each.same_log:
        assert len(world.began[place]) == 1, "the same log goes on"
    for place in each.new_log:
        first = next(iter(world.began.values()))[0]
        assert world.began[place][-1] != first, "a new log begins"
    for place, claim, texts in each.cited:
        assert world.cited(place)[claim] == set(texts.split())
    for place, text, note in each.notes:
        assert world.notes(place)[text] == note
    for place in each.told:
        whys = [trouble.why for trouble in fresh(world, place).journal.troubles]
        assert any("continued in two places" in why for why in whys)
        files = b"".join(path.read_bytes() for path in world.study(place).rglob("*.jsonl"))
        assert all(json.dumps(text).encode() in files for text in (*each.kept, *world.written))


def conflicts(state: State) -> list[object]:
    """Return the fields that two logs left with different values."""
    return [key for key, heads in state.rivals.items() if len(set(map(str, heads.values()))) > 1]


def fresh(world: World, place: str) -> Ledger:
    """Open a study that has no snapshot: every log is read from its first byte."""
    (world.study(place) / "study.json").unlink(missing_ok=True)
    return world.open(place)


def orders(logs: list[Path]) -> Iterator[tuple[Path, ...]]:
    """Yield every order in which logs may arrive."""
    yield from permutations(logs)


def test_what_ids_read_as_does_not_depend_on_the_order_of_arrival(tmp_path: Path) -> None:
    """State, head and snapshot: the same after any order, opened between or not."""
    world = World(tmp_path)
    for step in ("write a one", "cite a A one", "write b two", "cite b B two", "write c three"):
        world.do(step)
    logs = [path for p in "abc" for path in (world.study(p) / "log").glob("*.jsonl")]
    seen = set()
    for number, order in enumerate(orders(logs)):
        study = tmp_path / f"order{number}"
        (study / "log").mkdir(parents=True)
        ledger = None
        for log in order:
            shutil.copy(log, study / "log")
            ledger = trial.open_study(study) if ledger is None or number % 2 else ledger
            ledger.journal.catch_up()
            ledger.settle()
        assert ledger is not None
        again = trial.open_study(study)
        assert trial.picture(again.state) == trial.picture(ledger.state)
        assert again.head.numbers == ledger.head.numbers
        seen.add(trial.picture(ledger.state))
        stock = json.loads((study / "study.json").read_bytes())
        assert len(stock["moments"]) == 3
    assert len(seen) == 1
    again = trial.open_study(tmp_path / "order0")
    least, *others = sorted(log.stem for log in logs)
    names = {row["id"] for row in again.state.rows("moments").values()}
    assert names == {"ana-1", *(f"ana~{dev}-1" for dev in others)}
    assert least not in str(names)
    assert doc_id("moments", "ana-1") in again.state.rows("moments")
