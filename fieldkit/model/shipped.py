"""The one finder of templates: a study's own stand before the shipped ones."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fieldkit.model.emotion import Term
from fieldkit.model.errors import InvalidValueError, NotFoundError, TemplateError
from fieldkit.model.keys import fold
from fieldkit.model.protocol import LOOK, Dimension, Protocol
from fieldkit.model.vocabulary import Vocabulary

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
        TemplateError: The file does not hold; the message names it and says what to mend.
    """
    path = find("vocabularies", name, study)
    with _naming(path):
        data = _toml(path)
        terms = tuple(
            _term(row, f"term {number}") for number, row in enumerate(_rows(data, "terms"), start=1)
        )
        _once([term.word for term in terms], "word")
        return Vocabulary(
            name=name, title=_text(data, "title"), source=_text(data, "source"), terms=terms
        )


def protocol(name: str, study: Path | None = None) -> Protocol:
    """Return the protocol of this name.

    Raises:
        NotFoundError: There is none.
        TemplateError: The file does not hold; the message names it and says what to mend.
    """
    path = find("protocols", name, study)
    with _naming(path):
        data = _toml(path)
        dimensions = tuple(
            _dimension(row, f"dimension {number}")
            for number, row in enumerate(_rows(data, "dimensions"), start=1)
        )
        _once([dimension.key for dimension in dimensions], "dimension")
        return Protocol(
            name=name,
            title=_text(data, "title"),
            source=_text(data, "source"),
            dimensions=dimensions,
            prompts=_texts(data, "prompts"),
            debrief=_texts(data, "debrief"),
            every=_minutes(data, "every"),
            look=_text(data, "look") if "look" in data else LOOK,
        )


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Put the file's name before whatever is wrong with it."""
    try:
        yield
    except UnicodeDecodeError as error:
        message = f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8."
        raise TemplateError(message) from error
    except RecursionError as error:
        message = f"{path}: nested too deeply to be read."
        raise TemplateError(message) from error
    except ValueError as error:  # TOML that does not parse, and every value the model refuses
        message = f"{path}: {error}"
        raise TemplateError(message) from error
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}."
        raise TemplateError(message) from error


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8-sig"))


def _rows(data: dict[str, Any], key: str) -> list[dict[str, Any]]:
    rows = data.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        message = f"{key!r} must be tables; write [[{key}]] before each."
        raise InvalidValueError(message)
    return rows


def _text(row: dict[str, Any], key: str, where: str = "") -> str:
    text = row.get(key)
    before = f"{where}: " if where else ""
    if text is None:
        message = f"{before}{key!r} is missing."
        raise InvalidValueError(message)
    if not isinstance(text, str) or not text.strip():
        message = f"{before}{key!r} must be words in quotation marks, not {text!r}."
        raise InvalidValueError(message)
    return text


def _texts(row: dict[str, Any], key: str) -> tuple[str, ...]:
    texts = row.get(key, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        message = f"{key!r} must be a list of sentences in quotation marks."
        raise InvalidValueError(message)
    return tuple(texts)


def _minutes(row: dict[str, Any], key: str) -> int | None:
    number = row.get(key)
    if number is not None and (isinstance(number, bool) or not isinstance(number, int)):
        message = f"{key!r} must be minutes, for example 10, not {number!r}."
        raise InvalidValueError(message)
    return number


def _number(row: dict[str, Any], key: str, where: str) -> float | None:
    number = row.get(key)
    if number is None:
        return None
    if isinstance(number, bool) or not isinstance(number, int | float):
        message = f"{where}: {key!r} must be a number from -1 to 1, not {number!r}."
        raise InvalidValueError(message)
    return float(number)


def _term(row: dict[str, Any], where: str) -> Term:
    word = _text(row, "word", where)
    where = repr(word)
    _known(row, ("word", "valence", "arousal", "source", "means"), where)
    return Term(
        word=fold(word),
        valence=_number(row, "valence", where),
        arousal=_number(row, "arousal", where),
        source=_text(row, "source", where) if "source" in row else "",
        means=_text(row, "means", where) if "means" in row else "",
    )


def _dimension(row: dict[str, Any], where: str) -> Dimension:
    key = _text(row, "key", where)
    where = repr(key)
    _known(row, ("key", "name", "prompts"), where)
    return Dimension(key=fold(key), name=_text(row, "name", where), prompts=_texts(row, "prompts"))


def _known(row: dict[str, Any], keys: tuple[str, ...], where: str) -> None:
    """Refuse a mistyped key: left out in silence, a position would be lost."""
    if strangers := sorted(row.keys() - set(keys)):
        message = f"{where}: {strangers[0]!r} is not one of {', '.join(keys)}."
        raise InvalidValueError(message)


def _once(keys: list[str], what: str) -> None:
    twice = [key for key, count in Counter(keys).items() if count > 1]
    if twice:
        message = f"The {what} {twice[0]!r} stands there twice; keep one."
        raise InvalidValueError(message)
