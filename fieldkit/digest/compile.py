"""Compile a casebook into Markdown by a template that can neither run code nor forget to escape."""

import re
from collections.abc import Iterable
from pathlib import Path

from fieldkit.analysis.masking import name_in
from fieldkit.analysis.sighting import Notes, Sighting, Use, read
from fieldkit.digest.citing import Citations
from fieldkit.digest.contents import Contents
from fieldkit.digest.markdown import slug
from fieldkit.digest.sandbox import render, source
from fieldkit.model import shipped
from fieldkit.model.errors import UsageError
from fieldkit.model.study import Casebook

ABOUT = re.compile(r"\{#-?\s*(.*?)\s*-?#\}", re.DOTALL)

APPENDIX = "\n## Evidence\n"
NOTE = re.compile(r"^(?=### )", re.MULTILINE)
CITED = re.compile(r"\]\(#([^()\s]+)\)")
"""A link to a note of the same document."""


def compile_digest(
    casebook: Casebook,
    kind: str,
    *,
    folder: Path | None = None,
    scope: str | None = None,
    whole: Casebook | None = None,
    use: Use | None = None,
    media: str = "media",
) -> str:
    """Return a digest as Markdown: the same casebook and template give the same bytes.

    Args:
        casebook: What is compiled; already narrowed where the digest has a scope.
        kind: Name of a template in ``templates/digests``.
        folder: The study's folder, whose own templates are found first.
        scope: The search line that narrowed the casebook, to be printed.
        use: What it is for: people must have agreed to that.
        media: Where the study's media are from where the digest will stand, ``/`` between parts.
        whole: The study as it was before it was narrowed, for what is compared with it.

    Raises:
        NotFoundError: There is no such kind; the message lists those there are.
        TemplateError: The template does not hold; the message names it and the line.
        UsageError: The public would read the name of one of ours in the search.
    """
    if use is Use.PUBLIC and scope and (name := name_in(scope, whole or casebook)):
        message = (
            f"A digest prints its search, and {scope} tells the public of {name}; keep it under a "
            f"name: fieldkit moments --save visits {scope!r}, then saved:visits"
        )
        raise UsageError(message)
    beside = read(whole, use) if whole else None
    contents = Contents(read(casebook, use), kind.lstrip("_"), scope, beside, media=media)
    return _linked_only(_tidy(render("digests", kind, folder, {"digest": contents})))


def compile_evidence(notes: Notes, sightings: Iterable[Sighting]) -> str:
    """Return notes as the appendix of a digest prints them, as a document of their own."""
    citations = Citations(notes)
    evidence = [citations.cite(sighting) for sighting in sightings]
    values = {"digest": Contents(notes, "evidence", None), "evidence": evidence}
    return _tidy(render("digests", "_evidence", None, values))


def usual_scope(kind: str, casebook: Casebook) -> str | None:
    """Return what a kind is of where nobody said: a debrief is of the session noted in last."""
    if kind != "debrief":
        return None
    noted = {moment.session for moment in casebook.moments}
    last = next((s.id for s in reversed(casebook.sessions) if s.id in noted), None)
    return f"session:{last}" if last else None


def kinds(folder: Path | None = None) -> tuple[tuple[str, str], ...]:
    """Return each kind of digest with its one line of description, the topline first.

    Raises:
        TemplateError: A template cannot be read.
    """
    names = sorted(shipped.names("digests", folder), key=lambda name: name != "topline")
    return tuple((name, _about(name, folder)) for name in names)


def _about(name: str, folder: Path | None) -> str:
    first = source(shipped.find("digests", name, folder)).split("\n", 1)[0]
    found = ABOUT.match(first)
    return found[1] if found else ""


def _linked_only(text: str) -> str:
    """Leave out of the appendix the notes that nothing links to.

    A part of a digest cites its notes when it is made, whether or not a template prints all of it:
    cards for a wall show three quotations of a claim that rests on forty notes.
    """
    shown, heading, appendix = text.partition(APPENDIX)
    if not heading or "\n## " in appendix:
        return text
    linked = set(CITED.findall(shown))
    first, *notes = NOTE.split(appendix)
    kept = [note for note in notes if slug(note.split("\n", 1)[0].removeprefix("### ")) in linked]
    if not kept:
        return shown.rstrip("\n") + "\n"
    return f"{shown}{heading}{first}{''.join(kept)}".rstrip("\n") + "\n"


def _tidy(text: str) -> str:
    """End every line without spaces, leave one blank line at most, and end with one newline."""
    lines = "\n".join(line.rstrip(" ") for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip("\n") + "\n"
