"""``fieldkit attach``: photos and sound beside a moment."""

from pathlib import Path

import click

from fieldkit.cli.place import finish, open_notebook, say, study_option, tell


@click.command("attach")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option("--to", "to", metavar="ID", help="The moment; else the open session's last.")
@click.option(
    "--caption", metavar="WORDS", help="Words for it; read aloud where it cannot be seen."
)
@study_option
@click.pass_context
def attach_(
    ctx: click.Context,
    paths: tuple[Path, ...],
    to: str | None,
    caption: str | None,
    study_here: Path | None,
) -> None:
    """Attach photos or sound to a moment; the files stay where they are.

    Photos are turned upright and cleaned: where and when they were taken, by which phone, and
    whatever else a camera writes is left out of the study's copy. With no session open, they get a
    moment of their own.

    \b
    fieldkit attach shelf.jpg
    fieldkit attach till.jpg queue.jpg --to ana-42 --caption 'the sign nobody sees'
    """
    from fieldkit.store.media import attach, keep

    notebook = open_notebook(ctx, study_here)
    if to is not None:
        notebook.moments.want(to)
    kept = [keep(notebook.folder, path) for path in paths]
    done = attach(notebook, [medium.name for medium in kept], to=to, caption=caption)
    click.echo(done.moment.id)
    tell(done.told)
    for path, medium in zip(paths, kept, strict=True):
        say(f"{path.name}: {medium.told}")
    if done.made:
        say(f"{done.moment.id} is a moment of its own; give it words: fieldkit edit …")
    elif to is None:
        text = f" ({done.moment.text[:40]})" if done.moment.text else ""
        say(f"attached to {done.moment.id}{text}, the last of the session; undo takes it back.")
    finish(notebook)
