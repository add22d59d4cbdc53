"""The study's vocabulary and protocol as the head keeps them, with what their files looked like."""

from pathlib import Path
from typing import Any

from fieldkit.model.errors import NotFoundError
from fieldkit.model.shipped import SUFFIXES, find, protocol, vocabulary


def read_lists(folder: Path, wanted: list[list[str]]) -> dict[str, Any]:
    """Return the words of a study's vocabulary and protocols, as JSON values.

    Args:
        folder: The study's folder, whose own templates come first.
        wanted: Kind and name of each template: its vocabulary, then its protocols.
    """
    found = [_find(kind, name, folder) for kind, name in wanted]
    held = vocabulary(wanted[0][1], folder) if found[0] else None
    guides = [
        protocol(name, folder)
        for (_, name), path in zip(wanted[1:], found[1:], strict=True)
        if path
    ]
    return {
        "wanted": wanted,
        "read": [
            [str(folder / "templates" / kind / (name + SUFFIXES[kind])), *_seen(path)]
            for (kind, name), path in zip(wanted, found, strict=True)
            if path is not None
        ],
        "terms": [[t.word, t.valence, t.arousal] for t in held.terms] if held else [],
        "dimensions": list(dict.fromkeys(d.key for guide in guides for d in guide.dimensions)),
    }


def _find(kind: str, name: str, folder: Path) -> Path | None:
    try:
        return find(kind, name, folder)
    except NotFoundError:
        return None  # a study from elsewhere may name one that is not here; its words are kept


def _seen(path: Path) -> tuple[str, list[int]]:
    stat = path.stat()
    return str(path), [stat.st_mtime_ns, stat.st_size]
