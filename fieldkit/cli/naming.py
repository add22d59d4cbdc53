"""What ``participants``, ``touchpoints`` and ``codes`` share: list, add, merge, rename."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldkit.cli.listing import format_option, list_rows
from fieldkit.cli.place import finish, open_notebook, say, study_option
from fieldkit.model.keys import as_key, as_person

if TYPE_CHECKING:
    from collections.abc import Callable

    from fieldkit.model.study import Casebook
    from fieldkit.store.notebook import Notebook

SIGNS = {"touchpoints": "@", "codes": "#"}


def lister(
    columns: tuple[str, ...], rows: "Callable[[Casebook], list[dict[str, object]]]"
) -> click.Command:
    """Return a command that lists rows of the study."""

    @click.command("list")
    @format_option
    @study_option
    @click.pass_context
    def list_(ctx: click.Context, fmt: str, study_here: Path | None) -> None:
        """List them."""
        list_rows(fmt, columns, rows(open_notebook(ctx, study_here).casebook()))

    return list_


def group(name: str, text: str) -> click.Group:
    """Return a group that lists where nothing else is asked for."""

    @click.group(name, help=text, invoke_without_command=True)
    @click.pass_context
    def found(ctx: click.Context) -> None:
        if ctx.invoked_subcommand is None:
            ctx.invoke(found.commands["list"], fmt="table", study_here=None)

    return found


def kept(notebook: "Notebook", table: str, value: object, key: str) -> None:
    """Keep a value and print its key."""
    notebook.add(table, value)
    finish(notebook)
    click.echo(key)


def key_of(table: str, text: str) -> str:
    """Return a key as its table has it; a sign before it is left out."""
    if table == "participants":
        return as_person(text)
    text = text.removeprefix(SIGNS[table])
    return as_key(text, table.removesuffix("s"), levels=table == "codes")


def merger(table: str, example: str) -> click.Command:
    """Return a command that says of keys that they are another's other names."""

    @click.command("merge", epilog=f"For example: fieldkit {table} merge {example}")
    @click.argument("keys", nargs=-1, required=True, metavar="KEY… INTO")
    @click.option("--back", is_flag=True, help="Take merges back: each key stands for itself.")
    @study_option
    @click.pass_context
    def merge_(
        ctx: click.Context, keys: tuple[str, ...], study_here: Path | None, back: bool
    ) -> None:
        """Make keys other names of the last one; no note is rewritten."""
        from fieldkit.store.codebook import merge, part

        notebook = open_notebook(ctx, study_here)
        named = [key_of(table, key) for key in keys]
        if back:
            done = [key for key in named if part(notebook, table, key)]
        elif len(named) < 2:  # noqa: PLR2004 - one into another
            ctx.fail("Give the keys and, last, the one they are merged into.")
        else:
            done = list(merge(notebook, table, named[:-1], named[-1]))
        for key in done:
            click.echo(key)
        if not done:
            say("nothing to do: it was so already.")
        finish(notebook)

    return merge_


def renamer(table: str, example: str) -> click.Command:
    """Return a command that writes how a key is shown."""

    @click.command("rename", epilog=f"For example: fieldkit {table} rename {example}")
    @click.argument("key")
    @click.argument("name")
    @study_option
    @click.pass_context
    def rename_(ctx: click.Context, key: str, name: str, study_here: Path | None) -> None:
        """Say how a key is shown; the key itself, and every note, stays."""
        from fieldkit.store.codebook import known

        notebook = open_notebook(ctx, study_here)
        named = key_of(table, key)
        held = known(notebook, table, named)
        kept(notebook, table, replace(held, name=" ".join(name.split()) or None), named)

    return rename_
