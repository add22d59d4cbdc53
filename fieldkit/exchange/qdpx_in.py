"""A REFI-QDA project of any program as moments: one for each passage that was selected."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from posixpath import basename
from xml.etree.ElementTree import Element

from fieldkit.exchange.archive import Packed, is_zip, unpacked
from fieldkit.exchange.batch import (
    Batch,
    Found,
    FoundMemo,
    FoundSession,
    Progress,
    Unread,
    shorten,
)
from fieldkit.exchange.qda_codes import CodeTree, folded
from fieldkit.exchange.qda_text import first, labels_in
from fieldkit.exchange.qdpx_cases import Cases
from fieldkit.exchange.qdpx_labels import told_session
from fieldkit.exchange.qdpx_moments import Means, handles_in, mark_of
from fieldkit.exchange.qdpx_notes import MEMO
from fieldkit.exchange.qdpx_offsets import STANDARD, Way, way_of
from fieldkit.exchange.qdpx_sources import PASSAGES, Selected, selected, text_of
from fieldkit.exchange.xml_tree import LARGEST, child, children, tree_in, tree_of, words
from fieldkit.exchange.zones import zone_named
from fieldkit.model.errors import InvalidValueError, RefusedFileError
from fieldkit.model.insight import Memo
from fieldkit.model.keys import MemoId
from fieldkit.model.times import from_iso
from fieldkit.model.words import Words

TOLD_EVERY = 256
"""Selections between two tellings of progress."""
NO_MEMO = Memo(id=MemoId(""), text="")


def sniff(head: str) -> bool:
    """Tell whether text begins as a project's document does."""
    return "<Project" in head and "QDA-XML:project" in head


def read(path: Path, *, words: Words, zone: str, progress: Progress | None = None) -> Batch:
    """Read a project, packed (``.qdpx``) or its document alone (``.qde``).

    Args:
        path: The file.
        words: The study's words.
        zone: IANA name of the zone of sessions that tell none.
        progress: Told the selections read and how many there are, now and then.

    Raises:
        RefusedFileError: It is no project, or no honest archive.
        InvalidValueError: There is no such zone.
    """
    zone_named(zone)
    if not is_zip(path):
        return _Reading(path, tree_in(path), lambda _: None, words, zone).batch(progress)
    with unpacked(path) as archive:
        documents = [name for name in archive.names if name.casefold().endswith(".qde")]
        if len(documents) != 1:
            message = f"{path} holds {len(documents)} projects (.qde), not one; is it a .qdpx file?"
            raise RefusedFileError(message)
        root = tree_of(path, archive.pieces(documents[0], limit=LARGEST))
        return _Reading(path, root, _opener(archive), words, zone).batch(progress)


def _opener(archive: Packed) -> Callable[[str], str | None]:
    """Return what gives the text of an ``internal://`` path, whatever folder it stands in."""
    members = {basename(name).casefold(): name for name in archive.names}

    def text(path: str) -> str | None:
        member = members.get(basename(path).casefold())
        if member is None or not path.casefold().startswith("internal://"):
            return None
        data = archive.read(member)
        try:
            wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
            return data.decode("utf-16" if wide else "utf-8-sig")
        except UnicodeDecodeError:
            return None

    return text


class _Reading:
    """One project on its way into a batch."""

    def __init__(
        self,
        path: Path,
        root: Element,
        opens: Callable[[str], str | None],
        known: Words,
        zone: str,
    ) -> None:
        if root.tag != "Project":
            message = f"{path} is no REFI-QDA project: its document is a {root.tag[:40]}."
            raise RefusedFileError(message)
        self._path, self._root, self._opens, self._zone = path.as_posix(), root, opens, zone
        self._means = Means(
            path=self._path,
            known=known,
            tree=CodeTree().fill(child(child(root, "CodeBook"), "Codes")),
            cases=Cases().fill(root),
            handles=dict(handles_in(root)),
        )
        told = labels_in(words(root, "Description"), ("Study",))[1]
        self._study = first(told, "Study")
        self._sessions: dict[str, FoundSession | None] = {}
        """By identifier of a source; None for the one of moments without a session."""
        self._found: list[Found] = []
        self._unread: list[Unread] = []
        self._places: dict[str, int] = {}
        """By identifier of a selection: its moment."""
        self._whole = self._named = self._seconds = 0
        """Sources coded as a whole; passages of which only the name is left; second places."""

    def batch(self, progress: Progress | None) -> Batch:
        """Return everything that the project holds."""
        sources = child(self._root, "Sources")
        for source in sources if sources is not None else ():
            self._sessions[folded(source.get("guid"))] = self._session(source)
            self._whole += child(source, "Coding") is not None
        found = list(selected(sources, self._opens))
        marked = [(s.text, s.start, s.end, s.name) for s in found if s.text is not None]
        way = way_of(marked, origin=self._root.get("origin", ""))
        for number, one in enumerate(found, 1):
            self._take(number, one, way)
            if progress and number % TOLD_EVERY == 0:
                progress(number, len(found))
        tree, known = self._means.tree, self._means.known
        memos, insights = self._memos()
        return Batch(
            sessions=tuple(filter(None, self._sessions.values())),
            moments=tuple(self._found),
            unread=tuple(self._unread),
            told=tuple(self._told(insights, way if marked else None)),
            people=tuple(self._means.cases.people.values()),
            touchpoints=tuple(
                t for key, t in tree.touchpoints.items() if key not in known.touchpoints
            ),
            codes=tuple(code for key, code in tree.codes.items() if key not in known.codes),
            phases=tuple(tree.phases.values()),
            codebook=True,
            memos=memos,
            study=self._study,
        )

    def _session(self, source: Element) -> FoundSession | None:
        name, cases = folded(source.get("guid")), self._means.cases
        told, ours = told_session(words(source, "Description"))
        if self._study and not ours:
            return None
        title = source.get("name") or "Without a name"
        return FoundSession(
            label=f"{shorten(title)} {mark_of(source)[:8]}",
            source=self._path,
            kind=told.kind,
            title=told.title if ours else title,
            place=told.place,
            zone=self._zone_of(told.zone),
            start=told.start,
            end=told.end,
            observers=told.observers,
            participants=told.participants
            if ours
            else tuple(dict.fromkeys(cases.by_source.get(name, ()))),
            protocol=told.protocol,
            conditions=told.conditions or cases.conditions.get(name),
            debrief=told.debrief,
            known_as=told.id or None,
        )

    def _zone_of(self, told: str) -> str:
        try:
            return zone_named(told).key if told else self._zone
        except InvalidValueError:
            return self._zone

    def _take(self, number: int, one: Selected, way: Way) -> None:
        passage = one.text and way.passage(one.text, one.start, one.end)[0]
        if one.text is not None and not passage:
            self._leave(number, one, f"it stands outside its text ({one.start} to {one.end})")
            return
        is_passage = one.element.tag in PASSAGES
        text = passage or (one.name if is_passage else "")
        if not text.strip() and not words(one.element, "Description"):
            codes = (self._means.tree.meant.get(name) for name in one.codes)
            keys = ", ".join(meant.key for meant in codes if meant)
            self._leave(number, one, f"it has no words; its codes: {keys or 'none'}")
            return
        self._named += is_passage and not passage
        moment, second = self._means.moment(number, one, text)
        self._seconds += second
        self._places[folded(one.element.get("guid"))] = len(self._found)
        session = self._sessions.get(folded(one.source.get("guid")))
        self._found.append(
            Found(
                session=session.label if session else None,
                moment=moment,
                line=number,
                until=number,
                known_as=moment.id or None,
            )
        )

    def _leave(self, number: int, one: Selected, why: str) -> None:
        text = shorten(one.name or one.source.get("name", ""))
        self._unread.append(Unread(line=number, text=text, why=why))

    def _memos(self) -> tuple[tuple[FoundMemo, ...], int]:
        """Return the notes as memos, tied to what refers to them, and how many are insights."""
        about = self._referred()
        memos, insights = [], 0
        for note in children(child(self._root, "Notes"), "Note"):
            labels = labels_in(words(note, "Description"), (*MEMO, "Insight"))[1]
            held = text_of(note, self._opens)
            text = (held.raw if held else "").strip() or note.get("name", "").strip()
            if "Insight" in labels:
                insights += 1
            elif text:
                place = about.get(folded(note.get("guid")), FoundMemo(memo=NO_MEMO))
                memo = Memo(
                    id=MemoId(""),
                    text=text,
                    about=first(labels, "About") or place.memo.about,
                    observer=self._means.handles.get(folded(note.get("creatingUser"))),
                    at=_time(note.get("creationDateTime")),
                )
                memos.append(replace(place, memo=memo))
        return tuple(memos), insights

    def _referred(self) -> dict[str, FoundMemo]:
        """Return, by identifier of a note, what refers to it first."""
        about: dict[str, FoundMemo] = {}
        for one in self._root.iter():
            name = folded(one.get("guid"))
            for ref in children(one, "NoteRef"):
                session, meant = self._sessions.get(name), self._means.tree.meant.get(name)
                place = FoundMemo(
                    memo=replace(NO_MEMO, about=meant.key if meant else None),
                    moment=self._places.get(name),
                    session=session.label if session else None,
                )
                about.setdefault(folded(ref.get("targetGUID")), place)
        return about

    def _told(self, insights: int, way: Way | None) -> Iterator[str]:
        renamed = self._means.cases.renamed
        parts = sum(1 for tag in ("Sets", "Graphs", "Links") if child(self._root, tag) is not None)
        counts = (
            (self._named, "passages have only the name left that their program gave them"),
            (self._whole, "sources are coded as a whole; a code stands only at a moment"),
            (self._seconds, "passages had a second touchpoint; it is a code of theirs now"),
            (self._means.tree.colours_lost, "codes had colours that fieldkit has not"),
            (insights, "insights of a fieldkit study are in it as notes; a bundle brings them"),
            (0 if self._study else parts, "parts (sets, links, drawings) have no place here"),
        )
        yield from (f"{count:,} {what}." for count, what in counts if count)
        if renamed:
            names = ", ".join(map(shorten, renamed[:5]))
            yield f"{len(renamed)} cases got keys for names: {names}; are these people's names?"
        if way not in {None, STANDARD}:
            yield "Its positions are counted in another way than the standard's; they are read so."


def _time(text: str | None) -> datetime | None:
    try:
        return from_iso(text) if text else None
    except InvalidValueError:
        return None
