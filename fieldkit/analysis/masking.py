"""A casebook as the public may read it: nobody of ours by name, no file, no code of who is out.

A handle is a name people know, so observers go by letters that begin with their role's, and so do
the ids that began with their handles; what is printed of them is the role. A handle or a name that
stands as a word in any text goes too, with a mark where it stood. All of it is masked here, before
anything is read, so no template and no figure can tell it.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import TypeVar

from fieldkit.model.emotion import Emotion
from fieldkit.model.insight import Insight, Memo
from fieldkit.model.journey import Code, Phase, Touchpoint
from fieldkit.model.keys import (
    CodeKey,
    Handle,
    InsightId,
    MemoId,
    MomentId,
    SessionId,
    TouchpointKey,
    fold,
)
from fieldkit.model.moment import Moment
from fieldkit.model.observer import Observer, Role
from fieldkit.model.people import Participant, Staff
from fieldkit.model.session import Session
from fieldkit.model.study import Casebook, Study
from fieldkit.shorthand.signs import is_wide

NAME = re.compile(r"(?P<mark>[^~]+?)(?P<dev>~.+)?(?P<number>-[a-z]?[0-9]+)\Z", re.DOTALL)
"""An id: ``ana-42``, ``ana-s3``, ``ana~3f9ac01b2d4e-42``."""
PARTS = re.compile(r"([-_/])")
"""What stands between the words of a key."""
GONE = "[…]"
"""What stands for a code of somebody who is left out."""
SOMEBODY = "[observer]"
"""What stands for one of ours in a text."""
NO_NAMES = frozenset({"i", "me", "us", "we", "you"})
"""Handles that name nobody; ``me`` is everybody's who never chose one."""
LETTERS = 26
INITIALS = 2
"""Letters of a part of a name that is no name by itself."""
Text = TypeVar("Text", str, str | None)
Someone = TypeVar("Someone", Participant, Staff)


def masked(casebook: Casebook, out: Iterable[str]) -> Casebook:
    """Return a casebook that tells of observers by their roles, and of nobody who is out.

    Args:
        casebook: The study, without the moments of who is out.
        out: The codes of everybody who is left out, with those merged into theirs.
    """
    mask = _Mask(casebook, out)
    return replace(
        casebook,
        study=mask.study(casebook.study),
        observers=tuple(mask.observer(one) for one in casebook.observers),
        participants=tuple(map(mask.person, casebook.participants)),
        staff=tuple(map(mask.person, casebook.staff)),
        touchpoints=tuple(map(mask.touchpoint, casebook.touchpoints)),
        phases=tuple(map(mask.phase, casebook.phases)),
        codes=tuple(map(mask.code, casebook.codes)),
        sessions=tuple(map(mask.session, casebook.sessions)),
        moments=tuple(map(mask.moment, casebook.moments)),
        insights=tuple(map(mask.insight, casebook.insights)),
        memos=tuple(map(mask.memo, casebook.memos)),
    )


def name_in(line: str, casebook: Casebook) -> str | None:
    """Return the first handle or name of ours that a line holds as a word, or None."""
    mask = _Mask(casebook, ())
    found = [names.search(line) for names in (mask.handles, mask.names) if names]
    return next((one[0] for one in found if one), None)


class _Mask:
    def __init__(self, casebook: Casebook, out: Iterable[str]) -> None:
        self._masks = _masks(casebook)
        self._roles = {str(one.handle): one.role.value for one in casebook.observers}
        self._out = frozenset(out)
        self._gone = _standing(self._out)
        self.handles = _standing(_names(self._masks), re.IGNORECASE)
        self.names = _standing(_parts(casebook.observers))
        self._parts = {fold(code): "x" for code in self._out} | dict(self._masks)

    def handle(self, handle: Handle) -> Handle:
        return Handle(self._masks[handle])

    def observer(self, observer: Observer) -> Observer:
        return Observer(handle=self.handle(observer.handle), role=observer.role)

    def id(self, name: str) -> str:
        """Return an id under its writer's role; anything else as it is."""
        found = NAME.match(name)
        mask = self._masks.get(found["mark"]) if found else None
        return f"{mask}{found['dev'] or ''}{found['number']}" if found and mask else name

    def words(self, text: Text) -> Text:
        """Return words without the codes of who is out, and without a name of ours."""
        if not text:
            return text
        shown = unicodedata.normalize("NFC", text)
        masked = shown
        for names, sign in ((self._gone, GONE), (self.names, SOMEBODY), (self.handles, SOMEBODY)):
            masked = names.sub(sign, masked) if names else masked
        return text if masked == shown else masked

    def key(self, key: str) -> str:
        """Return a key whose parts tell nobody: ``ana-desk`` goes by ``ra-desk``."""
        return "".join(self._parts.get(fold(part), part) for part in PARTS.split(key))

    def study(self, study: Study) -> Study:
        return replace(
            study,
            title=self.words(study.title),
            question=self.words(study.question),
            goals=tuple(map(self.words, study.goals)),
        )

    def person(self, person: Someone) -> Someone:
        told = {name: self.words(value) for name, value in person.attributes.items()}
        return replace(person, history=self.words(person.history), attributes=told)

    def touchpoint(self, touchpoint: Touchpoint) -> Touchpoint:
        into = touchpoint.same_as
        return replace(
            touchpoint,
            key=TouchpointKey(self.key(touchpoint.key)),
            name=self.words(touchpoint.name),
            owner=self.words(touchpoint.owner),
            promises=tuple(map(self.words, touchpoint.promises)),
            why=self.words(touchpoint.why),
            same_as=TouchpointKey(self.key(into)) if into else None,
        )

    def phase(self, phase: Phase) -> Phase:
        return replace(phase, name=self.words(phase.name))

    def code(self, code: Code) -> Code:
        return replace(
            code,
            key=CodeKey(self.key(code.key)),
            name=self.words(code.name),
            definition=self.words(code.definition),
            when=self.words(code.when),
            when_not=self.words(code.when_not),
            examples=tuple(MomentId(self.id(name)) for name in code.examples),
            same_as=CodeKey(self.key(code.same_as)) if code.same_as else None,
        )

    def session(self, session: Session) -> Session:
        return replace(
            session,
            id=SessionId(self.id(session.id)),
            title=self.words(_no_path(session)),
            place=self.words(session.place),
            conditions=self.words(session.conditions),
            debrief=self.words(session.debrief),
            observers=tuple(map(self.handle, session.observers)),
            participants=tuple(key for key in session.participants if key not in self._out),
            source=None,
        )

    def moment(self, moment: Moment) -> Moment:
        return replace(
            moment,
            id=MomentId(self.id(moment.id)),
            session=SessionId(self.id(moment.session)) if moment.session else None,
            observer=self.handle(moment.observer) if moment.observer else None,
            text=self.words(moment.text),
            note=self.words(moment.note),
            jotting=self.words(moment.jotting),
            touchpoint=TouchpointKey(self.key(moment.touchpoint)) if moment.touchpoint else None,
            codes=tuple(CodeKey(self.key(code)) for code in moment.codes),
            emotions=tuple(map(self._emotion, moment.emotions)),
            source=replace(moment.source, path="", section=None) if moment.source else None,
        )

    def _emotion(self, emotion: Emotion) -> Emotion:
        return replace(emotion, cue=self.words(emotion.cue)) if emotion.cue else emotion

    def insight(self, insight: Insight) -> Insight:
        owner = self._roles.get(insight.owner or "", self.words(insight.owner))
        return replace(
            insight,
            id=InsightId(self.id(insight.id)),
            claim=self.words(insight.claim),
            supporting=tuple(MomentId(self.id(name)) for name in insight.supporting),
            contradicting=tuple(MomentId(self.id(name)) for name in insight.contradicting),
            need=self.words(insight.need),
            how_might_we=self.words(insight.how_might_we),
            recommendation=self.words(insight.recommendation),
            owner=owner,
            area=self.words(insight.area),
            themes=tuple(CodeKey(self.key(code)) for code in insight.themes),
        )

    def memo(self, memo: Memo) -> Memo:
        return replace(
            memo,
            id=MemoId(self.id(memo.id)),
            text=self.words(memo.text),
            about=self.id(memo.about) if memo.about else None,
            observer=self.handle(memo.observer) if memo.observer else None,
        )


def _masks(casebook: Casebook) -> Mapping[str, str]:
    """Return what each handle goes by, ``ra`` or ``lb``: those the study knows first."""
    roles: dict[str, Role] = {str(one.handle): one.role for one in casebook.observers}
    named = {str(m.observer) for m in casebook.moments if m.observer}
    named |= {str(handle) for session in casebook.sessions for handle in session.observers}
    named |= {str(memo.observer) for memo in casebook.memos if memo.observer}
    named |= {mark for name in _ids(casebook) if (mark := _mark(name))}
    masks: dict[str, str] = {}
    numbers = dict.fromkeys(Role, 0)
    for handle in (*sorted(roles), *sorted(named - roles.keys())):
        role = roles.get(handle, Role.RESEARCHER)
        masks[handle] = role.value[0] + _letters(numbers[role])
        numbers[role] += 1
    return masks


def _names(handles: Iterable[str]) -> Iterator[str]:
    """Yield the handles that tell somebody; a single letter is any word's, where words are apart.

    A handle that is a word of the language too (``rose``) goes wherever it stands: what the public
    reads had better say too little.
    """
    for handle in handles:
        if handle not in NO_NAMES and (len(handle) > 1 or is_wide(handle)):
            yield handle


def _parts(observers: Iterable[Observer]) -> Iterator[str]:
    """Yield the names of observers, whole and part by part, as they are written."""
    for observer in observers:
        if observer.name:
            yield unicodedata.normalize("NFC", observer.name)
            parts = unicodedata.normalize("NFC", observer.name).split()
            yield from (part for part in parts if len(part) > INITIALS and not part.islower())


def _standing(names: Iterable[str], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str] | None:
    """Return a pattern of names where they stand as words; None without a name."""
    every = sorted(set(names), key=lambda name: (-len(name), name))
    if not every:
        return None
    apart = (
        re.escape(name)
        if is_wide(name[0]) and is_wide(name[-1])
        else rf"(?<!\w){re.escape(name)}(?!\w)"
        for name in every
    )
    return re.compile("|".join(apart), flags)


def _letters(number: int) -> str:
    """Return a number in letters, since a handle has nothing else: a, b … z, aa, ab."""
    ahead = _letters(number // LETTERS - 1) if number >= LETTERS else ""
    return ahead + chr(ord("a") + number % LETTERS)


def _ids(casebook: Casebook) -> Iterator[str]:
    for rows in (casebook.moments, casebook.sessions, casebook.insights, casebook.memos):
        yield from (str(row.id) for row in rows)


def _mark(name: str) -> str:
    found = NAME.match(name)
    return found["mark"] if found else ""


def _no_path(session: Session) -> str | None:
    """Return a session's title without the name of the file it may have been taken from."""
    title = session.title
    if title and session.source:
        file = PurePosixPath(session.source.replace("\\", "/"))
        for path in (session.source, str(file), file.name):
            title = title.replace(path, file.stem) if path else title
    return title
