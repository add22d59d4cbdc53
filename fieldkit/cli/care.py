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
from fieldkit.cli.place import (
    find_study,
    finish,
    open_notebook,
    progress,
    say,
    shown,
    study_option,
    who,
)
from fieldkit.model.errors import FieldkitError, NotSavedError, UsageError
from fieldkit.store.home import Home

if TYPE_CHECKING:
    from collections.abc import Iterator

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
@click.option("--deep", is_flag=True, help="Read all media again, and open every backup.")
@study_option
@click.pass_context
def check_(ctx: click.Context, deep: bool, study_here: Path | None) -> None:
    """Verify journal, store and links; say what was mended and what could not be.

    Exit code 0: all is whole. 3: something needs a look.
    """
    from fieldkit.store.check import check

    folder = find_study(ctx.find_root().obj, study_here)
    home = Home()
    report = check(folder, home, deep=deep, progress=progress("opening backups"))
    for line in report.whole:
        click.echo(f"whole    {shown(line)}")
    for line in report.mended:
        click.echo(f"mended   {shown(line)}")
    for line in report.wrong:
        click.echo(f"look at  {shown(line)}")
    if report.wrong:
        raise click.exceptions.Exit(ATTENTION)


@click.command("doctor")
@click.option(
    "--report",
    is_flag=False,
    flag_value="",
    metavar="[FILE]",
    help="Write a report for whoever mends fieldkit, without a word of any note.",
)
@study_option
@click.pass_context
def doctor_(ctx: click.Context, report: str | None, study_here: Path | None) -> None:
    """Tell versions, what the terminal can do, and where things are; no word of any note.

    --report writes it to a file with the study in numbers and where fieldkit failed last: no text,
    no title, no key, no name, no path.
    """
    home = Home()
    if report is not None:
        _report(ctx, report, home, study_here)
        return
    for name, held in _machine():
        click.echo(f"{name:<11} {held}")
    click.echo(f"python at   {sys.executable}")
    click.echo(f"own folder  {home.root}")
    click.echo(f"writes as   {who(home).handle} ({who(home).role})")
    try:
        folder = find_study(ctx.find_root().obj, study_here)
    except FieldkitError:
        click.echo("study       none here")
        return
    click.echo(f"study       {folder}")
    click.echo(f"lies on     {_place(folder)}")
    logs = sorted((folder / "log").glob("*.jsonl"))
    total = sum(path.stat().st_size for path in logs)
    click.echo(f"journal     {len(logs)} logs, {total:,} bytes")
    click.echo(f"free space  {shutil.disk_usage(folder).free // 2**20:,} MiB")


def _place(folder: Path) -> str:
    """Return what a study's folder lies on, and whether it can be written there."""
    from fieldkit.store.files import REAL_FILES
    from fieldkit.store.mounts import ALLOW, network, synced

    if kind := network(folder, REAL_FILES):
        return f"a network drive ({kind}): read, not written; {ALLOW}=1 allows it"
    if not os.access(folder / "log", os.W_OK):
        return "a disk of this machine, not to be written: read only"
    program = synced(folder)
    return f"a folder that {program} syncs" if program else "a disk of this machine"


def _machine() -> "Iterator[tuple[str, str]]":
    """Yield what is known of this machine, without a path or a name in it."""
    yield "fieldkit", __version__
    yield "python", platform.python_version()
    yield "system", f"{platform.system()} {platform.release()}"
    for name in LIBRARIES:
        yield name, _version(name)
    size = shutil.get_terminal_size()
    kind = os.environ.get("TERM", "none")
    colour = os.environ.get("COLORTERM") or ("256" if "256" in kind else "16 or fewer")
    yield "terminal", f"{kind}, {size.columns}×{size.lines}, colours {colour}"
    yield "no colour", "asked for (NO_COLOR)" if os.environ.get("NO_COLOR") else "no"
    yield "encoding", sys.stdout.encoding
    yield "over ssh", "yes" if os.environ.get("SSH_CONNECTION") else "no"


def _report(ctx: click.Context, name: str, home: Home, here: Path | None) -> None:
    """Write the report, to a file that is not there yet."""
    from fieldkit.model.times import now, to_iso
    from fieldkit.store.diagnosis import diagnose
    from fieldkit.store.fault import last_fault
    from fieldkit.store.files import REAL_FILES, write_whole

    at = now()
    path = Path(name or f"fieldkit-report-{at:%Y-%m-%dT%H%M%SZ}.txt")
    if path.exists():
        message = f"{path} is there already; give the report another name."
        raise UsageError(message)
    lines = [f"fieldkit report, {to_iso(at)}; it holds no word of any note", ""]
    lines += [f"{name:<11} {held}" for name, held in _machine()]
    try:
        folder = find_study(ctx.find_root().obj, here)
    except FieldkitError:
        lines += ["", "study: none here"]
    else:
        free = shutil.disk_usage(folder).free // 2**20
        lines += ["", *diagnose(folder, home), f"free space: {free:,} MiB"]
    lines += ["", "last fault:", last_fault(home.root) or "none", ""]
    try:
        write_whole(REAL_FILES, path, "\n".join(lines).encode(), durable=False)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise NotSavedError(message) from error
    click.echo(str(path))
    say("Look through it before you send it: it holds numbers and versions, no word of a note.")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"
