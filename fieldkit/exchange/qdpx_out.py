"""A study as a REFI-QDA project: one text a session, its moments as coded selections.

Source: REFI-QDA standard 1.5, https://www.qdasoftware.org; the order of elements is the schema's.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, tostring

from fieldkit import __version__
from fieldkit.exchange.batch import Progress, shorten
from fieldkit.exchange.qda_codes import (
    CODE,
    FEELING,
    TOUCHPOINT,
    add_codes,
    code_tree,
    feeling_key,
    resolved,
)
from fieldkit.exchange.qda_text import described, guid, plain, shifts
from fieldkit.exchange.qdpx_labels import moment_description, session_description
from fieldkit.exchange.qdpx_notes import Notes
from fieldkit.exchange.qdpx_text import Span, Transcript, transcripts
from fieldkit.exchange.xml_tree import LARGEST, MOST_PARTS
from fieldkit.model.errors import UsageError
from fieldkit.model.moment import Moment
from fieldkit.model.people import Person
from fieldkit.model.study import Casebook
from fieldkit.model.times import to_utc

SPACE = "urn:QDA-XML:project:1.0"
"""The project's name space, the same from standard 1.0 to 1.5."""
BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The time on every member, so that the same study is the same file."""
HINT = "fieldkit export FILE from:2026-05-01"
TOLD_EVERY = 8
"""Sessions between two tellings of progress."""


def write(
    book: Casebook, path: Path, *, media: Path, progress: Progress | None = None
) -> tuple[str, ...]:
    """Write a study as a project that QDA programs open; returns what does not survive in it."""
    _ = media  # told of, below
    project = _Project(resolved(book))
    total = len(book.sessions) + 1
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(_member("project.qde"), "w", force_zip64=True) as member:
            text = io.TextIOWrapper(member, encoding="utf-8", newline="\n")
            size = parts = 0
            for at, piece in enumerate(project.pieces()):
                size += len(piece.encode())
                parts += piece.count("<") - piece.count("</") + piece.count('="')
                if size > LARGEST or parts > MOST_PARTS:
                    message = f"The project would be too large to be read again; narrow it: {HINT}"
                    raise UsageError(message)
                text.write(piece)
                if progress and at % TOLD_EVERY == 0:
                    progress(min(at, total), total)
            text.close()
        for source in transcripts(project.book):
            name = f"sources/{project.id('source', source.key)}.txt"
            archive.writestr(_member(name), source.text.encode("utf-8"))
    if progress:
        progress(total, total)
    return project.told(len(book.codes) + len(book.touchpoints))


class _Project:
    """A study on its way into a project."""

    def __init__(self, book: Casebook) -> None:
        self.book = book
        self._handles = dict.fromkeys(
            [observer.handle for observer in book.observers]
            + [moment.observer for moment in book.moments if moment.observer]
            + [memo.observer for memo in book.memos if memo.observer]
        )
        self._variables = dict.fromkeys(
            name for person in (*book.participants, *book.staff) for name in person.attributes
        )
        self._notes = Notes(book, self.id)
        self._changed = 0
        self._shifting = 0

    def id(self, kind: str, key: str) -> str:
        return guid(self.book.study.id, kind, key)

    def pieces(self) -> Iterator[str]:
        """Yield the project's document; an element that would hold nothing is not there."""
        study = self.book.study
        root = Element("Project", name=plain(study.title), origin=f"fieldkit {__version__}")
        root.set("xmlns", SPACE)
        if self._handles:
            root.set("creatingUserGUID", self.id("user", next(iter(self._handles))))
        head = tostring(root, encoding="unicode").removesuffix(" />")
        yield f'<?xml version="1.0" encoding="utf-8"?>\n{head}>'
        yield from _within("Users", self._users())
        yield from _within("CodeBook", self._codebook())
        yield from _within("Variables", self._attributes())
        yield from _within("Cases", self._cases())
        yield from _within("Sources", self._sources())
        yield from _within("Notes", self._notes.elements(self._signed))
        yield from _within("Links", self._notes.links())
        about = described(study.question, [("Study", study.id)])
        yield _text(_with_text("Description", about))
        for name in self._notes.about_study:
            yield _text(Element("NoteRef", targetGUID=name))
        yield "</Project>\n"

    def _users(self) -> Iterator[Element]:
        names = {observer.handle: observer.name for observer in self.book.observers}
        for handle in self._handles:
            name = names.get(handle) or handle
            yield Element("User", guid=self.id("user", handle), name=plain(name), id=handle)

    def _codebook(self) -> Iterator[Element]:
        codes = Element("Codes")
        add_codes(codes, code_tree(self.book))
        if len(codes):
            for one in codes.iter("Code"):
                self._notes.refer(one, one.get("guid", ""))
            yield codes

    def _attributes(self) -> Iterator[Element]:
        for name in self._variables:
            yield Element(
                "Variable",
                guid=self.id("variable", name),
                name=plain(name),
                typeOfVariable="Text",
            )

    def _cases(self) -> Iterator[Element]:
        moments: dict[str, list[Moment]] = {}
        for moment in self.book.moments:
            for key in dict.fromkeys((*moment.participants, moment.speaker)):
                if key is not None:
                    moments.setdefault(key, []).append(moment)
        people: tuple[Person, ...] = (*self.book.participants, *self.book.staff)
        for person in people:
            if person.same_as is None:
                yield self._case(person, moments.get(person.key, []))

    def _case(self, person: Person, moments: list[Moment]) -> Element:
        case = Element("Case", guid=self.id("case", person.key), name=plain(person.key))
        if text := described(person.history, ()):
            SubElement(case, "Description").text = text
        for name, value in person.attributes.items():
            held = SubElement(case, "VariableValue")
            SubElement(held, "VariableRef", targetGUID=self.id("variable", name))
            SubElement(held, "TextValue").text = plain(value)
        present = [s.id for s in self.book.sessions if person.key in s.participants]
        known = {s.id for s in self.book.sessions}
        noted = (m.session if m.session in known else "" for m in moments)
        for session in dict.fromkeys((*present, *noted)):
            SubElement(case, "SourceRef", targetGUID=self.id("source", session))
        for moment in moments:
            SubElement(case, "SelectionRef", targetGUID=self.id("moment", moment.id))
        return case

    def _sources(self) -> Iterator[Element]:
        for source in transcripts(self.book):
            self._changed += source.changed
            self._shifting += shifts(source.text)
            yield self._source(source)

    def _source(self, source: Transcript) -> Element:
        made = Element("TextSource", guid=self.id("source", source.key), name=source.name)
        made.set("plainTextPath", f"internal://{self.id('source', source.key)}.txt")
        if source.session:
            SubElement(made, "Description").text = session_description(source.session)
        for span in source.spans:
            made.append(self._selection(span))
        self._notes.refer(made, self.id("source", source.key))
        return made

    def _selection(self, span: Span) -> Element:
        moment = span.moment
        name = self.id("moment", moment.id)
        made = Element(
            "PlainTextSelection",
            guid=name,
            name=shorten(span.words),
            startPosition=str(span.start),
            endPosition=str(span.end),
        )
        self._signed(made, moment.observer, moment.created)
        SubElement(made, "Description").text = moment_description(moment)
        for kind, key in _codings(moment):
            coding = SubElement(made, "Coding", guid=self.id("coding", f"{moment.id} {kind} {key}"))
            self._signed(coding, moment.observer, moment.created)
            SubElement(coding, "CodeRef", targetGUID=self.id(kind, key))
        self._notes.refer(made, name)
        return made

    def _signed(self, made: Element, handle: str | None, at: datetime | None) -> None:
        """Say who wrote it and when, as far as that is known."""
        if handle:
            made.set("creatingUser", self.id("user", handle))
        if at:
            made.set("creationDateTime", _stamp(at))

    def told(self, words: int) -> tuple[str, ...]:
        """Return what of the study the project does not hold, a line each."""
        book = self.book
        merged = words - len(book.codes) - len(book.touchpoints)
        media = sum(len(moment.media) for moment in book.moments)
        sources = sum(moment.source is not None for moment in book.moments)
        consents = sum(p.consent.recorded for p in (*book.participants, *book.staff))
        counts = (
            (self._changed, "moments have other signs there: pictures stand as [their names]"),
            (self._shifting, "sessions hold letters that NVivo for Windows counts as two"),
            (media, "photos and recordings are not in it"),
            (sources, "moments came from files; where they stood there is not in it"),
            (consents, "people's consent is not in it"),
            (merged, "merged words stand as what they were merged into"),
            (len(book.insights), "insights are in it as notes, and do not come back as insights"),
            (sum(m.edited is not None for m in book.moments), "times of change are not in it"),
            (sum(bool(c.examples) for c in book.codes), "codes' examples are not in it"),
        )
        return tuple(f"{count:,} {what}." for count, what in counts if count)


def _codings(moment: Moment) -> Iterator[tuple[str, str]]:
    for key in dict.fromkeys(map(feeling_key, moment.emotions)):
        yield FEELING, key
    if moment.touchpoint:
        yield TOUCHPOINT, moment.touchpoint
    for code in moment.codes:
        yield CODE, code


def _within(name: str, elements: Iterable[Element]) -> Iterator[str]:
    """Yield an element and what it holds; nothing where it would hold nothing."""
    begun = False
    for one in elements:
        if not begun:
            yield f"<{name}>\n"
            begun = True
        yield _text(one)
    if begun:
        yield f"</{name}>\n"


def _with_text(name: str, text: str) -> Element:
    made = Element(name)
    made.text = text
    return made


def _text(made: Element) -> str:
    return tostring(made, encoding="unicode") + "\n"


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, BEGINNING)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = 0o644 << 16
    return member


def _stamp(at: datetime) -> str:
    return to_utc(at).astimezone(UTC).isoformat().replace("+00:00", "Z")
