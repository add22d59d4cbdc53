"""``fieldkit``, ``new``, ``me`` and ``demo``: studies and who works on them."""

from pathlib import Path

import click

from fieldkit.cli.place import (
    find_study,
    finish,
    has_terminal,
    progress,
    say,
    study_option,
    who,
)
from fieldkit.model.errors import NoStudyError, UsageError
from fieldkit.model.keys import as_handle
from fieldkit.model.observer import Observer, Role
from fieldkit.store.home import Home

MOST_HOURS = 9999
ROLES = click.Choice([str(role) for role in Role])


FIRST = "field-notes"
"""The folder of a study that nobody named, in the folder where one is."""


def open_app(study: Path | None, *, start: str = "") -> int:
    """Open the app on a study; where there is none, it is made when the first word is written.

    Args:
        study: Its folder, as asked for.
        start: Where to begin; else where this observer's role does, and who never said who they
            are is asked what they are here for.
    """
    if not has_terminal():
        message = "There is no terminal for the app here; every screen has a command: fieldkit -h"
        raise UsageError(message)
    home = Home()
    me = home.me()
    led = me is None or me.role is Role.LEADER
    start = start or ("led" if led else "capture")
    from fieldkit.tui.boot import run

    try:
        folder = find_study(study)
    except NoStudyError:
        if study is not None:
            raise
        return run(
            Path(),
            home,
            who(home),
            start=start,
            known=me is not None,
            make=lambda place, observer: _first(home, place, observer),
        )
    home.remember_study(folder)
    return run(folder, home, who(home), start=start, known=me is not None)


def _first(home: Home, place: str, observer: Observer) -> Path:
    """Make the study that someone begins in who has none; who came to read gets the finished one.

    Messages are left out: the app is on the screen.
    """
    if place == "digests":
        from fieldkit.exchange.plant import plant

        folder = Path("fieldkit-demo").resolve()
        if not (folder / "log").is_dir():
            plant(folder, home, observer, "hardware-store").settle()
        home.forget_study()  # it is to be read: their own first hour must not go into it
        return folder
    from fieldkit.store.new_study import create_study

    folder = _free(Path(FIRST).resolve())
    protocol = "open" if place == "capture" else "shadowing"
    title = "Field notes" if place == "capture" else "Time with customers"
    create_study(folder, home, observer, title=title, protocol_name=protocol, zone=local_zone())
    return folder


def _free(folder: Path) -> Path:
    """Return a folder of this name that is not there yet."""
    number, free = 1, folder
    while free.exists():
        number += 1
        free = folder.with_name(f"{folder.name}-{number}")
    return free


@click.command("shadow")
@study_option
@click.pass_context
def shadow_(ctx: click.Context, study_here: Path | None) -> None:
    """Spend time with a customer: the app leads, question by question.

    For whoever has never done it. Before: what you expect. Beside them: what you see. After: how
    well you read them, in their own words.
    """
    raise click.exceptions.Exit(open_app(study_here or ctx.find_root().obj, start="shadow"))


@click.command("new")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", help="What the study is called; else as its folder is.")
@click.option(
    "--as", "handle", metavar="HANDLE", help="Who writes: letters only; else as fieldkit me says."
)
@click.option("--name", help="The observer's name.")
@click.option("--role", type=ROLES, help="What they are here for; else researcher.")
@click.option("--question", help="The research question.")
@click.option("--protocol", default="open", show_default=True, help="What to look for.")
@click.option("--vocabulary", default="customer", show_default=True, help="Words for feelings.")
@click.option("--zone", help="IANA time zone; else this machine's.")
def new_(
    folder: Path,
    title: str | None,
    handle: str | None,
    name: str | None,
    role: str | None,
    question: str | None,
    protocol: str,
    vocabulary: str,
    zone: str | None,
) -> None:
    """Make a study in DIR.

    \b
    fieldkit new visits --title 'Store visits' --as ana
    """
    home = Home()
    home.be(_writer(home, handle, name, role))
    _make(
        folder,
        home,
        title=title or _title(folder),
        question=question,
        protocol=protocol,
        vocabulary=vocabulary,
        zone=zone,
    )
    click.echo(str(folder))
    say(f"next: cd {folder}; fieldkit session start; fieldkit note")


def _writer(home: Home, handle: str | None, name: str | None, role: str | None) -> Observer:
    """Return who is to write here: what is left out is as it was said before."""
    me = home.me()
    if handle is None and me is None:
        message = "Who writes? Say so once: --as ana, or fieldkit me ana"
        raise UsageError(message)
    known = me if me is not None and handle in {None, me.handle} else None
    return Observer(
        handle=known.handle if known else as_handle(handle or ""),
        name=name or (known.name if known else None),
        role=Role(role) if role else known.role if known else Role.RESEARCHER,
    )


def _title(folder: Path) -> str:
    """Return a title by a folder's name: ``store-visits`` is "Store visits"."""
    words = folder.resolve().name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _make(
    folder: Path,
    home: Home,
    title: str,
    question: str | None = None,
    protocol: str = "open",
    vocabulary: str = "customer",
    zone: str | None = None,
) -> None:
    from fieldkit.store.new_study import create_study

    create_study(
        folder.resolve(),
        home,
        who(home),
        title=title,
        question=question,
        protocol_name=protocol,
        vocabulary_name=vocabulary,
        zone=zone or local_zone(),
    )


@click.command("me")
@click.argument("handle", required=False)
@click.option("--name", help="Your name.")
@click.option("--role", type=ROLES, help="What you are here for.")
@click.option("--remind", metavar="24h|off", help="When to tell what waits for words.")
def me_(handle: str | None, name: str | None, role: str | None, remind: str | None) -> None:
    """Say who writes on this machine; alone, tell who does.

    What waits to be written up for longer than a day is told when a study is opened; --remind
    says after how many hours, or off.

    \b
    fieldkit me ana --name 'Ana' --role researcher
    fieldkit me --remind 48h
    """
    home = Home()
    if remind is not None:
        home.remind(_hours(remind))
    held = who(home)
    if handle or name or role:
        held = Observer(
            handle=as_handle(handle or held.handle),
            name=name or held.name,
            role=Role(role or held.role),
        )
        home.be(held)
    click.echo(f"{held.handle}\t{held.name or ''}\t{held.role}")


def _hours(text: str) -> int:
    word = text.strip().lower()
    if word in {"off", "never"}:
        return 0
    number, days = word.removesuffix("h").removesuffix("d"), word.endswith("d")
    if not (number.isdecimal() and number.isascii() and 0 < int(number) <= MOST_HOURS):
        message = f"{text!r} is no time to wait; say for example --remind 24h, 2d or off."
        raise UsageError(message)
    return int(number) * (24 if days else 1)


@click.command("demo")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
def demo_(folder: Path | None) -> None:
    """Make a realistic finished study and open it.

    Without a terminal it compiles the digest instead, and prints where it is.
    """
    home = Home()
    where = folder or Path("fieldkit-demo")
    where = where.resolve() if (where / "log").is_dir() else make_demo(where, home)
    home.remember_study(where)
    if has_terminal():
        from fieldkit.tui.boot import run

        raise click.exceptions.Exit(run(where, home, who(home), start="capture"))
    from fieldkit.cli.digests import write_digest
    from fieldkit.store.notebook import Notebook

    notebook = Notebook(where, home, who(home))
    path = where / "digests" / "topline"
    write_digest(notebook, "topline", None, path, ["md", "html"])
    for suffix in (".md", ".html"):
        click.echo(str(path.with_suffix(suffix)))


def make_demo(folder: Path, home: Home) -> Path:
    """Make the demo study in a folder."""
    from fieldkit.exchange.plant import plant

    folder = folder.resolve()
    notebook = plant(folder, home, who(home), "hardware-store", progress=progress("planting"))
    finish(notebook)
    say(f"the demo study is in {folder}")
    return folder


def local_zone() -> str:
    """Return the IANA name of this machine's time zone, as far as it can be told."""
    import os
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    link = Path("/etc/localtime")
    names = [os.environ.get("TZ", "").removeprefix(":")]
    if link.is_symlink():
        names.append(str(link.resolve()).partition("zoneinfo/")[2])
    for name in names:
        try:
            if name:
                return ZoneInfo(name).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return "UTC"
