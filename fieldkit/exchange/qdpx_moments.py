"""One selection of a QDA project into a moment: its codes say what it is about."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from xml.etree.ElementTree import Element

from fieldkit.exchange.qda_codes import (
    CODE,
    FEELING,
    TOUCHPOINT,
    CodeTree,
    Meant,
    folded,
    key_from,
)
from fieldkit.exchange.qdpx_cases import Cases
from fieldkit.exchange.qdpx_labels import told_moment
from fieldkit.exchange.qdpx_sources import Selected
from fieldkit.exchange.xml_tree import child, children, words
from fieldkit.model.emotion import Emotion
from fieldkit.model.errors import InvalidValueError
from fieldkit.model.keys import CodeKey, Handle, ParticipantKey, TouchpointKey, as_handle
from fieldkit.model.moment import Moment, Source
from fieldkit.model.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a project's selections are read with."""

    path: str
    known: Words
    tree: CodeTree
    cases: Cases
    handles: dict[str, Handle]
    """Observers by the identifier of their user."""

    def moment(self, number: int, one: Selected, text: str) -> tuple[Moment, bool]:
        """Return the moment that a selection stands for, and whether a second place became a code.

        Args:
            number: Which selection of the project it is, counted from 1.
            one: The selection.
            text: Its words.
        """
        told, ours = told_moment(words(one.element, "Description"), text)
        meant = [m for name in one.codes if (m := self.tree.meant.get(name))]
        places = [m.key for m in meant if m.kind == TOUCHPOINT]
        codes = [m.key for m in meant if m.kind == CODE]
        people = told.participants
        if not ours:
            people = tuple(dict.fromkeys((*people, *self._people(one))))
            told = replace(told, text=text.strip())
        user = self.handles.get(folded(one.element.get("creatingUser")))
        return replace(
            told,
            observer=told.observer or user,
            participants=people,
            touchpoint=TouchpointKey(places[0]) if places else None,
            codes=tuple(dict.fromkeys(map(CodeKey, (*codes, *places[1:])))),
            emotions=tuple(self._emotions(told.emotions, meant)),
            source=Source(
                path=self.path,
                line=number,
                section=one.source.get("name") or None,
                guessed=not ours,
                fingerprint=mark_of(one.element),
            ),
        ), len(places) > 1

    def _emotions(self, told: Iterable[Emotion], meant: Iterable[Meant]) -> Iterator[Emotion]:
        """Yield the feelings that are coded: as described where they are, else as the code says."""
        coded = dict.fromkeys((m.whose, m.key) for m in meant if m.kind == FEELING)
        described = set()
        for emotion in told:
            if (emotion.whose, emotion.term) in coded:
                described.add((emotion.whose, emotion.term))
                yield emotion
        for whose, word in coded:
            if (whose, word) not in described:
                yield replace(self.known.feeling(word), whose=whose)

    def _people(self, one: Selected) -> Iterable[ParticipantKey]:
        found = self.cases.by_selection.get(folded(one.element.get("guid")))
        if found:
            return found
        present = self.cases.by_source.get(folded(one.source.get("guid")), [])
        return present if len(present) == 1 else ()


def mark_of(element: Element) -> str:
    """Return what tells an element from all others wherever its project moves: 16 hex digits."""
    return sha256(folded(element.get("guid")).encode()).hexdigest()[:16]


def handles_in(root: Element) -> Iterator[tuple[str, Handle]]:
    """Yield a project's users, by identifier, as observers; those without a letter are none."""
    for user in children(child(root, "Users"), "User"):
        for name in filter(str.strip, (user.get("id", ""), user.get("name", ""))):
            letters = "".join(filter(str.isalpha, key_from(name)))[:24]
            try:
                yield folded(user.get("guid")), as_handle(letters)
            except InvalidValueError:
                continue
            break
