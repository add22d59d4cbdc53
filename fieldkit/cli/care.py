"""``fieldkit undo``, ``redo``, ``check`` and ``doctor``."""

import os
import platform
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldkit import __version__
from fieldkit.cli.place import find_study, finish, open_notebook, say, shown, study_option, who
from fieldkit.model.errors import FieldkitError
from fieldkit.store.home import Home

if TYPE_CHECKING:
    from fieldkit.store.history import TakenBack

ATTENTION = 3
LIBRARIES = ("textual", "tinydb", "markdown-it-py", "msgspec", "jinja2", "click", "platformdirs")
SHOWN = 5


@click.command("undo")
@study_option
@click.pass_context
def undo_(ctx: click.Context, study_here: Path | None) -> None:
    """Take back this handle's last change, whatever it was."""
    notebook = open_notebook(ctx, study_here)
    _say("took back", notebook.undo(), "There is nothing of yours to take back.")
    finish(notebook)


@click.command("redo")
@study_option
@click.pass_context
def redo_(ctx: click.Context, study_here: Path | None) -> None:
    """Make the last undone change again."""
    notebook = open_notebook(ctx, study_here)
    _say("made again", notebook.redo(), "There is nothing undone to make again.")
    finish(notebook)


def _say(what: str, done: "TakenBack | None", nothing: str) -> None:
    if done is None:
        say(nothing)
        return
    names = list(dict.fromkeys(done.documents))
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    say(
        f"{what}: {shown(', '.join(names[:SHOWN]))}{more}" if names else f"{what}: nothing was left"
    )
    for left in done.left:
        say(f"note: changed since, so left as it is: {left}")


@click.command("check")
@study_option
@click.pass_context
def check_(ctx: click.Context, study_here: Path | None) -> None:
    """Verify journal, store and links; say what was mended and what could not be.

    Exit code 0: all is whole. 3: something needs a look.
    """
    from fieldkit.store.check import check

    folder = find_study(ctx.find_root().obj, study_here)
    home = Home()
    report = check(folder, home)
    for line in report.whole:
        click.echo(f"whole    {line}")
    for line in report.mended:
        click.echo(f"mended   {line}")
    for line in report.wrong:
        click.echo(f"look at  {line}")
    if report.wrong:
        raise click.exceptions.Exit(ATTENTION)


@click.command("doctor")
@study_option
@click.pass_context
def doctor_(ctx: click.Context, study_here: Path | None) -> None:
    """Tell versions, what the terminal can do, and where things are; no word of any note."""
    home = Home()
    click.echo(f"fieldkit    {__version__}")
    click.echo(f"python      {platform.python_version()} ({sys.executable})")
    click.echo(f"system      {platform.system()} {platform.release()}")
    for name in LIBRARIES:
        click.echo(f"{name:<11} {_version(name)}")
    size = shutil.get_terminal_size()
    kind = os.environ.get("TERM", "none")
    colour = os.environ.get("COLORTERM") or ("256" if "256" in kind else "16 or fewer")
    click.echo(f"terminal    {kind}, {size.columns}×{size.lines}, colours {colour}")
    click.echo(f"no colour   {'asked for (NO_COLOR)' if os.environ.get('NO_COLOR') else 'no'}")
    click.echo(f"encoding    {sys.stdout.encoding}")
    click.echo(f"over ssh    {'yes' if os.environ.get('SSH_CONNECTION') else 'no'}")
    click.echo(f"own folder  {home.root}")
    click.echo(f"writes as   {who(home).handle} ({who(home).role})")
    try:
        folder = find_study(ctx.find_root().obj, study_here)
    except FieldkitError:
        click.echo("study       none here")
        return
    click.echo(f"study       {folder}")
    logs = sorted((folder / "log").glob("*.jsonl"))
    total = sum(path.stat().st_size for path in logs)
    click.echo(f"journal     {len(logs)} logs, {total:,} bytes")
    click.echo(f"free space  {shutil.disk_usage(folder).free // 2**20:,} MiB")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"
