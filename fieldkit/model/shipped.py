"""The one finder of templates: a study's own stand before the shipped ones."""

import tomllib
from pathlib import Path
from typing import Any

from fieldkit.model.emotion import Term, Vocabulary
from fieldkit.model.errors import InvalidValueError, NotFoundError, TemplateError
from fieldkit.model.keys import fold
from fieldkit.model.protocol import Dimension, Protocol

PACKAGE = Path(__file__).resolve().parent.parent
SUFFIXES = {
    "vocabularies": ".toml",
    "protocols": ".toml",
    "digests": ".md.j2",
    "pages": ".html.j2",
    "studies": "",
}
"""The kinds of template, and how the files of each end (``studies`` are folders)."""


def shipped_root() -> Path:
    """Return the folder of shipped templates: inside the wheel, or beside a source checkout."""
    inside = PACKAGE / "templates"
    return inside if inside.is_dir() else PACKAGE.parent / "templates"


def roots(study: Path | None) -> tuple[Path, ...]:
    """Return the folders searched, a study's own first."""
    own = () if study is None else (study / "templates",)
    return (*own, shipped_root())


def names(kind: str, study: Path | None = None) -> tuple[str, ...]:
    """Return the names of all templates of a kind, in alphabetical order."""
    suffix = SUFFIXES[kind]
    found = {
        entry.name.removesuffix(suffix)
        for root in roots(study)
        if (root / kind).is_dir()
        for entry in (root / kind).iterdir()
        if entry.name.endswith(suffix) and not entry.name.startswith((".", "_"))
    }
    return tuple(sorted(found))


def find(kind: str, name: str, study: Path | None = None) -> Path:
    """Return where a template is.

    Raises:
        NotFoundError: There is none of this name; the message lists those there are.
    """
    for root in roots(study):
        path = root / kind / (name + SUFFIXES[kind])
        if path.parent == root / kind and path.exists():
            return path
    message = f"There is no {name!r} in {kind}; there are: {', '.join(names(kind, study))}."
    raise NotFoundError(message)


def vocabulary(name: str, study: Path | None = None) -> Vocabulary:
    """Return the vocabulary of feelings of this name.

    Raises:
        NotFoundError: There is none.
        TemplateError: The file does not hold.
    """
    path = find("vocabularies", name, study)
    data = _toml(path)
    try:
        terms = tuple(
            Term(**{**row, "word": fold(str(row["word"]))}) for row in data.get("terms", ())
        )
        return Vocabulary(name=name, title=data["title"], source=data["source"], terms=terms)
    except (KeyError, TypeError, InvalidValueError) as error:
        message = f"{path}: {_because(error)}"
        raise TemplateError(message) from error


def protocol(name: str, study: Path | None = None) -> Protocol:
    """Return the protocol of this name.

    Raises:
        NotFoundError: There is none.
        TemplateError: The file does not hold.
    """
    path = find("protocols", name, study)
    data = _toml(path)
    try:
        dimensions = tuple(
            Dimension(
                key=fold(str(row["key"])), name=row["name"], prompts=tuple(row.get("prompts", ()))
            )
            for row in data.get("dimensions", ())
        )
        return Protocol(
            name=name,
            title=data["title"],
            source=data["source"],
            dimensions=dimensions,
            prompts=tuple(data.get("prompts", ())),
            debrief=tuple(data.get("debrief", ())),
        )
    except (KeyError, TypeError, InvalidValueError) as error:
        message = f"{path}: {_because(error)}"
        raise TemplateError(message) from error


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        message = f"{path}: {error}"
        raise TemplateError(message) from error
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}."
        raise TemplateError(message) from error


def _because(error: Exception) -> str:
    return f"{error.args[0]!r} is missing." if isinstance(error, KeyError) else str(error)
