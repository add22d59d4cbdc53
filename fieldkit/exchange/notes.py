"""Markdown notes of any layout: headings, points, paragraphs, tables and quotations."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from fieldkit.exchange.batch import (
    Batch,
    Fingerprints,
    Found,
    Progress,
    Unread,
    shorten,
)
from fieldkit.exchange.new_words import NewWords
from fieldkit.exchange.note_blocks import Block, Form, blocks
from fieldkit.exchange.note_frame import Frame, unframed
from fieldkit.exchange.note_guide import Guide, Piece, guide_in
from fieldkit.exchange.note_headings import Headings
from fieldkit.exchange.note_heads import PERSON, code_of, opening_in
from fieldkit.exchange.note_layout import as_layout
from fieldkit.exchange.note_line import Told, tell
from fieldkit.exchange.note_rows import is_log, row_told
from fieldkit.exchange.note_sessions import Meeting, Sessions
from fieldkit.exchange.note_tags import codes_of, untagged
from fieldkit.exchange.note_text import callout_of, linked_notes, only_link, only_tags, words_of
from fieldkit.exchange.notes_out import write as write  # noqa: PLC0414 - the format's writer
from fieldkit.exchange.opening import read_text
from fieldkit.exchange.zones import zone_named
from fieldkit.model.keys import (
    CodeKey,
    MomentId,
    ParticipantKey,
    TouchpointKey,
    fold,
    is_staff,
)
from fieldkit.model.moment import Layer, Moment, Source
from fieldkit.model.words import Words

TOLD_EVERY = 500
"""Blocks between two tellings of progress."""
BREAK = re.compile(r"\s*<br\s*/?>(?:\s|<br\s*/?>)*", re.IGNORECASE)
"""Where a web page would begin a new line."""
NOTHING = "nothing that Markdown shows (an empty point, or where a link leads)"
PROMPT = "a question of the guide: it stands as the section of what follows"
PLAN = "the guide, before the first session"
UNDER = "a heading: it stands as the section of what follows"
FRAMES = {Form.RULE: "a line between parts", Form.TABLE_HEAD: "the headings of a table"}
EMPTY = "a heading with nothing under it"


def sniff(head: str) -> bool:
    """Tell whether text may be notes: any text may."""
    return bool(head.strip())


def read(
    path: Path,
    *,
    words: Words,
    zone: str,
    progress: Progress | None = None,
    mapping: Mapping[str, str] | None = None,
    encoding: str | None = None,
    tags: bool = False,
) -> Batch:
    """Read the notes in a Markdown file.

    Each line of the source becomes a moment or stands in ``unread`` with the reason.

    Args:
        path: The file.
        words: The study's words: people and touchpoints that headings may name.
        zone: IANA name of the zone in which clock times are read where the notes tell none.
        progress: Told the lines read and their number, now and then.
        mapping: What its headings mean, where that is said: ``{"session": "h2"}``.
        encoding: Its encoding, where it is neither UTF-8 nor marked as UTF-16.
        tags: Whether ``#words`` are tags: in a vault they are, and in notes that have tags of their
            own; elsewhere they are text.

    Raises:
        RefusedFileError: It is not text that fieldkit reads.
        UsageError: There is no such meaning, part or encoding.
        InvalidValueError: There is no such zone.
    """
    layout = as_layout(mapping or {})
    frame = unframed(read_text(path, encoding))
    if progress:
        progress(0, len(frame.lines))
    made = blocks(frame.lines)
    pieces = _pieces(made, words)
    sessions = Sessions(
        path=PurePosixPath(path.as_posix()),
        words=words,
        zone=zone_named(zone),
        front=frame.front,
        begins=_beginning(made, pieces),
    )
    reading = _Reading(
        frame=frame,
        sessions=sessions,
        words=words,
        headings=Headings(sessions=sessions, words=words, layout=layout),
        tagging=tags or not frame.front.keys().isdisjoint({"tag", "tags"}),
        guide=guide_in(pieces),
    )
    for block in _telling(made, len(frame.lines), progress):
        reading.take(block)
    return reading.batch()


def _telling(made: Sequence[Block], lines: int, progress: Progress | None) -> Iterator[Block]:
    """Yield the blocks of so many lines, and tell how far their reading is."""
    for index, block in enumerate(made):
        yield block
        if progress and index % TOLD_EVERY == 0:
            progress(block.line, lines)
    if progress:
        progress(lines, lines)


def _no_words(raw: str) -> str | None:
    """Return why a line holds no words of a note, or None where it does."""
    if target := only_link(raw):
        if target.startswith("#"):
            return "the table of contents"
        return "only a picture" if raw.lstrip().startswith("!") else "only a link"
    if only_tags(raw):
        return "only tags of a web page"
    if callout_of(raw) is not None:
        return "the title of a callout"
    return None if words_of(raw) else NOTHING


def _linked(told: Told, links: Sequence[str], words: Words) -> Told:
    """Return what a line tells with whom and where it links to: notes named after them."""
    people = told.people
    where = told.touchpoint
    for name in links:
        if match := PERSON.fullmatch(name):
            people = (*people, code_of(match["what"], match["number"], words))
        elif where is None and fold(name).replace(" ", "-") in words.touchpoints:
            where = TouchpointKey(fold(name).replace(" ", "-"))
    return replace(told, people=tuple(dict.fromkeys(people)), touchpoint=where)


def _pieces(made: Sequence[Block], words: Words) -> list[Piece]:
    pieces: list[Piece] = []
    session = heading = 0
    for block in made:
        text = words_of(block.raw) if block.form is not Form.CODE else block.raw
        if block.form is Form.HEADING:
            heading = block.line
            session += opening_in(text, words) is not None
        elif text and block.form in {Form.LINE, Form.ROW} and only_link(block.raw) is None:
            pieces.append(Piece(block=block, text=text, session=session, heading=heading))
    return pieces


def _beginning(made: Sequence[Block], pieces: Sequence[Piece]) -> tuple[str, ...]:
    """Return the first heading and the first words: they stay when a file moves or grows."""
    titles = (words_of(block.raw) for block in made if block.form is Form.HEADING)
    return (next(titles, ""), next((piece.text for piece in pieces), ""))


@dataclass(slots=True)
class _Reading:
    """What has been read of one file so far, and under which headings."""

    frame: Frame
    sessions: Sessions
    words: Words
    headings: Headings
    tagging: bool
    guide: Guide
    new: NewWords = field(init=False)
    prints: Fingerprints = field(default_factory=Fingerprints)
    found: list[Found] = field(default_factory=list)
    unread: dict[int, Unread] = field(default_factory=dict)
    untimed: dict[str, int] = field(default_factory=dict)
    """How many clock times stand in a session whose day is unknown."""
    lone: list[tuple[int, int]] = field(default_factory=list)
    """Headings under which nothing stood yet: line and level."""
    prompt: str | None = None
    points: list[tuple[tuple[int, ...], str]] = field(default_factory=list)
    """The points in force, each over those nested under it: place and words."""
    tags: tuple[CodeKey, ...] = ()
    """The note's own tags: codes of all that stands in it."""
    over: list[str] = field(default_factory=list)
    """The points that the block at hand is nested under."""

    def __post_init__(self) -> None:
        """Begin with what the frame holds."""
        self.new = NewWords(self.words)
        self.unread = {unread.line: unread for unread in self.frame.unread}
        self.tags = codes_of(self.frame.front.get("tags") or self.frame.front.get("tag", ""))

    def take(self, block: Block) -> None:
        """Read one block: into a moment, or to the unread with its reason."""
        if block.form is Form.HEADING:
            self._heading(block)
        elif why := self._why_not(block):
            self._leave(block, why)
        else:
            self._moments(block)

    def _heading(self, block: Block) -> None:
        text = words_of(block.raw)
        self.prompt = None
        self.points.clear()
        if not text:
            self._leave(block, EMPTY)
            return
        meeting = self.headings.take(block.level, text)
        self._close(block.level)
        self.lone.append((block.line, block.level))
        opens = f"a heading: it opens the session “{meeting.found.title}”" if meeting else UNDER
        self._leave(block, opens)

    def _close(self, level: int) -> None:
        """Mark the headings of a level and under it that waited in vain for something."""
        for line, own in self.lone:
            if own >= level and self.unread[line].why == UNDER:
                self.unread[line] = replace(self.unread[line], why=EMPTY)
        self.lone = [(line, own) for line, own in self.lone if own < level]

    def _why_not(self, block: Block) -> str | None:
        """Return why a block becomes no moment, or None where it does."""
        if block.form in FRAMES:
            return FRAMES[block.form]
        if block.form is Form.CODE:
            return None if block.raw.strip() else NOTHING
        if why := _no_words(block.raw):
            return why
        if block.line in self.guide.prompts:
            self.prompt = words_of(block.raw)
            return PROMPT
        return PLAN if block.line in self.guide.plan else None

    def _moments(self, block: Block) -> None:
        meeting = self.headings.meeting
        label, title = meeting.found.label, meeting.found.title or ""
        self._come_to(block)
        for one in self._told(block, meeting):
            self.untimed[title] = self.untimed.get(title, 0) + one.untimed
            self.found.append(
                Found(
                    session=label,
                    moment=self._moment(one, meeting, block.line),
                    line=block.line,
                    until=block.until,
                )
            )
        self.lone.clear()

    def _told(self, block: Block, meeting: Meeting) -> Iterator[Told]:
        if block.form is Form.CODE:
            yield Told(text=block.raw)
            return
        if block.form is Form.ROW and is_log(block.cells):
            yield from row_told(block.cells, meeting, self.words)
            return
        for raw in BREAK.split(block.raw) if block.form is Form.LINE else (block.raw,):
            text, codes = untagged(words_of(raw)) if self.tagging else (words_of(raw), ())
            if not text and codes:
                yield Told(text="", codes=codes)
            links = linked_notes(raw) if "[[" in raw else []
            for told in self._read(text, block, meeting) if text else ():
                yield _linked(replace(told, codes=codes), links, self.words)

    def _read(self, text: str, block: Block, meeting: Meeting) -> Iterator[Told]:
        return tell(
            text,
            meeting,
            quoted=block.quoted,
            nested=block.depth > 1,
            asked=block.line in self.guide.asked,
        )

    def _moment(self, told: Told, meeting: Meeting, line: int) -> Moment:
        people = told.people or self.headings.present
        speaker = told.speaker
        if speaker and speaker[1:].isdecimal() and not is_staff(speaker):
            people = (ParticipantKey(speaker),)
        elif speaker is None and told.layer is Layer.VERBATIM:
            speaker = told.people[0] if len(told.people) == 1 else meeting.person
        section = [text for _, text in self.headings.heads]
        section += [self.prompt] if self.prompt else []
        section += self.over
        mark = self.prints.of(meeting.found.label, people, told.at, told.layer, told.text)
        return Moment(
            id=MomentId(""),
            at=told.at,
            participants=people,
            speaker=speaker,
            layer=told.layer,
            text=told.text,
            note=told.note,
            touchpoint=self._touchpoint(told),
            codes=self._codes(told),
            source=Source(
                path=meeting.found.source,
                line=line,
                section=" > ".join(section) or None,
                guessed=told.guessed,
                fingerprint=mark,
            ),
        )

    def _codes(self, told: Told) -> tuple[CodeKey, ...]:
        codes = tuple(dict.fromkeys((*told.codes, *self.tags)))
        for code in codes:
            self.new.meet_code(code)
        return codes

    def _touchpoint(self, told: Told) -> TouchpointKey | None:
        if told.touchpoint:
            self.new.meet_touchpoint(told.touchpoint)
            return told.touchpoint
        found = self.headings.touchpoint
        if found is None:
            return None
        self.new.meet_touchpoint(*found)
        return found[0]

    def _come_to(self, block: Block) -> None:
        """Put a point in force, and those that it does not stand under out of it."""
        self.points = [
            (place, text)
            for place, text in self.points
            if len(place) < len(block.place) and place == block.place[: len(place)]
        ]
        self.over = [shorten(text) for _, text in self.points]
        if block.place:
            self.points.append((block.place, words_of(block.raw)))

    def _leave(self, block: Block, why: str) -> None:
        for line in range(block.line, block.until + 1):
            if self.frame.lines[line - 1].strip():
                self._leave_line(line, why)

    def _leave_line(self, line: int, why: str) -> None:
        text = shorten(self.frame.lines[line - 1])
        self.unread[line] = Unread(line=line, text=text, why=why)

    def batch(self) -> Batch:
        """Return everything that was read, and account for every line."""
        self._close(0)
        covered = set(self.unread)
        for one in self.found:
            covered.update(range(one.line, one.until + 1))
        for line, text in enumerate(self.frame.lines, 1):
            if line not in covered and text.strip():
                self._leave_line(line, NOTHING)
        labels = dict.fromkeys(one.session for one in self.found)
        told = [
            *self.sessions.told,
            *(
                f"{title}: {count} clock times stay in the text, for no heading tells the day."
                for title, count in self.untimed.items()
                if count
            ),
        ]
        return Batch(
            sessions=self.sessions.used(labels),
            moments=tuple(self.found),
            unread=tuple(sorted(self.unread.values(), key=lambda unread: unread.line)),
            told=tuple(told),
            people=tuple(self.sessions.people.values()),
            touchpoints=self.new.touchpoints,
            codes=self.new.codes,
            mapped=tuple(self.headings.tally.mapped()),
        )
