"""``fieldkit insights``: claims with their evidence, weighed against the notes."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fieldkit.cli.listing import format_option, list_rows
from fieldkit.cli.place import finish, open_notebook, say, shown, study_option, tell
from fieldkit.model.errors import UsageError
from fieldkit.model.insight import Status

if TYPE_CHECKING:
    from collections.abc import Callable

    from fieldkit.analysis.standing import Standing
    from fieldkit.store.notebook import Notebook

COLUMNS = ("id", "claim", "people", "against", "strength", "verdict", "status", "owner", "stale")
PARTS = ("need", "how_might_we", "recommendation", "owner", "area")


@click.group("insights", invoke_without_command=True)
@click.pass_context
def insights_(ctx: click.Context) -> None:
    """List claims with what they rest on; add, amend and show them.

    \b
    fieldkit insights add 'Nobody can tell which till is open.' --for '#signs @queue'
    fieldkit insights amend ana-i1 --against ana-42 --owner 'Store design' --due 2026-06-30
    fieldkit insights show ana-i1
    """
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_insights, fmt="table", study_here=None)


@insights_.command("list")
@format_option
@study_option
@click.pass_context
def list_insights(ctx: click.Context, fmt: str, study_here: Path | None) -> None:
    """List the claims; a stale one should be read again."""
    found = _standings(open_notebook(ctx, study_here))
    list_rows(fmt, COLUMNS, [_row(one) for one in found])
    if stale := sum(bool(one.stale) for one in found):
        say(f"{stale} should be read again; see: fieldkit insights show ID")


def _evidence_options(command: "Callable[..., Any]") -> "Callable[..., Any]":
    options = (
        click.option(
            "--for", "supporting", multiple=True, metavar="ID|SEARCH", help="Supports it."
        ),
        click.option(
            "--against",
            "contradicting",
            multiple=True,
            metavar="ID|SEARCH",
            help="Speaks against it.",
        ),
        click.option("--need", help="What people need, in one sentence."),
        click.option("--hmw", "how_might_we", help="How might we …?"),
        click.option("--recommend", "recommendation", help="What to do."),
        click.option("--owner", help="Who will."),
        click.option("--due", type=click.DateTime(["%Y-%m-%d"]), help="Until when: 2026-06-30."),
        click.option("--area", help="Where it applies: product, service, store…"),
        click.option("--status", type=click.Choice([str(s) for s in Status])),
    )
    for option in reversed(options):
        command = option(command)
    return command


@insights_.command("add")
@click.argument("claim")
@_evidence_options
@click.option("--hypothesis", is_flag=True, help="Claimed before the evidence, to be tested.")
@study_option
@click.pass_context
def add_insight(
    ctx: click.Context,
    /,
    claim: str,
    supporting: tuple[str, ...],
    contradicting: tuple[str, ...],
    study_here: Path | None,
    **given: Any,
) -> None:
    """Claim something, in one sentence; prints the new id.

    Evidence is named by id, or by a search: every moment it finds.

    \b
    fieldkit insights add 'The queue hides which till is open.' --for ana-7 --for '#signs'
    fieldkit insights add --hypothesis 'People pay by phone because cards fail.'
    """
    from fieldkit.store.claims import claim as make

    notebook = open_notebook(ctx, study_here)
    made = make(
        notebook,
        claim,
        supporting=_found(notebook, supporting),
        contradicting=_found(notebook, contradicting),
        **_parts(given),
    )
    click.echo(made.id)
    finish(notebook)


@insights_.command("amend")
@click.argument("name", metavar="ID")
@_evidence_options
@click.option("--claim", help="The claim itself, anew.")
@click.option("--without", multiple=True, metavar="ID", help="A moment it no longer cites.")
@study_option
@click.pass_context
def amend_insight(
    ctx: click.Context,
    /,
    name: str,
    supporting: tuple[str, ...],
    contradicting: tuple[str, ...],
    without: tuple[str, ...],
    study_here: Path | None,
    **given: Any,
) -> None:
    """Amend a claim; evidence is added to a side, or moves there from the other."""
    from fieldkit.store.claims import amend

    notebook = open_notebook(ctx, study_here)
    changed = amend(
        notebook,
        name,
        supporting=_found(notebook, supporting),
        contradicting=_found(notebook, contradicting),
        without=without,
        **_parts(given),
    )
    click.echo(changed.id)
    finish(notebook)


@insights_.command("show")
@click.argument("name", metavar="ID")
@study_option
@click.pass_context
def show_insight(ctx: click.Context, name: str, study_here: Path | None) -> None:
    """Show one claim with its evidence."""
    notebook = open_notebook(ctx, study_here)
    notebook.table("insights").want(name)
    one = next((s for s in _standings(notebook) if s.weight.insight.id == name), None)
    if one is None:
        again = f"fieldkit insights amend {name} --status draft"
        message = f"{name} was dropped; to take it up again: {again}"
        raise UsageError(message)
    for line in _told(one):
        click.echo(shown(line))


@insights_.command("delete")
@click.argument("names", nargs=-1, required=True, metavar="ID…")
@study_option
@click.pass_context
def delete_insights(ctx: click.Context, names: tuple[str, ...], study_here: Path | None) -> None:
    """Delete claims; undo brings them back."""
    notebook = open_notebook(ctx, study_here)
    notebook.delete("insights", names)
    for name in names:
        click.echo(name)
    finish(notebook)


def _standings(notebook: "Notebook") -> "tuple[Standing, ...]":
    from fieldkit.analysis.sighting import read
    from fieldkit.analysis.standing import standings

    return standings(read(notebook.casebook()))


def _found(notebook: "Notebook", asked: tuple[str, ...]) -> list[str]:
    """Return the ids that were given, and those that searches find."""
    from fieldkit.store.claims import named

    found: list[str] = []
    for one in asked:
        ids, told = named(notebook, one)
        tell(told)
        found += ids
    return found


def _parts(given: dict[str, Any]) -> dict[str, Any]:
    """Return what was given of an insight's fields."""
    parts = {name: value for name, value in given.items() if value not in (None, False)}
    if "status" in parts:
        parts["status"] = Status(parts["status"])
    if "due" in parts:
        parts["due"] = date.fromisoformat(parts["due"].date().isoformat())
    return parts


def _row(one: "Standing") -> dict[str, object]:
    insight, weight = one.weight.insight, one.weight
    return {
        "id": insight.id,
        "claim": insight.claim,
        "people": str(weight.share),
        "against": len(weight.against),
        "strength": str(weight.strength),
        "verdict": str(one.verdict),
        "status": str(insight.status),
        "owner": insight.owner,
        "stale": "; ".join(one.stale) or None,
    }


def _told(one: "Standing") -> list[str]:
    insight, weight = one.weight.insight, one.weight
    kinds = ", ".join(weight.kinds) or "no evidence"
    people = f"{weight.share} people, {len(weight.against)} against"
    lines = [
        f"{insight.id}  {insight.claim}",
        f"{one.verdict}: {people}; {weight.strength} ({kinds}); {insight.status}",
    ]
    lines += [
        f"{name.replace('_', ' ')}: {value}" for name in PARTS if (value := getattr(insight, name))
    ]
    if insight.due:
        lines.append(f"due: {insight.due.isoformat()}")
    lines += [f"read it again: {reason}" for reason in one.stale]
    for side, found in (("for", weight.supporting), ("against", weight.contradicting)):
        for s in found:
            who = ",".join(s.people) or str(s.voice)
            words = s.moment.text or "(marked)"
            lines.append(f"{side:<8} {s.id:<10} {who:<5} {words}")
    return lines
