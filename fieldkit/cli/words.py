"""``fieldkit participants``: customers and staff, by code."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fieldkit.cli.consents import as_state, consent_
from fieldkit.cli.naming import group, kept, lister, merger
from fieldkit.cli.person import show_
from fieldkit.cli.place import open_notebook, study_option
from fieldkit.model.errors import UsageError
from fieldkit.model.keys import as_person, is_staff
from fieldkit.model.people import Participant, Scope, Staff

if TYPE_CHECKING:
    from fieldkit.model.study import Casebook


participants_ = group("participants", "List, show, add and merge customers (P1…) and staff (S1…).")
participants_.add_command(consent_)
participants_.add_command(show_)


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


participants_.add_command(
    lister(("key", "kind", "moments", "consent", "scopes", "attributes", "history"), _people)
)
participants_.add_command(merger("participants", "P04 P4"))


@participants_.command("add")
@click.argument("key", metavar="CODE")
@click.option("--set", "attributes", multiple=True, metavar="NAME=VALUE", help="An attribute.")
@click.option("--history", help="Their personal history with the product.")
@click.option("--consent", metavar="STATE", help="given, refused, withdrawn or unknown.")
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
        state = as_state(consent) if consent else held.consent.state
        changes["consent"] = held.consent.then(
            state, scopes=map(Scope, scopes), how=how, at=notebook.clock()
        )
    kept(notebook, table, replace(held, **changes), code)


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        message = f"{text!r} is no NAME=VALUE; for example: --set visits=weekly"
        raise UsageError(message)
    return name.strip(), value.strip()
