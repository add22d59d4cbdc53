"""``fieldkit journey``: what customers felt along the touchpoints, or over time."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fieldkit.cli.digests import write_digest, write_text
from fieldkit.cli.listing import format_option, list_rows
from fieldkit.cli.place import open_notebook, say, shown, study_option, tell
from fieldkit.model.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from fieldkit.analysis.journey import Path as Way
    from fieldkit.analysis.sighting import Notes
    from fieldkit.store.notebook import Notebook

PICTURES = (".svg", ".mmd")
DOCUMENTS = (".md", ".html", ".htm")
WHAT = (
    *("stops", "paths", "courses", "exits", "turns", "candidates", "promises", "wishes"),
    *("expectations", "needs", "readings", "time"),
)
"""The tables; listed here too, since loading them takes longer than showing the help."""


@click.command("journey", context_settings={"ignore_unknown_options": True})
@click.argument("search", nargs=-1, type=click.UNPROCESSED)
@click.option("--to", type=click.Path(path_type=Path), help="A file: .svg, .mmd, .md or .html.")
@click.option("--over", type=click.Choice(["touchpoints", "time"]), default="touchpoints")
@click.option("--what", type=click.Choice(WHAT), help="A table, instead of the drawing.")
@format_option
@study_option
@click.pass_context
def journey_(
    ctx: click.Context,
    search: tuple[str, ...],
    to: Path | None,
    over: str,
    what: str | None,
    fmt: str,
    study_here: Path | None,
) -> None:
    """Draw what customers felt along the touchpoints, of the whole study or of what a search means.

    Customers' own, lived feelings only. A line needs three people; below that, each reading stands
    for itself. In a file: the picture (.svg), Mermaid (.mmd), or the whole journey digest.

    \b
    fieldkit journey
    fieldkit journey 'P3:' --over time
    fieldkit journey 'kind:shadowing' --to journey.svg
    fieldkit journey --to journey.html
    fieldkit journey --what promises
    fieldkit journey --what turns --format csv
    """
    notebook = open_notebook(ctx, study_here)
    asked = " ".join(search) or None
    if to is not None:
        _write(notebook, asked, to)
        return
    notes = _notes(notebook, asked)
    if what is None and fmt == "table":
        _show(notes, over)
        return
    from fieldkit.cli.journey_tables import TABLES

    columns, rows = TABLES[what or ("time" if over == "time" else "stops")]
    list_rows(fmt, columns, rows(notes))


def _notes(notebook: "Notebook", asked: str | None) -> "Notes":
    from fieldkit.analysis.sighting import read

    if asked is None:
        return read(notebook.casebook())
    from fieldkit.shorthand.search import parse_search

    search = parse_search(asked, notebook.pen.words())
    tell(search.told)
    return read(notebook.casebook(search))


def _write(notebook: "Notebook", asked: str | None, to: Path) -> None:
    suffix = to.suffix.lower()
    if suffix in DOCUMENTS:
        write_digest(notebook, "journey", asked, to, ["md" if suffix == ".md" else "html"])
        return
    if suffix not in PICTURES:
        endings = ", ".join((*PICTURES, *DOCUMENTS))
        message = f"{to.name} ends in no picture or document: use {endings}."
        raise UsageError(message)
    from fieldkit.analysis.journey import journey
    from fieldkit.digest.figure import journey_svg, standing_alone
    from fieldkit.digest.mermaid import mermaid

    notes = _notes(notebook, asked)
    drawn = mermaid(notes) if suffix == ".mmd" else journey_svg(journey(notes))
    if not drawn:
        message = "There is nothing to draw: no customer's feeling was noted at a touchpoint."
        raise NotFoundError(message)
    write_text(to, f"{drawn}\n" if suffix == ".mmd" else standing_alone(drawn))
    say(f"wrote {to}")


def _show(notes: "Notes", over: str) -> None:
    from fieldkit.analysis.journey import journey
    from fieldkit.analysis.timeline import over_time, tenths
    from fieldkit.digest import chart
    from fieldkit.digest.phrases import count

    found = journey(notes)
    people = count(len(found.paths), "participant")
    felt = count(sum(1 for s in notes.sightings if s.moment.emotions), "note")
    click.echo(shown(f"{notes.casebook.study.title} · {people} · {felt} with a feeling"))
    drawn = chart.over_time(tenths(notes)) if over == "time" else chart.chart(found)
    if over == "time" and not drawn and over_time(notes):
        drawn = "No session's length is known; see: fieldkit journey --what time"
    drawn = shown_lines(drawn) if drawn else "No customer's feeling was noted here yet."
    click.echo(f"\n{drawn}\n")
    for path in found.paths:
        click.echo(shown(_way(path)))


def shown_lines(text: str) -> str:
    """Return text of several lines as it may be written to a terminal."""
    return "\n".join(map(shown, text.split("\n")))


def _way(path: "Way") -> str:
    both = "undefined (one reading)" if path.peak_end is None else f"{path.peak_end:+.2f}"
    parts = (
        f"peak {path.peak.emotion.term} {path.peak.valence:+.2f} ({path.peak.sighting.id})",
        f"end {path.end.emotion.term} {path.end.valence:+.2f} ({path.end.sighting.id})",
        f"mean {path.mean:+.2f}, peak and end {both}, n {len(path.readings)}",
    )
    return f"{path.participant:<4} {' · '.join(parts)}"
