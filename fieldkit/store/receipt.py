"""The receipt of an erasure: what was removed where, and what it cannot reach."""

from collections.abc import Iterator

from fieldkit.model.errors import NotSavedError
from fieldkit.model.keys import is_staff
from fieldkit.store.erase import Erasure
from fieldkit.store.erase_backups import Backups
from fieldkit.store.erase_plan import Plan
from fieldkit.store.files import write_whole
from fieldkit.store.ledger import Ledger
from fieldkit.store.sweep import Swept

RECEIPTS = "receipts"
SHOWN = 8
READERS = " (they told of them, with what readers wrote in: compile again)"
BEYOND = (
    "copies of the study's folder, on this device or others: open each with fieldkit once, after",
    "  bringing this study's log/ there, and what is about them is removed there, too",
    "backups made with --to, and those on other devices: fieldkit erase there; a backup that is",
    "  restored on this device is cleaned as it comes in",
    "exports, and digests written or sent elsewhere: delete them, compile again",
    "a cloud folder may make a conflict copy of another device's log, for it was rewritten here:",
    "  it is read, and what is about them removed from it, as soon as fieldkit opens the study",
    "what a cloud folder or git keeps of earlier versions: clear its history",
    "what a disk may still hold of removed files: SSDs overwrite when they please; encrypt them",
    "each line of the journal keeps its number, time, writer and length, without what it said",
)


def receipt(done: Erasure, folder: str) -> str:
    """Return what was removed where, and what could not be reached; without a word of theirs."""
    return "\n".join(_receipt(done, folder)) + "\n"


def keep_receipt(ledger: Ledger, done: Erasure) -> str:
    """Write the receipt into the study's folder; return its name there.

    Raises:
        NotSavedError: The disk did not take it; the erasure is done all the same.
    """
    folder = ledger.folder / RECEIPTS
    path = folder / f"{done.plan.person}-{done.at:%Y-%m-%dT%H%M%SZ}.txt"
    text = receipt(done, str(ledger.folder))
    try:
        ledger.files.make_folder(folder)
        write_whole(ledger.files, path, text.encode(), durable=True)
    except OSError as error:
        message = f"Erased, but the receipt could not be kept: {error.strerror or error}."
        raise NotSavedError(message) from error
    return f"{RECEIPTS}/{path.name}"


def _receipt(done: Erasure, folder: str) -> Iterator[str]:
    plan, swept, backups = done.plan, done.swept, done.backups
    kind = "staff member" if is_staff(plan.person) else "participant"
    also = f" (also {', '.join(plan.persons[1:])})" if len(plan.persons) > 1 else ""
    yield f"Receipt: {kind} {plan.person}{also} was erased, {done.at:%Y-%m-%d %H:%M} UTC"
    yield f"from the study in {folder}"
    yield ""
    yield "Removed"
    yield from (f"  {line}" for line in _removed(plan, swept, backups))
    yield ""
    yield "Left, without them"
    yield from (f"  {line}" for line in _left(plan) or ["nothing that named them"])
    if swept.strays:
        names = f"media/{', media/'.join(swept.strays[:SHOWN])}"
        more = f" and {len(swept.strays) - SHOWN} more" if len(swept.strays) > SHOWN else ""
        yield ""
        yield "Not known whose: media that no note names; look, and delete what is theirs"
        yield f"  {names}{more}"
    if backups.unreached:
        yield ""
        yield "NOT reached: see to these yourself"
        yield from (f"  {path}: {why}" for path, why in backups.unreached)
    yield ""
    yield "Out of reach of this program"
    yield from (f"  {line}" for line in BEYOND)


def _removed(plan: Plan, swept: Swept, backups: Backups) -> Iterator[str]:
    yield f"{plan.counted}, with their feelings, tags and remarks; the person's own record"
    entries = sum(swept.entries.values())
    logs = f"{len(swept.entries)} log{'s' * (len(swept.entries) != 1)}"
    yield f"log/: the content of {entries:,} entries in {logs}"
    yield "study.json and the heads beside the logs: made again without them"
    for what, names in (("media", swept.media), ("digests", swept.digests)):
        if names:
            yield f"{what}/: {', '.join(names)}" + (READERS if what == "digests" else "")
    if swept.quarantine or swept.pieces:
        yield f"quarantine/ and torn lines: {len(swept.quarantine) + swept.pieces} pieces"
    if swept.drafts:
        yield f"lines typed and never saved, or kept while being typed: {swept.drafts}"
    for name, entries in backups.swept:
        yield f"backup {name}: the content of {entries:,} entries; opened again, and whole"
    if backups.clean:
        yield f"{backups.clean} backups held nothing of them"
    if backups.media:
        yield f"media kept beside the backups: {len(backups.media)}"


def _left(plan: Plan) -> list[str]:
    left = []
    for names, what in (
        (plan.parted, "notes of several people, whose code was taken out"),
        (plan.together, "sessions with others, whose code was taken out"),
        (plan.sessions, "sessions with them alone: that one took place, when and by whom"),
        (plan.insights, "insights that lost evidence: read whether they still stand"),
        (plan.mentions, "documents with the code in their words: read, and edit what is theirs"),
    ):
        if names:
            more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
            one_or_more = what if len(names) > 1 else what.replace("s ", " ", 1)
            left.append(f"{len(names)} {one_or_more}: {', '.join(names[:SHOWN])}{more}")
    return left
