"""The study's vocabulary and protocol as the head keeps them, with what their files looked like."""

from pathlib import Path
from typing import Any

from fieldkit.model.errors import NotFoundError
from fieldkit.model.shipped import SUFFIXES, find, protocol, vocabulary


def read_lists(folder: Path, terms: str, watched: str) -> dict[str, Any]:
    """Return the words of a study's vocabulary and protocol, as JSON values.

    Args:
        folder: The study's folder, whose own templates come first.
        terms: Name of its vocabulary.
        watched: Name of its protocol.
    """
    wanted = [["vocabularies", terms], ["protocols", watched]]
    found = [_find(kind, name, folder) for kind, name in wanted]
    held = vocabulary(terms, folder) if found[0] else None
    guide = protocol(watched, folder) if found[1] else None
    return {
        "wanted": wanted,
        "read": [
            [str(folder / "templates" / kind / (name + SUFFIXES[kind])), *_seen(path)]
            for (kind, name), path in zip(wanted, found, strict=True)
            if path is not None
        ],
        "terms": [[t.word, t.valence, t.arousal] for t in held.terms] if held else [],
        "dimensions": [d.key for d in guide.dimensions] if guide else [],
    }


def _find(kind: str, name: str, folder: Path) -> Path | None:
    try:
        return find(kind, name, folder)
    except NotFoundError:
        return None  # a study from elsewhere may name one that is not here; its words are kept


def _seen(path: Path) -> tuple[str, list[int]]:
    stat = path.stat()
    return str(path), [stat.st_mtime_ns, stat.st_size]
