"""``fieldkit participants consent``: what people answered when they were asked."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldkit.cli.place import finish, open_notebook, say, study_option
from fieldkit.model.errors import InvalidValueError, UsageError
from fieldkit.model.people import HOWS, Consent, ConsentState, Scope, as_consent_state, as_scopes

if TYPE_CHECKING:
    from fieldkit.store.notebook import Notebook

STATES = "given, refused, withdrawn, unknown"


def as_state(text: str) -> ConsentState:
    """Return the state a word means.

    Raises:
        UsageError: It is none.
    """
    try:
        return as_consent_state(text)
    except InvalidValueError as error:
        raise UsageError(str(error)) from None


def scopes_of(text: str | None) -> tuple[Scope, ...]:
    """Return the scopes of a list such as ``quote,share``.

    Raises:
        UsageError: One of them is none.
    """
    try:
        return as_scopes(text or "")
    except InvalidValueError as error:
        raise UsageError(str(error)) from None


def answer_of(
    notebook: "Notebook", code: str, state: str, scopes: str | None, how: str | None
) -> Consent:
    """Return what stands after someone's answer.

    Raises:
        UsageError: The answer is none, or cannot follow the one before.
    """
    try:
        return notebook.consents.of(code).then(
            as_state(state), scopes=scopes_of(scopes), how=how, at=notebook.clock()
        )
    except InvalidValueError as error:
        message = f"{code}: {error}"
        raise UsageError(message) from None


def tell_noes(notebook: "Notebook", codes: "tuple[str, ...]") -> None:
    """Say what follows from a no."""
    for code in codes:
        if notebook.consents.of(code).refused:
            about = sum(1 for m in notebook.moments if code in m.participants or m.speaker == code)
            kept = f" {about} already kept are left out of every digest." if about else ""
            say(f"{code} said no: nothing more is written about them.{kept}")


@click.command("consent")
@click.argument("codes", metavar="CODE…", nargs=-1, required=True)
@click.argument("state", metavar="STATE")
@click.option("--scopes", metavar="LIST", help=f"What it covers: {','.join(Scope)}.")
@click.option("--how", help=f"How it was given: {', '.join(HOWS)}, or in your words.")
@study_option
@click.pass_context
def consent_(
    ctx: click.Context,
    codes: tuple[str, ...],
    state: str,
    scopes: str | None,
    how: str | None,
    study_here: Path | None,
) -> None:
    """Record what people agreed to, or that they took it back.

    STATE is given, refused, withdrawn or unknown. Given without --scopes covers observe, notes,
    quote and share. After refused or withdrawn nothing is written about them, and what was is
    left out of every digest.

    \b
    fieldkit participants consent P3 given --scopes quote,share --how spoken
    fieldkit participants consent P3 P4 given
    fieldkit participants consent P3 withdrawn
    """
    from fieldkit.model.keys import as_person

    notebook = open_notebook(ctx, study_here)
    people = tuple(as_person(code) for code in codes)
    answered: dict[str, Consent] = {
        code: answer_of(notebook, code, state, scopes, how) for code in people
    }
    notebook.consents.record(answered)
    for code in people:
        held = notebook.consents.of(code)
        covers = f"\t{','.join(held.scopes)}" if held.scopes else ""
        click.echo(f"{code}\t{held.state}{covers}")
    tell_noes(notebook, people)
    finish(notebook)
