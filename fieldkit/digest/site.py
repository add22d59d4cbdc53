"""A study as a small site: an overview, a page a kind of digest, and the evidence they cite."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from fieldkit.analysis.sighting import Notes, Sighting, Use, read
from fieldkit.digest import phrases
from fieldkit.digest.compile import CITED, compile_digest, compile_evidence, kinds
from fieldkit.digest.figure import figures
from fieldkit.digest.markdown import clean, slug
from fieldkit.digest.page import Place, Way, page
from fieldkit.digest.photos import photos_in
from fieldkit.digest.publish import printed
from fieldkit.model.errors import NotFoundError
from fieldkit.model.study import Casebook

INDEX = "index.html"
HEAVY = 300_000
"""Bytes of a page, its photos apart; evidence that makes one heavier moves to its own pages."""
APPENDIX = re.compile(r"^## Evidence$.*", re.DOTALL | re.MULTILINE)
PHOTO = re.compile(r"\"data:image/[^\"]*\"")
SOUND = re.compile(r"(?<!!)\[(Sound: (?:[^\]\\]|\\.)*)\]\([^()\s]*\)")
"""A link to a sound, which a site does not hold."""
INSIDE = ("debrief", "exposure", "leader")
"""Kinds that are about our own people: not published unless asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Draft:
    """One kind of digest on its way to its page."""

    kind: str
    name: str
    markdown: str


def site(
    casebook: Casebook,
    *,
    folder: Path | None = None,
    wanted: Sequence[str] = (),
    use: Use | None = None,
    media: Path | None = None,
) -> dict[str, str]:
    """Return the pages of a study's site by the names of their files.

    Args:
        casebook: The study.
        folder: Its folder, whose own templates are found first.
        wanted: Kinds of digest; else all, those about our own people only inside the company.
        use: What it is for: people must have agreed to that.
        media: The study's folder of media; its photos then stand in the pages, scaled down.

    Raises:
        NotFoundError: There is no such kind, or no note that may be told for this use.
        TemplateError: A template does not hold.
    """
    notes = read(casebook, use)
    if not notes.sightings:
        why = (
            f"nobody agreed to {use} use"
            if use and casebook.moments
            else "no note that may be told"
        )
        message = f"There is nothing to publish: {why}."
        raise NotFoundError(message)
    drafts = [
        _Draft(
            kind=kind,
            name=_file(kind),
            markdown=compile_digest(casebook, kind, folder=folder, use=use),
        )
        for kind in _wanted(wanted, folder, use)
    ]
    builder = _Builder(notes, casebook, drafts, folder, media)
    return {name: builder.finished(name) for name in builder.names}


def _wanted(wanted: Sequence[str], folder: Path | None, use: Use | None) -> tuple[str, ...]:
    there = tuple(name for name, _ in kinds(folder))
    for name in wanted:
        if name not in there:
            message = f"There is no {name!r} in digests; there are: {', '.join(sorted(there))}."
            raise NotFoundError(message)
    if wanted:
        return tuple(dict.fromkeys(wanted))
    return tuple(name for name in there if use is not Use.PUBLIC or name not in INSIDE)


def _file(kind: str) -> str:
    name = slug(kind) or "digest"
    return f"kind-{name}.html" if name.startswith(("index", "evidence")) else f"{name}.html"


class _Builder:
    """Makes the pages, each of which leads to all others."""

    def __init__(
        self,
        notes: Notes,
        casebook: Casebook,
        drafts: Sequence[_Draft],
        folder: Path | None,
        media: Path | None,
    ) -> None:
        self._media = media
        self._notes = notes
        self._casebook = casebook
        self._drafts = {draft.name: draft for draft in drafts}
        self._lines = dict(kinds(folder))
        self._figures = figures(notes)
        self._printed = printed(notes)
        self._evidence = dict(self._chunks())
        self._where = {slug(s.id): name for name, those in self._evidence.items() for s in those}
        self.names = (INDEX, *self._drafts, *self._evidence)

    def finished(self, name: str) -> str:
        """Return one page."""
        if name == INDEX:
            markdown = compile_digest(self._casebook, "_site", use=self._notes.use)
            return self._page(name, markdown, listed=True)
        if name in self._evidence:
            those = self._evidence[name]
            about = {slug(s.id): _about(self._notes, s) for s in those}
            return self._page(name, compile_evidence(self._notes, those), about=about)
        markdown = self._drafts[name].markdown
        whole = self._page(name, markdown)
        if len(PHOTO.sub("", whole).encode()) <= HEAVY:
            return whole
        return self._page(name, APPENDIX.sub("", markdown))

    def _page(
        self,
        name: str,
        markdown: str,
        *,
        listed: bool = False,
        about: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
    ) -> str:
        place = Place(
            ways=tuple(self._ways(name)),
            elsewhere=self._where,
            listed=listed,
            about=about,
        )
        silent = SOUND.sub(r"\1 (kept in the study)", markdown)
        return page(
            silent,
            figures=self._figures,
            photos=photos_in(self._casebook, silent, self._media) if self._media else {},
            evidence=self._printed,
            place=place,
        )

    def _ways(self, here: str) -> Iterator[Way]:
        study = self._casebook.study
        yield Way(href=INDEX, name="Overview", about=clean(study.title), here=here == INDEX)
        for name, draft in self._drafts.items():
            line = self._lines.get(draft.kind, "")
            about = line.partition(": ")[2] or line
            title = clean(draft.kind.replace("-", " ").replace("_", " ")).capitalize()
            yield Way(href=name, name=title, about=clean(about), here=here == name)
        many = len(self._evidence) > 1
        for n, (name, those) in enumerate(self._evidence.items(), 1):
            title = f"Evidence {n}" if many else "Evidence"
            about = f"{phrases.count(len(those), 'note')} cited, to filter and search."
            yield Way(href=name, name=title, about=about, here=here == name)

    def _chunks(self) -> Iterator[tuple[str, tuple[Sighting, ...]]]:
        """Cut the notes that any digest cites into pages that are not heavy."""
        named = {a for draft in self._drafts.values() for a in CITED.findall(draft.markdown)}
        cited = [s for s in self._notes.sightings if slug(s.id) in named]
        chunks: list[list[Sighting]] = [[]]
        size = 0
        for sighting in cited:
            size += _weight(sighting)
            if size > HEAVY // 2 and chunks[-1]:
                chunks.append([])
                size = _weight(sighting)
            chunks[-1].append(sighting)
        for n, chunk in enumerate(chunks, 1):
            if chunk:
                yield f"evidence{f'-{n}' if len(chunks) > 1 else ''}.html", tuple(chunk)


def _weight(sighting: Sighting) -> int:
    """Return about how many bytes a note takes on a page, its marks with it."""
    moment = sighting.moment
    texts: Iterable[str] = (moment.text, moment.note or "", moment.jotting or "")
    return 550 + sum(len(text.encode("utf-8", "replace")) for text in texts)


def _about(notes: Notes, sighting: Sighting) -> dict[str, str]:
    """Return what a note can be filtered by."""
    names = {t.key: t.name or t.key for t in notes.touchpoints}
    place = sighting.touchpoint
    found = {
        "where": clean(names[place]) if place else "",
        "who": clean(phrases.who(sighting)),
    }
    return {name: value for name, value in found.items() if value}
