"""The store with one thing wrong: each mutant is an edit of one function's source."""

import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from textwrap import dedent

VARIABLE = "FIELDKIT_TEST_MUTANT"
"""Names the mutant that a worker process is to be."""
Put = Callable[[object, str, object], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One edit."""

    name: str
    module: str
    function: str
    """``Class.method`` or ``function``."""
    edits: tuple[tuple[str, str], ...]

    def apply(self, put: Put = setattr) -> None:
        """Put the edited function in the place of the right one, wherever it is known.

        Args:
            put: Sets an attribute; a test's takes it back.

        Raises:
            LookupError: The source reads otherwise now: the edit is to be written anew.
        """
        module = import_module(f"fieldkit.store.{self.module}")
        owner, _, name = self.function.rpartition(".")
        holder = getattr(module, owner) if owner else module
        right = getattr(holder, name)
        source = dedent(inspect.getsource(right))
        for old, new in self.edits:
            if source.count(old) != 1:
                message = f"mutant {self.name!r}: {old!r} does not stand once in {self.function}"
                raise LookupError(message)
            source = source.replace(old, new)
        made: dict[str, object] = {}
        exec(compile(source, f"<{self.name}>", "exec"), vars(module), made)  # noqa: S102 — our own source, with one edit
        put(holder, name, made[name])
        for other in [*sys.modules.values()] if not owner else ():
            if other.__name__.startswith("fieldkit.") and vars(other).get(name) is right:
                put(other, name, made[name])


def apply_named(name: str | None) -> None:
    """Make this process a mutant, for good."""
    for mutant in MUTANTS:
        if mutant.name == name:
            mutant.apply()


SYNC = "self.files.fsync(fd)"
WRITE = "write_all(self.files, fd, change.data)"
MUTANTS = (
    Mutant(
        name="no fsync of the log",
        module="journal",
        function="Journal._append",
        edits=((SYNC, "pass"),),
    ),
    Mutant(
        name="acknowledged before the fsync, which the next change does",
        module="journal",
        function="Journal._append",
        edits=((SYNC, "pass"), (WRITE, f"{SYNC}; {WRITE}")),
    ),
    Mutant(
        name="in memory before it is on the disk",
        module="journal",
        function="Journal._append",
        edits=((WRITE, f"[f(e) for e in change.entries for f in self.followers]; {WRITE}"),),
    ),
    Mutant(
        name="the folder of a new log not synced",
        module="journal",
        function="Journal._append",
        edits=(("self.files.sync_folder(self.logs)", "pass"),),
    ),
    Mutant(
        name="a new folder not synced",
        module="files",
        function="Files.make_folder",
        edits=(("self.sync_folder(folder.parent)", "pass"),),
    ),
    Mutant(
        name="no lock",
        module="files",
        function="Files.try_lock",
        edits=(("fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)", "pass"),),
    ),
    Mutant(
        name="no catching up under the lock",
        module="journal",
        function="Journal.commit",
        edits=(("self.catch_up()", "pass"),),
    ),
    Mutant(
        name="no checksum",
        module="entry",
        function="decode",
        edits=(('b"%08x" % zlib.crc32(line[:cut]) != line[-10:-2]', "False"),),
    ),
    Mutant(
        name="renamed before the fsync",
        module="files",
        function="write_whole",
        edits=(("files.fsync(fd)", "pass"),),
    ),
    Mutant(
        name="a change of several lines applied without its last",
        module="log",
        function="_complete",
        edits=(("last[0] == last[1] == len(parts)", "last[0] >= last[1] - 1"),),
    ),
    Mutant(
        name="the snapshot trusted blindly",
        module="snapshot",
        function="unpack",
        edits=(('_sum(positions, ours["state"], data[-length:], ends) == ours["sum"]', "True"),),
    ),
    Mutant(
        name="the head trusted blindly",
        module="head",
        function="load",
        edits=((' or data[:8] != b"%08x" % zlib.crc32(data[8:])', ""),),
    ),
    Mutant(
        name="no truncating after a failed fsync",
        module="journal",
        function="Journal._take_back",
        edits=(("self.files.truncate(fd, own.offset)", "pass"),),
    ),
    Mutant(
        name="a failed fsync tried again on the same log",
        module="journal",
        function="Journal._abandon",
        edits=(("self._own = None", "return"),),
    ),
    Mutant(
        name="a torn end not mended",
        module="journal",
        function="Journal._our_log",
        edits=(("if size != own.offset:", "if False:"),),
    ),
    Mutant(
        name="a log continued that was cut while we worked",
        module="journal",
        function="Journal._our_log",
        edits=(("if own.seq and size < own.offset - 1:", "if False:"),),
    ),
    Mutant(
        name="a study that is gone made anew",
        module="files",
        function="Lock.__enter__",
        edits=(("if self._make:", "if True:"),),
    ),
    Mutant(
        name="a backup named before its fsync",
        module="backup",
        function="_Taking._write",
        edits=(("self._files.fsync(fd)", "pass"),),
    ),
    Mutant(
        name="what an erasure rewrote not synced",
        module="sweep",
        function="_Sweep._write",
        edits=(("durable=True", "durable=False"),),
    ),
    Mutant(
        name="what an erasure removed from beside the backups not synced",
        module="erase_backups",
        function="sweep_backups",
        edits=(("files.sync_folder(inner)", "pass"),),
    ),
    Mutant(
        name="quarantine not swept by an erasure",
        module="sweep",
        function="_Sweep.make",
        edits=(("self._quarantine()", "pass"),),
    ),
    Mutant(
        name="backups not swept by an erasure",
        module="erase",
        function="_carry_out",
        edits=(("sweep_backups(own, place, anywhere, ledger.files, progress)", "Backups()"),),
    ),
    Mutant(
        name="who was erased not remembered for backups that lie elsewhere",
        module="erase",
        function="_carry_out",
        edits=(("journal.home.remember_erased(journal.study, anywhere)", "pass"),),
    ),
    Mutant(
        name="what comes late about someone erased taken in",
        module="reading",
        function="Reading.take",
        edits=(("tuple(map(self.erased.clean, named))", "named"),),
    ),
)
