"""One line read as one moment: `parse`, and the line it gives."""

from dataclasses import dataclass, field

from fieldkit.model.emotion import Emotion
from fieldkit.model.keys import CodeKey, TouchpointKey
from fieldkit.model.moment import Layer
from fieldkit.model.words import Words
from fieldkit.shorthand.body import Body, cut
from fieldkit.shorthand.clock import When, when_at
from fieldkit.shorthand.feeling import Feeling
from fieldkit.shorthand.head import OPENING, Head, bullet_at, mark_at, who_at
from fieldkit.shorthand.quotation import Quotation, quotation_at, unslashed
from fieldkit.shorthand.signs import Scan, Tag, Token
from fieldkit.shorthand.telling import Stayed, tell
from fieldkit.shorthand.written import write


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a line says, as typed; time, session and touchpoint in force are resolved after it."""

    when: When | None = None
    """A clock time, a span back from when the line was begun, or a dated time."""
    who: tuple[str, ...] = ()
    """Codes of people, or ``X``, ``Q`` or ``A`` alone; the first is the speaker."""
    layer: Layer = Layer.OBSERVED
    later: bool = False
    """Whether it is a question for later (``??``); its layer is then ``method``."""
    text: str = ""
    note: str | None = None
    touchpoint: TouchpointKey | None = None
    emotions: tuple[Emotion, ...] = ()
    codes: tuple[CodeKey, ...] = ()
    """Each once, in alphabetical order."""
    dimension: str | None = None
    count: int = 1
    tokens: tuple[Token, ...] = field(default=(), compare=False, repr=False)
    """The pieces typed, in order, none over another."""
    told: tuple[str, ...] = field(default=(), compare=False)
    """Warnings, one line each."""
    words: Words = field(default=Words(), compare=False, repr=False)
    """What it was read with, and so is written with."""
    feelings: tuple[tuple[str, Feeling], ...] = field(default=(), compare=False, repr=False)
    """The feelings before the line's speaker and layer said whose they are."""

    def __str__(self) -> str:
        """Return the canonical line, which reads as the same."""
        return write(self)


def parse(text: str, words: Words) -> Line:
    """Read one line.

    Pure, and never raises; nothing is refused and nothing dropped: what is no sign is text. Time,
    who speaks and layer stand before the first word, in this order; tags may stand between them as
    if they were not there. Cost: linear in the text's length, tens of microseconds for a sentence.
    """
    return _Reading(text, words).line()


class _Reading:
    """One line being read."""

    def __init__(self, text: str, words: Words) -> None:
        self.text = text
        self.words = words
        self.scan = Scan(text, words)
        self.head = Head()
        self.tokens: list[Token] = []
        self.taken: list[Tag] = []
        self.refused: list[int] = []
        self.touchpoint: str | None = None
        self.dimension: str | None = None
        self.count: int | None = None
        self.note: str | None = None

    def line(self) -> Line:
        """Return the line."""
        words = self._body(self._head())
        head = self.head
        layer = head.layer or Layer.OBSERVED
        emotions: dict[str, Emotion] = {}
        twice: list[str] = []
        for tag in self.taken:
            if tag.feeling is not None:
                emotion = tag.feeling.read(tag.key, head.who, layer, self.words)
                if emotions.pop(emotion.key, None):
                    twice.append(emotion.term)
                emotions[emotion.key] = emotion
        codes = sorted({tag.key for tag in self.taken if tag.kind == "code"})
        tokens = tuple(sorted(self.tokens, key=lambda token: token.start))
        stayed = Stayed(refused=self.refused, twice=twice, tokens=tokens)
        return Line(
            when=head.when,
            who=head.who,
            layer=layer,
            later=head.later,
            text=words,
            note=self.note,
            touchpoint=None if self.touchpoint is None else TouchpointKey(self.touchpoint),
            emotions=tuple(emotions.values()),
            codes=tuple(CodeKey(code) for code in codes),
            dimension=self.dimension,
            count=self.count or 1,
            tokens=tokens,
            told=tell(self.scan, head.who, self.taken, stayed),
            words=self.words,
            feelings=tuple((tag.key, tag.feeling) for tag in self.taken if tag.feeling),
        )

    def _head(self) -> int:
        """Read the head, and return where the words begin."""
        pos = self._space(0)
        if (end := bullet_at(self.text, pos)) is not None and self._space(end) < len(self.text):
            self.tokens.append(Token("bullet", pos, end))
            pos = self._space(end)
            self.head.fresh = False
        while pos < len(self.text) and (end := self._head_part(pos)) is not None:
            self.head.fresh = False
            pos = self._space(end)
        return pos

    def _head_part(self, pos: int) -> int | None:
        """Read one part of the head, and return where it ends; None where the words begin."""
        head, text = self.head, self.text
        if self.scan.starts(pos) and (tag := self.scan.tag_at(pos)) is not None:
            return self._head_tag(tag)
        if head.layer is not None:
            return None
        if head.when is None and not head.who and (timed := when_at(text, pos)):
            head.when = timed[0]
            self.tokens.append(Token("time", pos, timed[1]))
            return timed[1]
        if not head.who and (named := who_at(text, pos, self.words)):
            head.who = named[0]
            self.tokens.append(Token("who", pos, named[1]))
            return named[1]
        marked = mark_at(text, pos)
        if marked and self._space(marked[2]) < len(text):
            head.layer, head.later = marked[0], marked[1]
            self.tokens.append(Token("layer", pos, marked[2]))
            return marked[2]
        return None

    def _head_tag(self, tag: Tag) -> int | None:
        """Take a tag before the words; with punctuation after it, it is among them."""
        if not (self._alone(tag.end) or tag.wide) or not self.take(tag):
            return None
        self.tokens.append(Token(tag.kind, tag.start, tag.end))
        return tag.end

    def _body(self, pos: int) -> str:
        """Read the words from here on, and return them."""
        text = self.text
        if text[pos : pos + 1] == "\\":
            end = pos
            while text[end : end + 1] == "\\":
                end += 1
            tag = self.scan.tag_at(end, before=pos) if end < len(text) else None
            if tag is None and self.head.allows(text, end, self.words):
                self.tokens.append(Token("escape", pos, pos + 1))
                return self._cut(pos + 1).words()
            return self._cut(pos).words()
        fits = self.head.layer is None and text[pos : pos + 1] in OPENING
        if fits and self._space(pos + 1) < len(text):
            quotation = quotation_at(self.scan, pos)
            if quotation is not None:
                self.head.layer = Layer.VERBATIM
                self.tokens.append(Token("mark", pos, pos + 1))
                return self._quoted(quotation)
        return self._cut(pos).words()

    def _quoted(self, quotation: Quotation) -> str:
        """Take a quotation, and return the speaker's words."""
        start, end = quotation.words
        if quotation.close is None:
            return self._unclosed(start)
        self._token("quote", start, end)
        self.tokens.append(Token("mark", end, end + 1))
        words = self.text[start:end].strip() + self.text[end + 1 : quotation.after]
        if not quotation.pure:
            self.note = self._cut(quotation.after).words() or None
            return words
        notes: list[str] = []
        for tag in quotation.tags:
            if self.take(tag):
                self.tokens.append(Token(tag.kind, tag.start, tag.end))
            else:
                self.refused.append(tag.start)
                notes.append(self.text[tag.start : tag.end])
        if quotation.remark is not None:
            opened, closed = quotation.remark
            self.tokens.append(Token("mark", opened, opened + 1))
            self._token("remark", opened + 1, closed - 1)
            self.tokens.append(Token("mark", closed - 1, closed))
            before = sum(at < opened for at in self.refused)
            notes.insert(before, unslashed(self.text[opened:closed]))
        self.note = " ".join(note for note in notes if note) or None
        return words

    def _unclosed(self, start: int) -> str:
        """Take a quotation without its end: the words to the first tag; what follows is a note."""
        body = self._cut(start, once=True)
        words = body.words()
        if len(body.pieces) == 1:
            if not body.tokens:
                self._token("quote", start, len(self.text))
            return words
        tag = body.pieces[-1]
        end = tag.start if isinstance(tag, Tag) else start
        rest = self._cut(tag.end if isinstance(tag, Tag) else start).words()
        if not words:
            return rest
        if not body.tokens[:-1]:
            self._token("quote", start, end)
        self.note = rest or None
        return words

    def _cut(self, pos: int, *, once: bool = False) -> Body:
        body = cut(self.scan, pos, len(self.text), self.take, once=once)
        self.tokens += body.tokens
        self.refused += body.refused
        return body

    def _token(self, kind: str, start: int, end: int) -> None:
        if start < end:
            self.tokens.append(Token(kind, start, end))

    def take(self, tag: Tag) -> bool:
        """Take a tag; False where another touchpoint, dimension or count stands already."""
        if tag.kind == "touchpoint":
            if self.touchpoint not in {None, tag.key}:
                return False
            self.touchpoint = tag.key
        elif tag.kind == "dimension":
            if self.dimension not in {None, tag.key}:
                return False
            self.dimension = tag.key
        elif tag.kind == "count":
            if self.count not in {None, int(tag.key)}:
                return False
            self.count = int(tag.key)
        self.taken.append(tag)
        return True

    def _alone(self, pos: int) -> bool:
        return pos == len(self.text) or self.text[pos].isspace()

    def _space(self, pos: int) -> int:
        """Return the next place that is no white space."""
        while pos < len(self.text) and self.text[pos].isspace():
            pos += 1
        return pos
