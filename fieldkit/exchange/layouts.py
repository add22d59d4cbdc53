"""What the parts of a file mean: as said now, as said for a file like it before, or guessed."""

import hashlib
import importlib
import json
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from fieldkit.exchange.formats import Format, Read
from fieldkit.model.errors import UsageError
from fieldkit.model.study import Layout

if TYPE_CHECKING:
    from fieldkit.exchange.batch import Batch

GUESS = "guess"
"""Said instead of a mapping: forget what was said before."""
PART = re.compile(r",(?=\s*\w+\s*=)")


class Laid(NamedTuple):
    """A reader that knows what the parts of its file mean."""

    read: Read
    layout: Layout | None
    """What was said now, to be kept for the next file."""
    remembered: bool
    """Whether it was said for a file before."""


def as_mapping(texts: tuple[str, ...]) -> dict[str, str] | None:
    """Return what ``--map`` says: ``text=Note,at=Time``; None where it says nothing.

    Raises:
        UsageError: A part of it is no ``meaning=part``.
    """
    said: dict[str, str] = {}
    for text in texts:
        for pair in PART.split(text) if text.strip() != GUESS else ():
            meaning, equals, part = pair.partition("=")
            if not equals or not meaning.strip() or not part.strip():
                message = f"--map is MEANING=PART, such as text=Note,at=Time; {pair!r} is not."
                raise UsageError(message)
            key = meaning.strip().lower()
            said[key] = f"{said[key]}+{part.strip()}" if key in said else part.strip()
    return said if texts else None


def laid_out(
    chosen: Format,
    path: Path,
    *,
    said: Mapping[str, str] | None,
    encoding: str | None,
    known: Callable[[str], Layout | None],
) -> Laid:
    """Return the reader of a file, told what its parts mean.

    Args:
        chosen: Its format.
        path: The file.
        said: What was said now.
        encoding: Its encoding, where that is said.
        known: Gives what was said before, by a layout's id.

    Raises:
        UsageError: The format leaves nothing open.
    """
    if not chosen.maps:
        if said or encoding:
            message = f"--map and --encoding say nothing to {chosen.name}; leave them out."
            raise UsageError(message)
        return Laid(chosen.read, None, remembered=False)
    name = _name(chosen, path, encoding)
    held = known(name)
    mapping = said if said is not None else held.mapping if held else {}
    reads = cast("Callable[..., Batch]", chosen.read)
    read = cast("Read", partial(reads, mapping=mapping, encoding=encoding))
    if said is None:
        return Laid(read, None, remembered=bool(mapping))
    keep = Layout(id=name, mapping=dict(said)) if said or held else None
    return Laid(read, keep, remembered=False)


def _name(chosen: Format, path: Path, encoding: str | None) -> str:
    """Return the id of what is said of files like this one: of tables, those of its columns."""
    heads_of = getattr(importlib.import_module(chosen.module), "heads_of", None)
    if heads_of is None:
        return chosen.name
    heads = json.dumps(list(heads_of(path, encoding)))
    return f"table-{hashlib.sha256(heads.encode()).hexdigest()[:12]}"
