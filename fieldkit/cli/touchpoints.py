"""``fieldkit touchpoints``: where the company is met, and what it promises there."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fieldkit.cli.listing import format_option, list_rows
from fieldkit.cli.naming import group, kept, lister, merger, renamer
from fieldkit.cli.place import finish, open_notebook, say, study_option
from fieldkit.model.errors import NotFoundError
from fieldkit.model.journey import Phase, ServedBy, Stage, Touchpoint
from fieldkit.model.keys import PhaseKey, TouchpointKey, as_key

if TYPE_CHECKING:
    from fieldkit.analysis.sighting import Notes
    from fieldkit.model.study import Casebook

touchpoints_ = group("touchpoints", "List, add, order, rename and merge touchpoints.")
COLUMNS = (
    "key",
    "name",
    "order",
    "phase",
    "channel",
    "served_by",
    "stage",
    "owner",
    "moments",
    "same_as",
)
PROMISES = ("touchpoint", "promise", "kept", "strained", "broken", "verdict", "notes")


def _touchpoints(book: "Casebook") -> list[dict[str, object]]:
    notes = Counter(moment.touchpoint for moment in book.moments)
    return [
        {
            "key": t.key,
            "name": t.name,
            "order": t.order,
            "phase": t.phase,
            "channel": t.channel,
            "served_by": t.served_by,
            "stage": t.stage,
            "owner": t.owner,
            "moments": notes[t.key],
            "same_as": t.same_as,
        }
        for t in book.touchpoints
    ]


touchpoints_.add_command(lister(COLUMNS, _touchpoints))
touchpoints_.add_command(merger("touchpoints", "checkout tills till"))
touchpoints_.add_command(renamer("touchpoints", "till 'The till'"))


@touchpoints_.command("add")
@click.argument("key")
@click.option("--name", help="How it is shown.")
@click.option("--order", type=int, help="Its place along the journey.")
@click.option("--phase", help="The phase it belongs to.")
@click.option("--channel", help="Shop, phone, web…")
@click.option("--served-by", type=click.Choice([str(s) for s in ServedBy]))
@click.option("--stage", type=click.Choice([str(s) for s in Stage]))
@click.option("--owner", help="Who in the company owns it.")
@click.option("--promise", "promises", multiple=True, help="What is promised here; repeat.")
@click.option("--moment-of-truth", "why", metavar="WHY", help="Why it is a moment of truth.")
@study_option
@click.pass_context
def add_touchpoint(ctx: click.Context, /, key: str, study_here: Path | None, **given: Any) -> None:
    """Add a touchpoint, or amend one.

    \b
    fieldkit touchpoints add till --name 'The till' --order 5 --phase pay
    """
    notebook = open_notebook(ctx, study_here)
    folded = TouchpointKey(as_key(key.removeprefix("@"), "touchpoint"))
    held: Touchpoint = notebook.table("touchpoints").get(folded) or Touchpoint(key=folded)
    changes = {name: value for name, value in given.items() if value not in (None, ())}
    if "phase" in changes:
        changes["phase"] = PhaseKey(as_key(changes["phase"], "phase"))
        if notebook.table("phases").get(changes["phase"]) is None:
            notebook.add("phases", Phase(key=changes["phase"]))
    if "why" in changes:
        changes["moment_of_truth"] = True
    for name, kind in (("served_by", ServedBy), ("stage", Stage)):
        if name in changes:
            changes[name] = kind(changes[name])
    kept(notebook, "touchpoints", replace(held, **changes), folded)


@touchpoints_.command("order")
@click.argument("keys", nargs=-1, required=True)
@study_option
@click.pass_context
def order_touchpoints(ctx: click.Context, keys: tuple[str, ...], study_here: Path | None) -> None:
    """Give touchpoints their places along the journey, as they are named here.

    \b
    fieldkit touchpoints order door shelf till exit
    """
    notebook = open_notebook(ctx, study_here)
    named = [TouchpointKey(as_key(key.removeprefix("@"), "touchpoint")) for key in keys]
    for key in named:
        if not notebook.pen.head.knows("touchpoints", key):
            message = f"There is no touchpoint {key}; see: fieldkit touchpoints"
            raise NotFoundError(message)
    from fieldkit.store.codebook import in_order

    in_order(notebook, named)
    for key in named:
        click.echo(key)
    finish(notebook)


@touchpoints_.command("promises")
@format_option
@study_option
@click.pass_context
def promises_(ctx: click.Context, fmt: str, study_here: Path | None) -> None:
    """List what was promised where, and what became of it: kept, strained or broken.

    A note speaks of a promise by a code: #promise/kept, #promise/strained, #promise/broken.
    """
    list_rows(fmt, PROMISES, _promises(_notes(ctx, study_here)))


@touchpoints_.command("truths")
@study_option
@click.pass_context
def truths_(ctx: click.Context, study_here: Path | None) -> None:
    """Offer candidates for moments of truth, each with its reason; deciding is yours."""
    from fieldkit.analysis.turns import candidates

    found = candidates(_notes(ctx, study_here))
    for one in found:
        ways = " and ".join(one.ways)
        reasons = [f"{ways} for {one.turned}"] if one.turned.k else []
        reasons += [f"{one.stopped} seen last here"] if one.stopped else []
        marked = ", marked as one" if one.known else ""
        click.echo(f"{one.touchpoint}{marked}: {'; '.join(reasons)}")
    say("to mark one: fieldkit touchpoints add KEY --moment-of-truth WHY" if found else "none yet")


def _notes(ctx: click.Context, study_here: Path | None) -> "Notes":
    from fieldkit.analysis.sighting import read

    return read(open_notebook(ctx, study_here).casebook())


def _promises(notes: "Notes") -> list[dict[str, object]]:
    from fieldkit.analysis.promises import promises

    return [
        {
            "touchpoint": word.touchpoint,
            "promise": word.promise,
            **{str(verdict): str(share) for verdict, share in word.shares if share.k},
            "verdict": str(word.verdict) if word.verdict else None,
            "notes": [s.id for _, found in word.evidence for s in found],
        }
        for word in promises(notes)
    ]
