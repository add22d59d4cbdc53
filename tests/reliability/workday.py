"""A day's work on a disk that fails: every kind of file is written, and each thing tried again."""

import os
from collections.abc import Callable
from pathlib import Path

import trial
from faults import FaultyFiles

from fieldkit.model.errors import FieldkitError, NotSavedError
from fieldkit.model.keys import as_handle
from fieldkit.model.observer import Observer
from fieldkit.store.drafts import Drafts, left_behind, settle
from fieldkit.store.home import Home
from fieldkit.store.journal import Journal
from fieldkit.store.new_study import create_study
from fieldkit.store.notebook import Notebook
from fieldkit.store.pen import open_pen
from fieldkit.store.state import State

ANA = Observer(handle=as_handle("ana"))
TRIES = 4


def said_by(logs: Path) -> str:
    """Return what the logs say, read from their first byte."""
    journal, state = Journal(logs.parent, Home(logs.parent / "nobody")), State()
    for entries in journal.archive.changes():
        for entry in entries:
            state.apply(entry)
    return trial.picture(state)


class Day:
    """One day, on a disk of its own."""

    def __init__(self, top: Path, files: FaultyFiles) -> None:
        self.folder = top / "study"
        self.files = files
        self.home = Home(top / "home", files)
        self.told: list[str] = []
        """What was said of what the disk did not take."""
        self.now = trial.clock()()
        self.offered: list[str] = []

    def work(self) -> "Day":
        """Work from morning to evening."""
        for part in (self._begin, self._write, self._torn, self._strange, self._end):
            part()
        return self

    def _until(self, do: Callable[[], object]) -> None:
        """Do it until the disk has taken it; each time memory has what the disk has."""
        for _ in range(TRIES):
            try:
                do()
            except (NotSavedError, OSError) as error:
                self._hear(error)
            except FieldkitError as error:
                if "cannot be made" in str(error):
                    self._hear(error)
                    continue
                message = f"refused, where the disk was full a moment ago: {error}"
                raise AssertionError(message) from error
            else:
                return
            finally:
                if hasattr(self, "notebook"):
                    self.notebook.refresh()
                    assert trial.picture(self.notebook.ledger.state) == said_by(self._logs)
        message = f"never taken: {self.told}"
        raise AssertionError(message)

    def _hear(self, error: Exception) -> None:
        line = str(error)
        assert len(line.splitlines()) == 1
        self.told.append(line)

    @property
    def _logs(self) -> Path:
        return self.folder / "log"

    def _open(self) -> None:
        self.notebook = Notebook(
            self.folder, self.home, ANA, files=self.files, clock=lambda: self.now
        )
        found = self.notebook.ledger.recovered
        if found and found.why:
            self.told.append(found.why)

    def _begin(self) -> None:
        def begin() -> None:
            self.home.be(ANA)
            self.notebook = create_study(
                self.folder,
                self.home,
                ANA,
                title="Till",
                files=self.files,
                clock=lambda: self.now,
            )

        self._until(begin)
        self._until(lambda: self.notebook.start_session(participants=["P1"]))
        self._until(self.notebook.settle)

    def _write(self) -> None:
        drafts = Drafts(self._logs, "ana", files=self.files)
        draft = drafts.new_id()
        for text in ("card", "card declined @pay"):
            self._until(lambda text=text: drafts.keep(draft, self.now, text))  # type: ignore[misc]
        drafts.close(forget=False)
        self.offered += [d.text for d in left_behind(self._logs, (), files=self.files)]
        line = "P1: card declined @pay !frustrated"
        written: list[str] = []
        self._until(lambda: written.append(self.notebook.write(line, draft=draft).moment.id))
        settle(self._logs, left_behind(self._logs, (), files=self.files), files=self.files)
        self._until(lambda: self.notebook.edit(written[0], f"{line} #trust"))
        self._until(self.notebook.undo)
        self._until(self._by_pen)

    def _by_pen(self) -> None:
        pen = open_pen(self.folder, self.home, ANA, files=self.files, clock=lambda: self.now)
        pen.write("a queue @till") if pen.head.moments < 2 else None
        pen.save_head()

    def _torn(self) -> None:
        """A process died while it wrote: its half line goes to quarantine."""
        own = self.notebook.ledger.journal.own_position("ana")
        assert own is not None
        with own.path.open("ab") as stream:
            stream.write(b'{"v":1,"dev":"torn')
        self._until(lambda: self.notebook.write("she sighs @till"))

    def _strange(self) -> None:
        """Another program changes ``study.json``: it is kept, and taken over."""
        self._until(lambda: self.notebook.settle(whatever_size=True))
        path = self.folder / "study.json"
        path.write_bytes(path.read_bytes()[:-1] + b',"codes":{"1":{"label":"strange"}}}')
        self._until(self._open)
        self._until(self._taken_over)

    def _taken_over(self) -> None:
        """Open again, as the next command does, until what was found is taken over."""
        held = self.notebook.ledger.state.row("codes", "1")
        if held is None:
            self._open()
            self.notebook.settle()
        if self.notebook.ledger.state.row("codes", "1") is None:
            raise OSError(0, "study.json is not taken over yet")

    def _end(self) -> None:
        self._until(self.notebook.backup)
        self._until(lambda: self.notebook.pen.session() and self.notebook.stop_session())
        self._until(lambda: self.notebook.settle(whatever_size=True))


def shown(state: State) -> dict[str, list[str]]:
    """Return what a day left, but for what chance and time gave."""
    given = {"created", "edited"}
    return {
        name: sorted(
            repr(sorted((k, v) for k, v in row.items() if k not in given))
            for row in table.live.values()
        )
        for name, table in sorted(state.tables.items())
        if name != "study"
    }


def read(notebook: Notebook) -> list[tuple[object, ...]]:
    """Return what a day left to read, whatever log it stands in."""
    held = [(m.text, m.touchpoint, len(m.emotions)) for m in notebook.moments.all()]
    return [*sorted(held, key=repr), *[(s.open, s.participants) for s in notebook.sessions.all()]]


def kinds_of(paths: list[Path], top: Path) -> set[str]:
    """Return which kinds of files these are."""
    found = set()
    for path in paths:
        name = path.relative_to(top).as_posix()
        for part, kind in (
            ("opening", "scratch"),
            (".jsonl", "log"),
            ("quarantine", "quarantine"),
            (".draft.", "draft"),
            (".head", "head"),
            ("study/.study.json", "study.json"),
            ("home/studies", "record"),
            ("backups", "backup"),
            ("home", "home"),
        ):
            if part in name:
                found.add(kind)
                break
        else:
            found.add(name)
    return found


def remains(top: Path) -> list[str]:
    """Return what was left half done."""
    return [os.fspath(path) for path in top.rglob("*.new")]
