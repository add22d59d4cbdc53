"""A casebook's digest as a page, with the figures its fences and the notes its links stand for."""

from collections.abc import Callable
from pathlib import Path

from markdown_it import MarkdownIt

from fieldkit.analysis.sighting import Notes, Sighting, Use, read
from fieldkit.digest.citing import Citations
from fieldkit.digest.evidence_link import evidence_plugin, linked
from fieldkit.digest.figure import figures
from fieldkit.digest.markdown import clean
from fieldkit.digest.page import page
from fieldkit.digest.photos import photos_in
from fieldkit.model.study import Casebook


def page_of(
    casebook: Casebook, markdown: str, use: Use | None = None, *, media: Path | None = None
) -> str:
    """Return a compiled digest as one self-contained HTML page.

    Args:
        casebook: What the digest was compiled from; its figures are drawn from it.
        markdown: The digest.
        use: What it is for.
        media: The study's folder of media; its photos then stand in the page, scaled down.
    """
    notes = read(casebook, use)
    photos = photos_in(casebook, markdown, media) if media else {}
    return page(markdown, figures=figures(notes), photos=photos, evidence=printed(notes))


def figures_of(casebook: Casebook, use: Use | None = None) -> dict[str, str]:
    """Return the figures that a digest's fences stand for, as SVG by their names."""
    return figures(read(casebook, use))


def printed(notes: Notes) -> Callable[[str], str | None]:
    """Return what prints a note by its id: its quotation or words, and whose they are.

    A note of someone who refused is not there; words of someone who would not be quoted are held.
    """
    by_id: dict[str, Sighting] = {sighting.id: sighting for sighting in notes.sightings}
    citations = Citations(notes)

    def shown(name: str) -> str | None:
        sighting = by_id.get(name)
        return None if sighting is None else citations.in_one_line(sighting)

    return shown


def unknown(casebook: Casebook, markdown: str, use: Use | None = None) -> tuple[str, ...]:
    """Return the ids that a document links to and that are not there, each once."""
    parser = MarkdownIt("commonmark", {"html": False}).use(evidence_plugin)
    shown = printed(read(casebook, use))
    names = dict.fromkeys(linked(parser.parse(markdown)))
    return tuple(clean(name) for name in names if shown(name) is None)
