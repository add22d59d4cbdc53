"""What QDA programs hold of a value beside its text: lines of ``Label: value`` in a description.

People read them in any program, and they come back whatever program wrote the project anew.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from uuid import UUID, uuid5

from fieldkit.model.visible import visible

ROOT = UUID("5c1fbb1e-6f0a-5d0e-9a55-7a1d3f0c2b44")
"""The name space of the identifiers that fieldkit gives (RFC 4122, version 5)."""
LABEL = re.compile(r"(?P<label>[A-Z][A-Za-z ]{1,23}): (?P<value>.*)\Z")
LIKE_ONE = re.compile(r" *[A-Z][A-Za-z ]{1,23}: ")
"""A line of somebody's words that would be read as one; it gets a blank before it."""
INDENT = "    "
"""Before each further line of a value."""
LAST_OF_BMP = 0xFFFF
NO_CHARACTERS = {0xFFFE: "⟨U+FFFE⟩", 0xFFFF: "⟨U+FFFF⟩"}
"""Of the first plane, the two that XML does not have (XML 1.0, production 2)."""

Labels = Mapping[str, list[str]]
"""Values by label, in order."""


def guid(study: str, kind: str, key: str) -> str:
    """Return a thing's identifier: the same in every export, on every machine."""
    name = f"{study}\n{kind}\n{key}"
    return str(uuid5(ROOT, name.encode("utf-8", "backslashreplace").decode("utf-8")))


def plain(text: str) -> str:
    """Return text as every program counts it: NFC, line feeds, one unit for each character.

    Pictures and symbols beyond the first plane stand as their names in brackets, since some
    programs count two units for them and every later position would be off. Letters beyond it are
    kept: a script is not given up for that.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = visible(text).translate(NO_CHARACTERS)
    if text.isascii():
        return text
    return "".join(map(_named, text))


def _named(char: str) -> str:
    if ord(char) <= LAST_OF_BMP or unicodedata.category(char)[0] in "LM":
        return char
    return f"[{unicodedata.name(char, f'U+{ord(char):X}').lower()}]"


def shifts(text: str) -> bool:
    """Tell whether programs that count in UTF-16 take other positions in it."""
    return any(ord(char) > LAST_OF_BMP for char in text)


def described(words: str | None, labels: Iterable[tuple[str, object]]) -> str:
    """Return a description: words, then a line for each label that has a value."""
    lines = plain(words).split("\n") if words else []
    lines = [f" {line}" if LIKE_ONE.match(line) else line for line in lines]
    for label, value in labels:
        if value is None or value in ("", (), False):
            continue
        text = "yes" if value is True else plain(str(value))
        lines.append(f"{label}: {text}".replace("\n", f"\n{INDENT}"))
    return "\n".join(lines)


def labels_in(description: str | None, known: Iterable[str]) -> tuple[str, Labels]:
    """Return a description's own words, and its values by label.

    Args:
        description: What a program holds, or None.
        known: The labels that count; any other line belongs to the words.
    """
    words: list[str] = []
    labels: dict[str, list[str]] = {}
    known = set(known)
    within: list[str] | None = None
    for line in (description or "").replace("\r\n", "\n").split("\n"):
        match = LABEL.match(line)
        if match and match["label"] in known:
            within = labels.setdefault(match["label"], [])
            within.append(match["value"])
        elif within and line.startswith(INDENT):
            within[-1] += "\n" + line.removeprefix(INDENT)
        else:
            within = None
            words.append(line[1:] if line[:1] == " " and LIKE_ONE.match(line) else line)
    return "\n".join(words).strip(), labels


def first(labels: Labels, label: str) -> str | None:
    """Return the first value of a label, or None."""
    values = labels.get(label)
    return values[0] if values else None
