"""Lines written back: the canonical form, which reads as the same line."""

from typing import TYPE_CHECKING

from fieldkit.model.moment import Layer
from fieldkit.shorthand import clock, feeling
from fieldkit.shorthand.body import escaped
from fieldkit.shorthand.head import OPENING, Head
from fieldkit.shorthand.quotation import PAIRS, quotation_at, slashed
from fieldkit.shorthand.signs import Scan

if TYPE_CHECKING:
    from fieldkit.shorthand.line import Line

_MARKS = {Layer.PARAPHRASE: "'", Layer.INFERRED: "?", Layer.REFLEXIVE: "~", Layer.METHOD: "%"}


def write(line: "Line") -> str:
    """Return the canonical line: time, who, layer, words, note, then the tags."""
    parts = [] if line.when is None else [clock.written(line.when)]
    if line.who:
        parts.append(f"{','.join(line.who)}:")
    tags = _tags(line)
    mark = "??" if line.later else _MARKS.get(line.layer, "")
    if line.layer is Layer.VERBATIM and not line.later:
        parts.append(_quoted(line, tags))
    else:
        if mark:
            parts.append(mark)
            if not line.text and not tags:
                tags = ["*1"]  # a mark with nothing after it would be text
        if words := _words(line, tags, headed=bool(parts), marked=bool(mark)):
            parts.append(words)
    return " ".join(parts + tags)


def _tags(line: "Line") -> list[str]:
    tags = [] if line.touchpoint is None else [f"@{line.touchpoint}"]
    tags += [feeling.written(emotion, line.who, line.layer) for emotion in line.emotions]
    tags += [f"#{code}" for code in line.codes]
    if line.dimension is not None:
        tags.append(f":{line.dimension}")
    if line.count != 1:
        tags.append(f"*{line.count}")
    return tags


def _words(line: "Line", tags: list[str], *, headed: bool, marked: bool) -> str:
    """Return the words with a backslash wherever they would be read as signs."""
    text = line.text.strip()
    words = escaped(Scan(text, line.words))
    bare = text.lstrip("\\")
    head = Head(
        when=line.when,
        who=line.who,
        layer=line.layer if marked else None,
        fresh=not headed,
    )
    if not bare or not head.allows(bare, 0, line.words) or Scan(bare, line.words).tag_at(0):
        return words
    if bare == text:
        whole = " ".join([words, *tags])
        if text[0] in OPENING and (
            len(whole) == 1 or quotation_at(Scan(whole, line.words), 0) is None
        ):
            return words
        if len(whole) == 1:
            return words
    return f"\\{words}"


def _quoted(line: "Line", tags: list[str]) -> str:
    """Return the words between marks, and the note in brackets."""
    note = f" {slashed(line.note)}" if line.note else ""
    text = line.text.strip()
    for opening, closing in PAIRS:
        quoted = f"{opening}{text}{closing}{note}"
        scan = Scan(" ".join([quoted, *tags]), line.words)
        found = quotation_at(scan, 0)
        if found is None or found.close != len(text) + 1 or not found.pure:
            continue
        if not note or (found.remark is not None and found.remark[1] == len(quoted)):
            return quoted
    return f'"{text}"{note}'
