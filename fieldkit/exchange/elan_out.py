"""A session as an ELAN file: a tier for each person, its tags on tiers under it.

Source: https://www.mpi.nl/tools/elan/EAFv3.0.xsd; the order of elements is the schema's.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement, indent

from fieldkit.exchange.batch import Progress
from fieldkit.exchange.qda_codes import resolved
from fieldkit.exchange.qda_text import plain
from fieldkit.exchange.qdpx_labels import moment_description, session_description
from fieldkit.model.emotion import Emotion, Whose
from fieldkit.model.errors import UsageError
from fieldkit.model.moment import Moment
from fieldkit.model.session import Session
from fieldkit.model.study import Casebook
from fieldkit.model.times import to_iso

SCHEMA = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
NOBODY = "observed"
"""The tier of what nobody in particular did or said."""
NOTE, FEELING, PLACE, CODE, DETAILS = "note", "feeling", "touchpoint", "code", "fieldkit"
UNDER = (NOTE, FEELING, PLACE, CODE, DETAILS)
"""The tiers under each person's."""
BEFORE = datetime(1970, 1, 1, tzinfo=UTC)
"""The date of a file of moments without any time."""
SUBDIVIDED = frozenset({FEELING, CODE})
"""Tiers that hold several values for one annotation."""
STEREOTYPES = {
    "Symbolic_Subdivision": "Symbolic subdivision of a parent annotation. Annotations refering to "
    "the same parent are ordered",
    "Symbolic_Association": "1-1 association with a parent annotation",
}
"""The ways in which tiers hang under others, in ELAN's own words."""


def write(
    book: Casebook, path: Path, *, media: Path, progress: Progress | None = None
) -> tuple[str, ...]:
    """Write a session's moments along its time; returns what does not survive.

    Raises:
        UsageError: There are moments of several sessions, or none: a file is one timeline.
    """
    book = resolved(book)
    session = _one_session(book)
    timeline = _Timeline(session)
    for moment in book.moments:
        timeline.add(moment)
    tree = ElementTree(timeline.document())
    indent(tree)
    tree.write(path, encoding="UTF-8", xml_declaration=True)
    if progress:
        progress(len(book.moments), len(book.moments))
    _ = media
    photos = sum(len(moment.media) for moment in book.moments)
    counts = (
        (timeline.untimed, "moments tell no time; each stands behind the one before it"),
        (timeline.moved, "moments of one person at one instant stand a millisecond apart"),
        (photos, "photos and recordings are not in it"),
    )
    return tuple(f"{count:,} {what}." for count, what in counts if count)


def _one_session(book: Casebook) -> Session | None:
    names = dict.fromkeys(moment.session for moment in book.moments)
    if len(names) != 1:
        what = f"moments of {len(names)} sessions" if names else "no moments"
        example = next((name for name in names if name), "ana-s1")
        message = f"An ELAN file is one session, not {what}; name it: session:{example}"
        raise UsageError(message)
    return next((session for session in book.sessions if session.id in names), None)


@dataclass(slots=True)
class _Annotation:
    """One moment on its tier."""

    moment: Moment
    start: int
    """Milliseconds from the beginning."""


@dataclass(slots=True)
class _Timeline:
    """A session on its way into a document."""

    session: Session | None
    tiers: dict[str, list[_Annotation]] = field(default_factory=dict)
    untimed: int = 0
    moved: int = 0
    _origin: datetime | None = None
    _last: int = 0
    _ids: int = 0

    def add(self, moment: Moment) -> None:
        """Put a moment behind the one before it, where its time does not say more."""
        if self._origin is None:
            self._origin = (self.session and self.session.start) or moment.at
        at = self._last
        if moment.at is None or self._origin is None:
            self.untimed += 1
        else:
            at = max(0, round((moment.at - self._origin).total_seconds() * 1000))
        tier = self.tiers.setdefault(moment.speaker or ",".join(moment.participants) or NOBODY, [])
        if tier and at <= tier[-1].start:
            self.moved += moment.at is not None
            at = tier[-1].start + 1
        tier.append(_Annotation(moment=moment, start=at))
        self._last = at

    def document(self) -> Element:
        """Return the whole document."""
        root = Element(
            "ANNOTATION_DOCUMENT",
            {
                "xmlns:xsi": XSI,
                "xsi:noNamespaceSchemaLocation": SCHEMA,
                "AUTHOR": "fieldkit",
                "DATE": to_iso(self._origin or BEFORE),
                "FORMAT": "3.0",
                "VERSION": "3.0",
            },
        )
        header = SubElement(root, "HEADER", MEDIA_FILE="", TIME_UNITS="milliseconds")
        if self._origin:
            SubElement(header, "PROPERTY", NAME="fieldkit start").text = to_iso(self._origin)
        if self.session:
            told = session_description(self.session)
            SubElement(header, "PROPERTY", NAME="fieldkit session").text = told
        order = SubElement(root, "TIME_ORDER")
        slots = self._slots(order)
        for name, annotations in self.tiers.items():
            self._tier(root, name, annotations, slots)
        SubElement(root, "LINGUISTIC_TYPE", LINGUISTIC_TYPE_ID="words", TIME_ALIGNABLE="true")
        for kind in UNDER:
            SubElement(
                root,
                "LINGUISTIC_TYPE",
                LINGUISTIC_TYPE_ID=kind,
                TIME_ALIGNABLE="false",
                CONSTRAINTS=_stereotype(kind),
            )
        for name, description in STEREOTYPES.items():
            SubElement(root, "CONSTRAINT", STEREOTYPE=name, DESCRIPTION=description)
        return root

    def _slots(self, order: Element) -> dict[int, str]:
        """Add the points in time, in order; a moment is one millisecond long."""
        points = {a.start + more for tier in self.tiers.values() for a in tier for more in (0, 1)}
        slots = {}
        for number, value in enumerate(sorted(points), 1):
            slots[value] = f"ts{number}"
            SubElement(order, "TIME_SLOT", TIME_SLOT_ID=f"ts{number}", TIME_VALUE=str(value))
        return slots

    def _tier(
        self, root: Element, name: str, annotations: list[_Annotation], slots: dict[int, str]
    ) -> None:
        shown = plain(name)
        top = SubElement(root, "TIER", TIER_ID=shown, LINGUISTIC_TYPE_REF="words")
        if name != NOBODY:
            top.set("PARTICIPANT", shown)
        under = {}
        for kind in UNDER:
            under[kind] = SubElement(
                root,
                "TIER",
                TIER_ID=f"{shown} {kind}",
                LINGUISTIC_TYPE_REF=kind,
                PARENT_REF=shown,
            )
        for one in annotations:
            made = SubElement(
                SubElement(top, "ANNOTATION"),
                "ALIGNABLE_ANNOTATION",
                ANNOTATION_ID=self._id(),
                TIME_SLOT_REF1=slots[one.start],
                TIME_SLOT_REF2=slots[one.start + 1],
            )
            SubElement(made, "ANNOTATION_VALUE").text = plain(one.moment.text)
            for kind, values in _values(one.moment):
                self._under(under[kind], made.get("ANNOTATION_ID", ""), values)

    def _under(self, tier: Element, parent: str, values: Iterable[str]) -> None:
        before = None
        for value in values:
            name = self._id()
            made = SubElement(
                SubElement(tier, "ANNOTATION"),
                "REF_ANNOTATION",
                ANNOTATION_ID=name,
                ANNOTATION_REF=parent,
            )
            if before:
                made.set("PREVIOUS_ANNOTATION", before)
            SubElement(made, "ANNOTATION_VALUE").text = plain(value)
            before = name

    def _id(self) -> str:
        self._ids += 1
        return f"a{self._ids}"


def feeling_value(emotion: Emotion) -> str:
    """Return a feeling as its tier shows it: the customer's bare, another's with whose it is."""
    if emotion.whose is Whose.CUSTOMER:
        return emotion.term
    return f"{emotion.whose}: {emotion.term}"


def _values(moment: Moment) -> Iterator[tuple[str, tuple[str, ...]]]:
    if moment.note:
        yield NOTE, (moment.note,)
    yield FEELING, tuple(dict.fromkeys(map(feeling_value, moment.emotions)))
    if moment.touchpoint:
        yield PLACE, (moment.touchpoint,)
    yield CODE, moment.codes
    yield DETAILS, (moment_description(replace(moment, note=None)),)


def _stereotype(kind: str) -> str:
    return "Symbolic_Subdivision" if kind in SUBDIVIDED else "Symbolic_Association"
