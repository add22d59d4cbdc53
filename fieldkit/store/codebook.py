"""The codebook and the journey's words, put in order: named, merged, split and moved.

Nothing here rewrites what was noted: a name is written beside a key, and a merged key says whose
other name it is (``same_as``). Only a split changes moments, since it says which are which.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from fieldkit.model.errors import InvalidValueError, NotFoundError
from fieldkit.model.journey import Code
from fieldkit.model.keys import CodeKey, TouchpointKey, as_key
from fieldkit.shorthand.search import Search
from fieldkit.store.entry import Op
from fieldkit.store.merged import goes_by
from fieldkit.store.notebook import Notebook
from fieldkit.store.rows import create, id_of
from fieldkit.store.seen import amendments
from fieldkit.store.tables import TYPES


def merge(notebook: Notebook, table: str, keys: Sequence[str], into: str) -> tuple[str, ...]:
    """Say of keys that they are another's other names, as one change; return those that were.

    Raises:
        NotFoundError: One of them is not known.
        InvalidValueError: A key would be merged into itself, over whichever way.
    """
    known(notebook, table, into)
    target = goes_by(notebook.ledger.state, table, into)
    pairs = []
    for key in dict.fromkeys(keys):
        held = known(notebook, table, key)
        if key == target or goes_by(notebook.ledger.state, table, target) == key:
            message = f"{key} cannot be merged into itself; it is what {into} goes by."
            raise InvalidValueError(message)
        if held.same_as != target:
            pairs.append((held, replace(held, same_as=target)))
    notebook.revise(table, pairs)
    return tuple(id_of(table, held) for held, _ in pairs)


def part(notebook: Notebook, table: str, key: str) -> bool:
    """Take a merge back: the key stands for itself again; tell whether it had been merged."""
    held = known(notebook, table, key)
    if held.same_as is None:
        return False
    notebook.change(table, held, replace(held, same_as=None))
    return True


def split(notebook: Notebook, key: str, search: Search, into: str) -> int:
    """Give the moments of a code that a search means another code instead, as one change.

    Return how many there were. The texts stay as they are.
    """
    new = CodeKey(as_key(into, "code", levels=True))
    held = map(notebook.moments.want, notebook.find(search))
    moved = [moment for moment in held if key in moment.codes]
    pairs = [(moment, replace(moment, codes=_other(moment.codes, key, new))) for moment in moved]

    def make(_: object) -> Iterator[Op]:
        yield from amendments(notebook.ledger.state, "moments", pairs, [])
        if moved and notebook.table("codes").get(new) is None:
            yield create("codes", Code(key=new))

    notebook.commit(make)
    return len(moved)


def _other(codes: tuple[CodeKey, ...], key: str, new: CodeKey) -> tuple[CodeKey, ...]:
    return tuple(dict.fromkeys(new if code == key else code for code in codes))


def move(notebook: Notebook, key: str, under: str) -> tuple[tuple[str, str], ...]:
    """Put a code, and those below it, under another one; return the old and new keys.

    Each gets a new key with its definition; the old one is its other name.

    Args:
        notebook: The study.
        key: The code.
        under: The code it shall stand under; empty for the top.

    Raises:
        NotFoundError: There is no such code.
        InvalidValueError: It would stand under itself.
    """
    known(notebook, "codes", key)
    if under == key or under.startswith(f"{key}/"):
        message = f"#{key} cannot stand under itself."
        raise InvalidValueError(message)
    head = f"{as_key(under, 'code', levels=True)}/" if under else ""
    above = key.rpartition("/")[0]
    below = [c for c in notebook.table("codes") if c.key == key or c.key.startswith(f"{key}/")]
    pairs = [(c, CodeKey(head + c.key[len(above) + 1 if above else 0 :])) for c in below]
    pairs = [(code, new) for code, new in pairs if new != code.key]
    merged = [(code, replace(code, same_as=new)) for code, new in pairs]

    def make(_: object) -> Iterator[Op]:
        for code, new in pairs:
            if notebook.table("codes").get(new) is None:
                yield create("codes", replace(code, key=new, same_as=None))
        yield from amendments(notebook.ledger.state, "codes", merged, [])

    notebook.commit(make)
    return tuple((code.key, new) for code, new in pairs)


def in_order(notebook: Notebook, keys: Sequence[TouchpointKey]) -> None:
    """Give touchpoints their places along the journey, as one change."""
    held = [known(notebook, "touchpoints", key) for key in keys]
    notebook.revise("touchpoints", [(t, replace(t, order=n)) for n, t in enumerate(held, 1)])


def known(notebook: Notebook, table: str, key: str) -> Any:
    """Return a key's value; one that only moments use has an empty one.

    Raises:
        NotFoundError: Nobody ever used it.
    """
    held = notebook.table(table).get(key)
    if held is not None:
        return held
    if notebook.pen.head.knows(table, key):
        return TYPES[table](key=key)
    message = f"There is no {table.removesuffix('s')} {key}; see: fieldkit {table}"
    raise NotFoundError(message)
