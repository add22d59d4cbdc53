"""Insights, written one change at a time; a note that is no longer there cannot be cited."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from fieldkit.model.errors import UsageError
from fieldkit.model.insight import Insight
from fieldkit.model.keys import CodeKey, InsightId, MomentId, as_key
from fieldkit.shorthand.search import parse_search
from fieldkit.store.entry import Op
from fieldkit.store.journal import OwnLog
from fieldkit.store.notebook import Notebook
from fieldkit.store.rows import create


def claim(
    notebook: Notebook,
    text: str,
    *,
    supporting: Iterable[str] = (),
    contradicting: Iterable[str] = (),
    **parts: Any,
) -> Insight:
    """Write a new insight; its id is given under the lock.

    Args:
        notebook: The study.
        text: The claim, in one sentence.
        supporting: Ids of moments.
        contradicting: Ids of moments.
        parts: Other fields of ``Insight``.

    Raises:
        NotFoundError: A moment is not there.
        InvalidValueError: The claim has no words, or a moment stands on both sides.
    """
    draft = Insight(
        id=InsightId("new"),
        claim=" ".join(text.split()),
        supporting=_known(notebook, supporting),
        contradicting=_known(notebook, contradicting),
        **parts,
    )
    made = [draft]

    def make(own: OwnLog) -> Iterator[Op]:
        name = notebook.pen.head.next_id("insights", own.mark)
        made[:] = [replace(draft, id=InsightId(name))]
        yield create("insights", made[0])

    notebook.commit(make)
    return made[0]


def amend(
    notebook: Notebook,
    name: str,
    *,
    supporting: Iterable[str] = (),
    contradicting: Iterable[str] = (),
    without: Iterable[str] = (),
    **parts: Any,
) -> Insight:
    """Amend an insight: evidence is added to a side, or moves there from the other.

    Args:
        notebook: The study.
        name: The insight's id.
        supporting: Moments to add for it.
        contradicting: Moments to add against it.
        without: Moments that it no longer cites.
        parts: Fields of ``Insight`` to set.

    Raises:
        NotFoundError: There is no such insight or moment.
        InvalidValueError: A moment would stand on both sides.
    """
    held: Insight = notebook.table("insights").want(name)
    for_it, against = _known(notebook, supporting), _known(notebook, contradicting)
    gone = set(without)
    changed = replace(
        held,
        supporting=_side(held.supporting, for_it, {*gone, *against}),
        contradicting=_side(held.contradicting, against, {*gone, *for_it}),
        **parts,
    )
    notebook.change("insights", held, changed)
    return changed


def named(notebook: Notebook, asked: str) -> tuple[list[str], tuple[str, ...]]:
    """Return the moments that a line means, as ids or as a search, and what is told of it.

    Raises:
        UsageError: It means none.
    """
    words = asked.replace(",", " ").split()
    if words and all(notebook.moments.get(word) is not None for word in words):
        return list(dict.fromkeys(words)), ()
    search = parse_search(asked, notebook.pen.words())
    found = notebook.find(search) if search.clauses else []
    if not found:
        message = f"No moment is called, or found by, {asked!r}; see: fieldkit moments {asked!r}"
        raise UsageError(message)
    return found, tuple(search.told)


def gather(notebook: Notebook, name: str, themes: str) -> Insight:
    """Draw an insight from themes: it names them, and cites for it what they hold.

    What it cites against it stays there.

    Args:
        notebook: The study.
        name: The insight's id.
        themes: Codes as a line writes them: ``#signs #queue``.

    Raises:
        InvalidValueError: Something is no code.
        UsageError: No moment has one of them.
    """
    held: Insight = notebook.table("insights").want(name)
    codes = as_codes(themes)
    found = [one for code in codes for one in named(notebook, f"#{code}")[0]]
    return amend(
        notebook,
        name,
        supporting=[one for one in found if one not in held.contradicting],
        themes=tuple(dict.fromkeys((*held.themes, *codes))),
    )


def as_codes(line: str) -> tuple[CodeKey, ...]:
    """Return the codes a line names, with or without their sign.

    Raises:
        InvalidValueError: Something in it is no code.
    """
    words = line.replace(",", " ").split()
    return tuple(
        dict.fromkeys(CodeKey(as_key(w.removeprefix("#"), "theme", levels=True)) for w in words)
    )


def _side(
    held: Iterable[MomentId], more: Iterable[MomentId], gone: set[str]
) -> tuple[MomentId, ...]:
    return tuple(dict.fromkeys((*(m for m in held if m not in gone), *more)))


def _known(notebook: Notebook, names: Iterable[str]) -> tuple[MomentId, ...]:
    return tuple(notebook.moments.want(name).id for name in dict.fromkeys(names))
