"""What phones sent of fieldkit's form: submissions as CSV, or one as XML, into moments."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

from fieldkit.exchange.batch import Batch, Found, FoundSession, Progress, Unread, shorten
from fieldkit.exchange.json_moment import as_speaker, time_of
from fieldkit.exchange.new_words import NewWords
from fieldkit.exchange.odk_names import FORM, choice_name
from fieldkit.exchange.opening import read_text
from fieldkit.exchange.qda_codes import key_from, levels_from
from fieldkit.exchange.xml_tree import tree_in
from fieldkit.exchange.zones import zone_named
from fieldkit.model.emotion import Emotion, Known, Whose
from fieldkit.model.errors import InvalidValueError, RefusedFileError
from fieldkit.model.keys import (
    CodeKey,
    MomentId,
    ParticipantKey,
    TouchpointKey,
    as_handle,
    is_key,
    is_staff,
)
from fieldkit.model.moment import ANSWER, QUESTION, UNNAMED, Layer, Moment, Source
from fieldkit.model.words import Words

ASKED = frozenset({"observer", "at", "layer", "text"})
"""Questions that every form of fieldkit's has."""
MARKS = ("instanceid", "key", "_uuid", "uuid")
"""Columns that name a submission, the surest first."""
NO_PEOPLE = frozenset({UNNAMED, QUESTION, ANSWER})
"""Speakers who are nobody in particular."""
SAME = "other"
"""The choice behind which another column holds what was written."""


def sniff(head: str) -> bool:
    """Tell whether text begins as submissions do."""
    if f'id="{FORM}-' in head and head.lstrip("\ufeff").startswith("<"):
        return True
    first = head.lstrip("\ufeff").partition("\n")[0]
    names = {_named(cell) for cell in next(csv.reader([first.replace(";", ",")]), [])}
    return names >= ASKED and bool(names & set(MARKS))


def read(path: Path, *, words: Words, zone: str, progress: Progress | None = None) -> Batch:
    """Read submissions, each a moment; the same ones again add nothing.

    Args:
        path: The file: a CSV export of ODK Central or Kobo, or one submission's XML.
        words: The study's words; the form's choices are theirs.
        zone: IANA name of the zone of times without an offset, and of the sessions.
        progress: Told the submissions read and how many there are.

    Raises:
        RefusedFileError: It holds no submissions of such a form.
        InvalidValueError: There is no such zone.
    """
    reading = _Reading(path=path.as_posix(), words=words, zone=zone_named(zone))
    rows = list(_xml(path) if _is_xml(path) else _csv(path))
    if not rows or not rows[0].keys() >= ASKED:
        message = f"{path} holds no submissions of fieldkit's form: its questions are not there."
        raise RefusedFileError(message)
    for number, row in enumerate(rows, 1):
        reading.take(number, row)
        if progress:
            progress(number, len(rows))
    return reading.batch()


def _is_xml(path: Path) -> bool:
    return read_text(path).lstrip("\ufeff \n").startswith("<")


def _xml(path: Path) -> Iterator[Mapping[str, str]]:
    root = tree_in(path)
    yield {_named(one.tag): (one.text or "").strip() for one in root.iter() if not len(one)}


def _csv(path: Path) -> Iterator[Mapping[str, str]]:
    text = read_text(path)
    first = text.partition("\n")[0]
    mark = max(",;\t", key=first.count)
    try:
        rows = csv.reader(io.StringIO(text), delimiter=mark)
        names = [_named(cell) for cell in next(rows, [])]
        for row in rows:
            if any(row):
                yield dict(zip(names, map(str.strip, row), strict=False))
    except csv.Error as error:
        message = f"{path} is no table that is read: {error}."
        raise RefusedFileError(message) from error


def _named(head: str) -> str:
    """Return a question's name: exports put the groups it stands in before it."""
    return head.replace("/", "-").replace(":", "-").rpartition("-")[2].strip().casefold()


@dataclass(slots=True, kw_only=True)
class _Reading:
    """Submissions on their way into a batch."""

    path: str
    words: Words
    zone: ZoneInfo
    found: list[Found] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    sessions: dict[str, FoundSession] = field(default_factory=dict)

    def take(self, number: int, row: Mapping[str, str]) -> None:
        """Read one submission: into a moment, or to the unread with its reason."""
        try:
            moment = self._moment(number, row)
        except (InvalidValueError, ValueError) as error:
            text = shorten(row.get("text", ""))
            self.unread.append(Unread(line=number, text=text, why=str(error)))
            return
        label = self._session(row, moment)
        self.found.append(Found(session=label, moment=moment, line=number, until=number))

    def _moment(self, number: int, row: Mapping[str, str]) -> Moment:
        text = row.get("text", "")
        if not text:
            message = "it has no words"
            raise InvalidValueError(message)
        who = self._one(row, "who", (*self.words.people, UNNAMED, QUESTION, ANSWER))
        speaker = as_speaker(who) if who else None
        people = () if speaker is None or speaker in NO_PEOPLE or is_staff(speaker) else (speaker,)
        place = self._one(row, "touchpoint", self.words.touchpoints)
        handle = row.get("observer", "")
        mark = next((row[name] for name in MARKS if row.get(name)), "")
        mark = mark or "\n".join(f"{key}={value}" for key, value in sorted(row.items()))
        return Moment(
            id=MomentId(""),
            at=time_of({"at": row.get("at") or None}, "at", self.zone),
            observer=as_handle(handle) if handle else None,
            speaker=speaker,
            participants=tuple(map(ParticipantKey, people)),
            layer=Layer(row.get("layer") or Layer.OBSERVED),
            text=text,
            note=row.get("note") or None,
            touchpoint=TouchpointKey(place if is_key(place) else key_from(place))
            if place
            else None,
            emotions=tuple(self._emotions(row)),
            codes=tuple(dict.fromkeys(map(CodeKey, self._codes(row)))),
            source=Source(
                path=self.path,
                line=number,
                section=row.get("session") or None,
                fingerprint=sha256(mark.encode("utf-8", "backslashreplace")).hexdigest()[:16],
            ),
        )

    def _one(self, row: Mapping[str, str], name: str, keys: tuple[str, ...]) -> str:
        chosen = row.get(name, "")
        if chosen == SAME and (written := row.get(f"{name}_{SAME}")):
            return written
        return {choice_name(key): key for key in keys}.get(chosen, chosen)

    def _emotions(self, row: Mapping[str, str]) -> Iterator[Emotion]:
        feelings = {choice_name(word): word for word in self.words.feelings}
        intensity = row.get("intensity", "").removeprefix("i")
        for chosen in dict.fromkeys(row.get("feelings", "").split()):
            word = feelings.get(chosen, chosen)
            yield replace(
                self.words.feeling(word),
                intensity=int(intensity) if intensity.isdecimal() else None,
                whose=Whose(row.get("whose") or Whose.CUSTOMER),
                known=Known(row.get("known") or Known.INFERRED),
            )

    def _codes(self, row: Mapping[str, str]) -> Iterator[str]:
        codes = {choice_name(code): code for code in self.words.codes}
        for chosen in row.get("codes", "").split():
            key = codes.get(chosen) or chosen.replace("..", "/")
            yield key if is_key(key, levels=True) else levels_from(key)

    def _session(self, row: Mapping[str, str], moment: Moment) -> str | None:
        name = row.get("session", "")
        if not name:
            return None
        day = moment.at.astimezone(self.zone).date().isoformat() if moment.at else ""
        label = f"{shorten(name)} {day} {moment.observer or ''}".strip()
        held = self.sessions.get(label) or FoundSession(
            label=label, source=self.path, title=name, zone=self.zone.key, start=moment.at
        )
        starts = [at for at in (held.start, moment.at) if at]
        observers = (*held.observers, *filter(None, (moment.observer,)))
        self.sessions[label] = replace(
            held,
            start=min(starts, default=None),
            observers=tuple(dict.fromkeys(observers)),
            participants=tuple(dict.fromkeys((*held.participants, *moment.participants))),
        )
        return label

    def batch(self) -> Batch:
        """Return everything that was read."""
        new = NewWords(self.words)
        for one in self.found:
            new.meet(one.moment)
        return Batch(
            sessions=tuple(self.sessions.values()),
            moments=tuple(self.found),
            unread=tuple(self.unread),
            touchpoints=new.touchpoints,
            codes=new.codes,
        )
