"""``fieldkit participants``, ``touchpoints`` and ``codes``: list and add."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fieldkit.cli.listing import format_option, list_rows
from fieldkit.cli.place import finish, open_notebook, study_option
from fieldkit.model.errors import UsageError
from fieldkit.model.journey import Code, Phase, ServedBy, Stage, Touchpoint
from fieldkit.model.keys import CodeKey, PhaseKey, TouchpointKey, as_key, as_person, is_staff
from fieldkit.model.people import Consent, ConsentState, Participant, Scope, Staff

if TYPE_CHECKING:
    from collections.abc import Callable

    from fieldkit.model.study import Casebook
    from fieldkit.store.notebook import Notebook


def _lister(
    columns: tuple[str, ...], rows: "Callable[[Casebook], list[dict[str, object]]]"
) -> click.Command:
    @click.command("list")
    @format_option
    @study_option
    @click.pass_context
    def list_(ctx: click.Context, fmt: str, study_here: Path | None) -> None:
        """List them."""
        list_rows(fmt, columns, rows(open_notebook(ctx, study_here).casebook()))

    return list_


def _group(name: str, text: str) -> click.Group:
    @click.group(name, help=text, invoke_without_command=True)
    @click.pass_context
    def group(ctx: click.Context) -> None:
        if ctx.invoked_subcommand is None:
            ctx.invoke(group.commands["list"], fmt="table", study_here=None)

    return group


def _kept(notebook: "Notebook", table: str, value: object, key: str) -> None:
    notebook.add(table, value)
    finish(notebook)
    click.echo(key)


participants_ = _group("participants", "List and add participants (P1…) and staff (S1…).")
touchpoints_ = _group("touchpoints", "List and add touchpoints: where the company is met.")
codes_ = _group("codes", "List and add codes: themes, with / between levels.")


def _people(book: "Casebook") -> list[dict[str, object]]:
    notes: Counter[str] = Counter()
    for moment in book.moments:
        notes.update({*moment.participants, *([moment.speaker] if moment.speaker else [])})
    people: list[Participant | Staff] = [*book.participants, *book.staff]
    return [
        {
            "key": person.key,
            "kind": "staff" if isinstance(person, Staff) else "customer",
            "moments": notes[person.key],
            "consent": str(person.consent.state),
            "scopes": [str(scope) for scope in person.consent.scopes],
            "attributes": person.attributes,
            "history": person.history,
        }
        for person in people
    ]


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
        }
        for t in book.touchpoints
    ]


def _codes(book: "Casebook") -> list[dict[str, object]]:
    notes = Counter(code for moment in book.moments for code in moment.codes)
    return [
        {"key": c.key, "name": c.name, "moments": notes[c.key], "definition": c.definition}
        for c in book.codes
    ]


participants_.add_command(
    _lister(("key", "kind", "moments", "consent", "scopes", "attributes", "history"), _people)
)
touchpoints_.add_command(
    _lister(
        ("key", "name", "order", "phase", "channel", "served_by", "stage", "owner", "moments"),
        _touchpoints,
    )
)
codes_.add_command(_lister(("key", "name", "moments", "definition"), _codes))


@participants_.command("add")
@click.argument("key", metavar="CODE")
@click.option("--set", "attributes", multiple=True, metavar="NAME=VALUE", help="An attribute.")
@click.option("--history", help="Their personal history with the product.")
@click.option(
    "--consent", type=click.Choice([str(s) for s in ConsentState]), help="Where it stands."
)
@click.option("--scope", "scopes", multiple=True, type=click.Choice([str(s) for s in Scope]))
@click.option("--how", help="How consent was given.")
@study_option
@click.pass_context
def add_participant(
    ctx: click.Context,
    key: str,
    attributes: tuple[str, ...],
    history: str | None,
    consent: str | None,
    scopes: tuple[str, ...],
    how: str | None,
    study_here: Path | None,
) -> None:
    """Add a participant or staff member, or amend one.

    \b
    fieldkit participants add P3 --set visits=weekly --consent given --scope notes --scope quote
    """
    notebook = open_notebook(ctx, study_here)
    code = as_person(key)
    table, kind = ("staff", Staff) if is_staff(code) else ("participants", Participant)
    held: Any = notebook.table(table).get(code) or kind(key=code)
    changes: dict[str, Any] = {}
    if attributes:
        changes["attributes"] = {**held.attributes, **dict(map(_pair, attributes))}
    if history:
        changes["history"] = history
    if consent or scopes or how:
        changes["consent"] = _consent(held.consent, consent, scopes, how, notebook)
    _kept(notebook, table, replace(held, **changes), code)


def _consent(
    held: Consent, state: str | None, scopes: tuple[str, ...], how: str | None, book: "Notebook"
) -> Consent:
    new = ConsentState(state) if state else held.state
    if not held.becomes(new):
        message = f"Consent that is {held.state} cannot become {new}."
        raise UsageError(message)
    given = tuple(map(Scope, scopes)) or (held.scopes if new is ConsentState.GIVEN else ())
    return Consent(state=new, scopes=given, how=how or held.how, at=book.clock())


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        message = f"{text!r} is no NAME=VALUE; for example: --set visits=weekly"
        raise UsageError(message)
    return name.strip(), value.strip()


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
    _kept(notebook, "touchpoints", replace(held, **changes), folded)


@codes_.command("add")
@click.argument("key")
@click.option("--name", help="How it is shown.")
@click.option("--definition", help="What it means.")
@click.option("--when", help="When to use it.")
@click.option("--when-not", help="When not to.")
@study_option
@click.pass_context
def add_code(ctx: click.Context, /, key: str, study_here: Path | None, **given: str | None) -> None:
    """Add a code, or amend one.

    \b
    fieldkit codes add trust/privacy --definition 'Worries about who sees what'
    """
    notebook = open_notebook(ctx, study_here)
    folded = CodeKey(as_key(key.removeprefix("#"), "code", levels=True))
    held: Code = notebook.table("codes").get(folded) or Code(key=folded)
    changes = {name: value for name, value in given.items() if value}
    _kept(notebook, "codes", replace(held, **changes), folded)  # type: ignore[arg-type] # all text
