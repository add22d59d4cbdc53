"""Erasing a person: what is about them goes from the journal, from the folder and from backups.

The intent is journalled first, as a document of the table ``erasures``, and its end last; what
stands between can be cut short anywhere and is made again. From the first on, nothing of the person
is shown or written by anyone who reads the journal. It cannot be undone.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fieldkit.model.errors import FieldkitError, NotSavedError, UsageError
from fieldkit.model.times import Clock, now
from fieldkit.store.entry import Op, decode, stamp
from fieldkit.store.erase_backups import Backups, sweep_backups
from fieldkit.store.erase_plan import Plan, plan_of
from fieldkit.store.files import locked
from fieldkit.store.kept_backups import folder_of
from fieldkit.store.ledger import Ledger
from fieldkit.store.log import SUFFIX
from fieldkit.store.redaction import ERASURES, SIGN, Erased, renamed
from fieldkit.store.state import State
from fieldkit.store.sweep import Place, Swept, preview, sweep

FINISHED = "finished"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """What an erasure did."""

    plan: Plan
    at: datetime
    swept: Swept
    backups: Backups


def erase(
    ledger: Ledger,
    handle: str,
    plan: Plan,
    *,
    clock: Clock = now,
    progress: Progress | None = None,
) -> Erasure:
    """Erase a person; when this returns it is done, and journalled as done.

    Args:
        ledger: The study, open.
        handle: Who erases.
        plan: Whom.
        clock: Gives the time.
        progress: Told how many backups of how many were swept.

    Raises:
        UsageError: A session with the person alone is open here.
        NotSavedError: The disk did not take all of it; made again, it goes on.
        StudyBusyError: Another window writes, or takes a backup, and does not finish.

    Cost: reads and rewrites the journal, and every backup.
    """
    _refuse_open(ledger, handle, plan)
    files, at = ledger.files, clock()
    own = folder_of(ledger.journal.home, ledger.journal.study)
    try:
        files.make_folder(own.parent)
        files.make_folder(own)
        with locked(files, own / ".lock"):
            plan = _begin(ledger, handle, plan.person, at)
            swept, backups = _carry_out(ledger, plan, own, progress)
            _finish(ledger, handle, plan.person, at)
    except OSError as error:
        why = error.strerror or str(error)
        message = f"Not all of it was erased: {why}. Do it again: fieldkit erase {plan.person}"
        raise NotSavedError(message) from error
    return Erasure(plan=plan, at=at, swept=swept, backups=backups)


def _begin(ledger: Ledger, handle: str, person: str, at: datetime) -> Plan:
    """Journal the intent; return the plan as it is under the lock."""
    planned: list[Plan] = []

    def make(_: object) -> Iterator[Op]:
        planned[:] = [plan_of(ledger, person)]
        if op := planned[0].op(ledger.state, handle, at):
            yield ledger.state.based(op)

    ledger.commit(handle, make)
    return planned[0]


def _carry_out(
    ledger: Ledger, plan: Plan, own: Path, progress: Progress | None
) -> tuple[Swept, Backups]:
    """Sweep the study and its backups, and remember what was erased for those elsewhere."""
    journal = ledger.journal
    journal.reread()
    place, erased = _place(ledger, plan.sessions), journal.erased
    swept = sweep(place, erased, ledger.files)
    _sweep_snapshot(ledger)
    anywhere = renamed(erased.fields, journal.naming.anywhere)
    backups = sweep_backups(own, place, anywhere, ledger.files, progress)
    journal.home.remember_erased(journal.study, anywhere)
    return swept, backups


def preview_of(ledger: Ledger, handle: str, plan: Plan) -> tuple[Swept, int]:
    """Return what an erasure would remove from the folder, and how many backups are looked into."""
    erased = Erased({kind: dict(held) for kind, held in ledger.journal.erased.fields.items()})
    if op := plan.op(ledger.state, handle, now()):
        erased.learn(op)
    swept = preview(_place(ledger, plan.sessions), erased, ledger.files)
    own = folder_of(ledger.journal.home, ledger.journal.study)
    return swept, len(list(own.glob("*.zip")))


def keep_erased(ledger: Ledger, handle: str) -> Swept | None:
    """Sweep what came in late about someone erased; None where nothing did, or it must wait.

    A log copied in from another device brings it, or a folder that another device swept in part.
    Until it is swept it is passed over by whoever reads.
    """
    if not ledger.journal.reading.late or ledger.journal.shut or unfinished(ledger.state):
        return None
    erased = ledger.journal.erased
    try:
        _grow(ledger, handle)
        swept = sweep(_place(ledger, erased.named("sessions")), erased, ledger.files)
        _sweep_snapshot(ledger)
    except (OSError, FieldkitError):
        return None  # a folder that cannot be written now: tried again at the next opening
    return swept


def unfinished(state: State) -> list[str]:
    """Return whose erasures were begun and not brought to their end."""
    rows = state.rows(ERASURES).values()
    return [str(row["id"]) for row in rows if FINISHED not in row and "id" in row]


def under_way(logs: Path) -> bool:
    """Tell from the logs alone whether an erasure was begun and not brought to its end.

    Cost: reads every log, and decodes the lines of erasures.
    """
    begun, finished = set[str](), set[str]()
    for path in logs.glob(f"*{SUFFIX}"):
        lines = (line for line in path.read_bytes().split(b"\n") if SIGN in line)
        for op in (op for entry in filter(None, map(decode, lines)) for op in entry.ops):
            if op["table"] == ERASURES:
                begun.add(op["id"])
                finished |= {op["id"]} if FINISHED in op.get("set", {}) else set()
    return not begun <= finished


def not_everywhere(ledger: Ledger) -> list[str]:
    """Return whose erasure is unfinished, or was made on another device and not with backups here.

    Cost: reads one small file.
    """
    journal, open_ = ledger.journal, unfinished(ledger.state)
    if next(folder_of(journal.home, journal.study).glob("*.zip"), None) is None:
        return open_
    known = journal.home.erased(journal.study).get("persons", {})
    others = {str(of) for key, of in journal.erased.named("persons").items() if key not in known}
    return sorted({*open_, *others})


def _finish(ledger: Ledger, handle: str, person: str, at: datetime) -> None:
    _grow(ledger, handle)
    op: Op = {"table": ERASURES, "id": person, "set": {FINISHED: stamp(at)}}
    if FINISHED not in (ledger.state.row(ERASURES, person) or {}):
        ledger.commit(handle, lambda _: [ledger.state.based(op)])
    ledger.settle(whatever_size=True)


def _grow(ledger: Ledger, handle: str) -> None:
    """Journal what no erasure named yet: later changes of it are known by that only."""
    growth = ledger.journal.erased.growth()
    if growth:
        ledger.commit(handle, lambda _: [ledger.state.based(op) for op in growth])
        ledger.journal.erased.news.clear()


def _sweep_snapshot(ledger: Ledger) -> None:
    """Write ``study.json`` from what is left."""
    ledger.journal.reading.late.clear()
    ledger.journal.archive.forget()
    ledger.settle(whatever_size=True, again=True)


def _refuse_open(ledger: Ledger, handle: str, plan: Plan) -> None:
    own = ledger.journal.own_position(handle)
    for name, row in ledger.head.sessions.items():
        if own is not None and row.get("dev") == own.dev and name in plan.sessions:
            message = f"Session {name} with {plan.person} is open; end it: fieldkit session stop"
            raise UsageError(message)


def _place(ledger: Ledger, sessions: Iterable[str]) -> Place:
    """Return what is swept of a study whose sessions with an erased person alone are these."""
    journal = ledger.journal
    rows = [ledger.state.row("sessions", name) or {} for name in sessions]
    return Place(
        folder=ledger.folder,
        naming=journal.naming,
        rescued=journal.home.rescue(journal.study),
        spans=tuple((r["start"], r["end"]) for r in rows if r.get("start") and r.get("end")),
    )
