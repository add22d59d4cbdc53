"""XML of others as a tree: no document types, no entities, bounded in size and depth."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from fieldkit.exchange.opening import CHUNK, opened
from fieldkit.model.errors import RefusedFileError

DEEPEST = 64
"""Most elements within each other."""
MOST_PARTS = 2_000_000
"""Most elements and attributes together; a project of fifty thousand moments has fewer."""
MOST_ATTRIBUTES = 64
"""Most attributes of one element."""
LARGEST = 64 << 20
"""Largest document, in bytes."""


def tree_of(path: Path, pieces: Iterable[bytes]) -> Element:
    """Return the root of a document, names without their namespaces.

    Args:
        path: The file it comes from, for what is told.
        pieces: Its bytes.

    Raises:
        RefusedFileError: It is no well-formed XML, brings a document type or entities, or is
            larger or deeper than any honest one.

    Cost: about 0.1 kB of memory an element, 0.3 kB one with attributes.
    """
    reading = _Reading(path)
    size = 0
    try:
        for piece in pieces:
            size += len(piece)
            if size > LARGEST:
                raise _refused(path, f"it is larger than {LARGEST >> 20} MiB")
            reading.feed(piece)
        return reading.close()
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code)
        raise _refused(path, f"it is no whole XML (line {error.lineno}: {what})") from error
    except (LookupError, ValueError) as error:
        raise _refused(path, "it names an encoding that is not read") from error


def tree_in(path: Path) -> Element:
    """Return the root of the document that a file holds; refuses as ``tree_of`` does."""
    with opened(path) as file:
        return tree_of(path, iter(lambda: file.read(CHUNK), b""))


def children(parent: Element | None, name: str) -> Iterator[Element]:
    """Yield the elements of this name right under another; none under None."""
    if parent is not None:
        yield from (child for child in parent if child.tag == name)


def child(parent: Element | None, name: str) -> Element | None:
    """Return the first element of this name right under another, or None."""
    return next(children(parent, name), None)


def words(parent: Element | None, name: str) -> str | None:
    """Return the text of an element right under another, as it stands; None where it is blank."""
    found = child(parent, name)
    text = (found.text or "") if found is not None else ""
    return text if text.strip() else None


class _Reading:
    """One document on its way into a tree."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._depth = self._parts = 0
        self._builder = TreeBuilder()
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.buffer_text = True
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._builder.data

    def feed(self, piece: bytes) -> None:
        self._parser.Parse(piece, False)  # noqa: FBT003 - expat takes it by position alone

    def close(self) -> Element:
        self._parser.Parse(b"", True)  # noqa: FBT003 - expat takes it by position alone
        return self._builder.close()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._parts += 1 + len(attributes)
        if self._depth > DEEPEST:
            raise _refused(self._path, f"its elements stand more than {DEEPEST} deep")
        if self._parts > MOST_PARTS:
            raise _refused(self._path, f"it has more than {MOST_PARTS:,} elements and attributes")
        if len(attributes) > MOST_ATTRIBUTES:
            raise _refused(self._path, f"an element has more than {MOST_ATTRIBUTES} attributes")
        local = {key.rpartition("}")[2]: value for key, value in attributes.items()}
        self._builder.start(name.rpartition("}")[2], local)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._builder.end(name.rpartition("}")[2])

    def _doctype(self, *_: object) -> None:
        raise _refused(self._path, "it brings a document type or entities, as no such file needs")


def _refused(path: Path, why: str) -> RefusedFileError:
    return RefusedFileError(f"{path} is not read: {why}; nothing was imported.")
