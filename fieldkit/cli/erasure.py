"""``fieldkit erase``: what is about a person goes, for good."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldkit.cli.place import (
    finish,
    has_terminal,
    open_notebook,
    progress,
    say,
    shown,
    study_option,
)
from fieldkit.model.errors import NotSavedError, UsageError

if TYPE_CHECKING:
    from fieldkit.store.erase_plan import Plan
    from fieldkit.store.sweep import Swept

ATTENTION = 3


@click.command("erase")
@click.argument("person", metavar="CODE")
@click.option("--yes", is_flag=True, help="Do not ask; for scripts.")
@study_option
@click.pass_context
def erase_(ctx: click.Context, person: str, yes: bool, study_here: Path | None) -> None:
    """Erase a participant or staff member from a study; it cannot be undone.

    Removed are their record, what they said and what was noted about them alone, from the journal
    of every device in the folder, drafts, media, quarantine, compiled digests and the backups on
    this machine. From notes and sessions of several people their code is taken out. What is left
    can be verified: fieldkit check.

    A receipt is printed and kept in receipts/, without a word of theirs.

    Exit code 3: something could not be reached; the receipt says what.

    \b
    fieldkit erase P7
    fieldkit erase S1 --yes
    """
    from fieldkit.store.erase import erase, preview_of
    from fieldkit.store.erase_plan import plan_of
    from fieldkit.store.receipt import keep_receipt, receipt

    notebook = open_notebook(ctx, study_here)
    ledger, handle = notebook.ledger, notebook.observer.handle
    plan = plan_of(ledger, person)
    if not yes and not has_terminal():
        message = f"Nothing was erased: without a terminal say so: fieldkit erase {person} --yes"
        raise UsageError(message)
    for line in _asked(plan, *preview_of(ledger, handle, plan)):
        say(line)
    if not yes:
        click.confirm(f"Erase {plan.person}?", abort=True, err=True)
    done = erase(ledger, handle, plan, clock=notebook.clock, progress=progress("backups"))
    refused, kept = None, ""
    try:  # kept before it is shown, for who shows it may have gone: ``| head``
        kept = keep_receipt(ledger, done)
    except NotSavedError as error:
        refused = error
    finish(notebook)
    for line in receipt(done, str(notebook.folder)).splitlines():
        click.echo(shown(line))
    if refused is not None:
        raise refused
    say(f"kept as {kept}")
    if done.backups.unreached:
        raise click.exceptions.Exit(ATTENTION)


def _asked(plan: "Plan", files: "Swept", backups: int) -> Iterator[str]:
    """Yield what is going to happen, for whoever is asked."""
    also = f" (also {', '.join(plan.persons[1:])})" if len(plan.persons) > 1 else ""
    if plan.begun:
        yield f"{plan.person}{also} was erased before; this goes through everything once more."
    else:
        yield f"Removes {plan.person}{also}: {plan.counted}, with feelings, tags and history."
    if parted := len(plan.parted) + len(plan.together):
        yield f"Takes their code out of {parted} notes and sessions of several people; these stay."
    lost = [
        (len(files.media), "media"),
        (len(files.digests), "digests that tell of them, with what readers wrote in"),
        (len(files.quarantine), "files of quarantine"),
        (files.drafts, "lines never saved"),
    ]
    removed = ", ".join(f"{n} {what}" for n, what in lost if n)
    entries, logs = sum(files.entries.values()), _count(len(files.entries), "log")
    looks = f"Rewrites {entries:,} entries of {logs} and looks through {_count(backups, 'backup')}"
    yield f"{looks}; removes {removed}." if removed else f"{looks}."
    yield "It cannot be undone, and does not reach copies elsewhere; the receipt says which."


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'s' * (number != 1)}"
