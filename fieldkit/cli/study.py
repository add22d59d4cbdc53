"""``fieldkit study``: what the study is about, told and amended."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from fieldkit.cli.place import finish, open_notebook, shown, study_option
from fieldkit.model.shipped import protocol, vocabulary


@click.command("study")
@click.option("--title", help="What it is called.")
@click.option("--question", help="The research question.")
@click.option("--goal", "goals", multiple=True, help="What its readers want to decide; repeat.")
@click.option("--no-goals", is_flag=True, help="Begin the goals anew.")
@click.option("--protocol", help="What to look for, where a session names nothing else.")
@click.option("--vocabulary", help="Words for feelings.")
@study_option
@click.pass_context
def study_(
    ctx: click.Context,
    /,
    goals: tuple[str, ...],
    no_goals: bool,
    study_here: Path | None,
    **given: Any,
) -> None:
    """Tell what the study is about; with options, amend it.

    \b
    fieldkit study
    fieldkit study --question 'Why do people come back?' --goal 'Where to put an adviser.'
    """
    notebook = open_notebook(ctx, study_here)
    held = notebook.study
    changes = {name: value for name, value in given.items() if value}
    if "protocol" in changes:
        protocol(changes["protocol"], notebook.folder)
    if "vocabulary" in changes:
        vocabulary(changes["vocabulary"], notebook.folder)
    kept = () if no_goals else held.goals
    amended = replace(held, **changes, goals=tuple(dict.fromkeys((*kept, *goals))))
    if amended != held:
        notebook.change("study", held, amended)
        finish(notebook)
    rows = (
        ("title", amended.title),
        ("question", amended.question),
        *(("goal", goal) for goal in amended.goals),
        ("protocol", amended.protocol),
        ("vocabulary", amended.vocabulary),
        ("zone", amended.zone),
    )
    for name, value in rows:
        click.echo(shown(f"{name:<11} {value or '–'}"))
