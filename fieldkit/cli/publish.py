"""``fieldkit publish``: the study as a small site, for people who were not there."""

import shutil
from collections.abc import Mapping
from pathlib import Path

import click

from fieldkit.cli.place import open_notebook, say, study_option
from fieldkit.model.errors import NotSavedError, UsageError

MARK = b'<meta name="generator" content="fieldkit">'
"""What every page of ours says of itself: a folder that holds only such pages may be replaced."""


@click.command("publish")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--for",
    "use",
    type=click.Choice(["internal", "public"]),
    help="Only of people who agreed to that use.",
)
@click.option("--kinds", metavar="KINDS", help="Kinds of digest, with commas; else all there are.")
@study_option
@click.pass_context
def publish_(
    ctx: click.Context, folder: Path, use: str | None, kinds: str | None, study_here: Path | None
) -> None:
    """Write the study as a small site: an overview, a page a digest, the evidence they cite.

    The pages need no server and load nothing: open index.html, or put the folder where your team
    reads. The folder is written whole or not at all, and replaced when published again. For the
    public, digests about your own people (debrief, exposure) are left out unless named.

    \b
    fieldkit publish site
    fieldkit publish site --for public --kinds topline,findings,stories
    """
    from fieldkit.analysis.sighting import Use
    from fieldkit.digest.site import site

    notebook = open_notebook(ctx, study_here)
    _may_replace(folder)
    wanted = tuple(name.strip() for name in (kinds or "").split(",") if name.strip())
    pages = site(
        notebook.casebook(),
        folder=notebook.folder,
        wanted=wanted,
        use=Use(use) if use else None,
        media=notebook.folder / "media",
    )
    write_folder(folder, pages)
    size = sum(len(text.encode("utf-8", "backslashreplace")) for text in pages.values())
    say(f"wrote {len(pages)} pages, {size // 1000} kB")
    click.echo(str(folder / "index.html"))


def write_folder(folder: Path, pages: Mapping[str, str]) -> None:
    """Write a folder of pages, whole or not at all; what it held before goes.

    Raises:
        NotSavedError: The disk did not take it; what was there before is there still.
    """
    from fieldkit.store.files import REAL_FILES

    new, old = (folder.with_name(f".{folder.name}.{what}") for what in ("new", "old"))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        for left in (new, old):
            if left.exists():
                shutil.rmtree(left)  # of a time that was stopped on the way
        new.mkdir()
        for name, text in pages.items():
            (new / name).write_text(text, "utf-8", "backslashreplace", newline="\n")
        if folder.exists():
            REAL_FILES.replace(folder, old)
        try:
            REAL_FILES.replace(new, folder)
        except OSError:
            if old.exists():
                REAL_FILES.replace(old, folder)
            raise
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        shutil.rmtree(new, ignore_errors=True)
        message = f"{folder} cannot be written: {error.strerror}."
        raise NotSavedError(message) from error


def _may_replace(folder: Path) -> None:
    """Refuse a folder that holds anything but pages that were published before.

    Raises:
        UsageError: It does; the message names what.
    """
    if not folder.name:
        message = f"{folder} is no name for a new folder; name one, such as: fieldkit publish site"
        raise UsageError(message)
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        message = f"{folder} is no folder; name one of its own for the site."
        raise UsageError(message)
    for path in sorted(folder.iterdir()) if folder.exists() else ():
        if not _is_ours(path):
            message = f"{folder} holds {path.name}, which is no page of ours; name another folder."
            raise UsageError(message)


def _is_ours(path: Path) -> bool:
    if path.suffix != ".html" or not path.is_file():
        return False
    with path.open("rb") as file:
        return MARK in file.read(4096)
