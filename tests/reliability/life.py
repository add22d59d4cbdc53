"""A study's life on a recorded disk: what was written, and what was promised by when."""

import os
from collections.abc import Callable
from pathlib import Path

import trial
from disk import Recorder, Step

from fieldkit.model.errors import NotSavedError
from fieldkit.model.keys import StudyId
from fieldkit.model.study import Study
from fieldkit.store import backup, history
from fieldkit.store.drafts import Drafts
from fieldkit.store.entry import Op
from fieldkit.store.files import write_whole
from fieldkit.store.ledger import SNAPSHOT, Ledger
from fieldkit.store.log import Change, read_changes

STUDY = Study(id=StudyId("trial"), title="Till")
MANY: list[Op] = [{"table": "t", "id": str(n), "set": {"n": n}} for n in range(1, 203)]
"""A change that takes two lines."""
KINDS = {
    "act": 7,
    "many": 1,
    "settle": 2,
    "head": 1,
    "undo": 2,
    "draft": 2,
    "log": 1,
    "other": 1,
    "tear": 1,
    "full": 1,
    "unsynced": 1,
    "again": 2,
    "strange": 1,
    "backup": 1,
}
"""What may happen, and how often beside the others."""


def changes_in(data: bytes) -> list[bytes]:
    """Return the whole changes in some bytes of a log, without their last line end."""
    found = (item for item in read_changes(data) if isinstance(item, Change))
    return [data[item.start : item.end].rstrip(b"\n") for item in found]


class Life:
    """A study that is worked on for a while.

    Args:
        top: Where the study and its installation's home are made.
        seed: Decides what happens.
        files: The disk.
        fail_at: Which of its syncs fails; 0 for none.
    """

    def __init__(
        self,
        top: Path,
        seed: int,
        files: Callable[[Path], Recorder] = Recorder,
        *,
        fail_at: int = 0,
    ) -> None:
        top.mkdir(parents=True)
        self.rng = trial.dice(seed)
        self.files = files(top)
        self.top = top
        self.acknowledged: list[tuple[int, bytes]] = []
        """By how many steps a change was promised, and the change."""
        self.strange: list[tuple[int, str]] = []
        """By how many steps another program had written a word into ``study.json``."""
        self.backups: list[tuple[int, str]] = []
        """By how many steps there was a backup, and its file."""
        self.typed: set[str] = {""}
        self.files.fail_at = fail_at
        self.ledger = self._opened()

    @property
    def folder(self) -> Path:
        """The study."""
        return self.top / "study"

    @property
    def steps(self) -> list[Step]:
        """What was done to the disk."""
        return self.files.steps

    def live(self, events: int) -> "Life":
        """Let so much happen; the first things are always a note, and a look at all the rest."""
        kinds = [*KINDS]
        for kind in ["act", *self.rng.choices(kinds, [*KINDS.values()], k=events)]:
            getattr(self, f"_{kind}")()
        return self

    def promised(self, steps: int) -> list[bytes]:
        """Return the changes that must be there after so many steps."""
        return [change for by, change in self.acknowledged if by <= steps]

    def attempted(self, steps: int) -> set[bytes]:
        """Return the changes that may be there after so many steps."""
        writes = [s.data for s in self.steps[:steps] if s.what == "write"]
        return {change for data in writes for change in changes_in(data)}

    # What happens

    def commit(self, do: Callable[[], object]) -> None:
        """Do what commits; what it wrote is promised from its return on.

        Taking over what another program wrote is promised to nobody where it fails.
        """
        before = len(self.steps)
        try:
            do()
        except (NotSavedError, OSError):
            return
        finally:
            self.files.short, self.files.unsynced = None, False
        done = self.steps[before:]
        taken_back = {step.handle for step in done if step.what in {"failed", "truncate"}}
        written = [
            step.data
            for step in done
            if step.what == "write" and step.path.endswith(".jsonl")
            if step.handle not in taken_back
        ]
        self.acknowledged += [(len(self.steps), c) for data in written for c in changes_in(data)]

    def _opened(self) -> Ledger:
        opened: list[Ledger] = []
        self.commit(lambda: opened.append(trial.open_study(self.folder, files=self.files)))
        return opened[0]

    def _act(self, handle: str = "ana") -> None:
        self.commit(lambda: trial.act(self.ledger, self.rng, handle=handle))

    def _many(self) -> None:
        self.commit(lambda: self.ledger.commit("ana", lambda _: MANY))

    def _other(self) -> None:
        self._act("leo")

    def _settle(self) -> None:
        self.commit(lambda: self.ledger.settle(whatever_size=True))

    def _head(self) -> None:
        own = self.ledger.journal.own_position("ana")
        if own is not None and own.seq:
            self.ledger.save_head(own.dev)

    def _undo(self) -> None:
        own = self.ledger.journal.own_position("ana")
        found = history.last_change(self.ledger, own.dev) if own else None
        if found:
            self.commit(lambda: history.take_back(self.ledger, "ana", found))

    def _draft(self) -> None:
        """Type a line, and save it, or not."""
        drafts = Drafts(self.ledger.journal.logs, "x", files=self.files)
        draft, text = drafts.new_id(), ""
        for letter in "card \ud800 declined":
            text += letter
            if self.rng.random() < 0.3:
                self.typed.add(text)
                drafts.keep(draft, trial.clock()(), text)
        if saved := self.rng.random() < 0.5:
            op: Op = {"table": "t", "id": draft, "set": {"text": text}}
            self.commit(lambda: self.ledger.commit("ana", lambda _: [op], draft=draft))
        drafts.close(forget=saved)

    def _log(self) -> None:
        """Forget the log: the next change begins another."""
        self.ledger.journal.home.forget("trial", "ana")
        self.ledger = self._opened()
        self._act()

    def _tear(self) -> None:
        """A process dies while it writes."""
        self._act()
        own = self.ledger.journal.own_position("ana")
        if own is None or not own.path.exists():
            return
        fd = self.files.open(own.path, os.O_WRONLY | os.O_APPEND)
        self.files.write(fd, b'{"v":1,"dev":"' + self.rng.randbytes(self.rng.randint(0, 600)))
        self.files.close(fd)
        self.ledger = self._opened()
        self._act()

    def _full(self) -> None:
        self.files.short = self.rng.choice([0, 1, 40, 100])
        self._act()
        self._act()

    def _unsynced(self) -> None:
        self.files.unsynced = True
        self._act()
        self._act()

    def _again(self) -> None:
        self.ledger = self._opened()

    def _strange(self) -> None:
        """Another program changes ``study.json``, and syncs what it wrote."""
        self._settle()
        if not (self.folder / SNAPSHOT).exists():
            return
        word = f"strange {len(self.strange)}"
        path = self.folder / SNAPSHOT
        data = path.read_bytes()
        table = b',"strange%d":{"1":{"word":"%b"}}}' % (len(self.strange), word.encode())
        try:
            write_whole(self.files, path, data[:-1] + table, durable=True)
        except OSError:
            return
        self.strange.append((len(self.steps), word))
        self.ledger = self._opened()

    def _backup(self) -> None:
        start = trial.clock()()
        taken: list[backup.Taken] = []
        self.commit(lambda: taken.append(backup.take(self.ledger, STUDY, clock=lambda: start)))
        for one in taken:
            assert not one.wrong
            self.backups.append((len(self.steps), one.path.relative_to(self.top).as_posix()))


def points(life: Life, states: int) -> dict[int, int]:
    """Spread so many states over the steps of a life: how many after each."""
    count = len(life.steps) + 1
    ends = [states * place // count for place in range(count + 1)]
    return {place: ends[place + 1] - ends[place] for place in range(count)}
