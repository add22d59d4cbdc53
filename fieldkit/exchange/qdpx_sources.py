"""The sources of a QDA project: their texts, and what was selected in them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from fieldkit.exchange.qda_codes import folded
from fieldkit.exchange.qdpx_offsets import Text
from fieldkit.exchange.xml_tree import child, children, words

Opens = Callable[[str], str | None]
"""Gives the text that a path of a project names; None where there is none to read."""
SOURCES = ("TextSource", "PDFSource", "AudioSource", "VideoSource", "PictureSource")
PASSAGES = ("PlainTextSelection", "TranscriptSelection", "PDFSelection")
"""Selections that are passages of a text: where that is not there, their names are."""
OTHERS = ("PDFSelection", "AudioSelection", "VideoSelection", "PictureSelection")
"""Selections that have no text of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selected:
    """One selection of a source."""

    element: Element
    source: Element
    text: Text | None
    """None where it is no passage, or the text is not there."""
    start: int = 0
    end: int = 0

    @property
    def name(self) -> str:
        """The name that the program gave it: often the passage itself."""
        return self.element.get("name", "").strip()

    @property
    def codes(self) -> tuple[str, ...]:
        """Identifiers of the codes it bears, folded."""
        refs = (child(coding, "CodeRef") for coding in children(self.element, "Coding"))
        return tuple(dict.fromkeys(folded(r.get("targetGUID")) for r in refs if r is not None))


def selected(sources: Element | None, opens: Opens) -> Iterator[Selected]:
    """Yield every selection, in the order of the project."""
    for source in sources if sources is not None else ():
        if source.tag == "TextSource":
            yield from _passages(source, source, opens)
        elif source.tag in SOURCES:
            for part in source:
                if part.tag in {"Representation", "TextDescription"}:
                    yield from _passages(part, source, opens)
                elif part.tag == "Transcript":
                    yield from _spoken(part, source, opens)
                elif part.tag in OTHERS:
                    yield Selected(element=part, source=source, text=None)


def text_of(holder: Element, opens: Opens) -> Text | None:
    """Return the text of a source, a transcript or a note; None where it is not in the project."""
    held = words(holder, "PlainTextContent")
    if held is not None:
        content = child(holder, "PlainTextContent")
        return Text(raw=(content.text or "") if content is not None else held)
    raw = opens(holder.get("plainTextPath", ""))
    return None if raw is None else Text(raw=raw)


def _passages(holder: Element, source: Element, opens: Opens) -> Iterator[Selected]:
    found = list(children(holder, "PlainTextSelection"))
    text = text_of(holder, opens) if found else None
    for one in found:
        start, end = _whole(one.get("startPosition")), _whole(one.get("endPosition"))
        yield Selected(element=one, source=source, text=text, start=start, end=end)


def _spoken(holder: Element, source: Element, opens: Opens) -> Iterator[Selected]:
    points = {
        folded(one.get("guid")): _whole(one.get("position"))
        for one in children(holder, "SyncPoint")
    }
    text = text_of(holder, opens)
    for one in children(holder, "TranscriptSelection"):
        start = points.get(folded(one.get("fromSyncPoint")), 0)
        end = points.get(folded(one.get("toSyncPoint")), 0)
        yield Selected(element=one, source=source, text=text, start=start, end=end)


def _whole(text: str | None) -> int:
    """Return a position; -1 where it is none."""
    text = (text or "").strip()
    return int(text) if text.isdecimal() and len(text) < 12 else -1  # noqa: PLR2004 - digits
