"""Insights, written one change at a time; a note that is no longer there cannot be cited."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from fieldkit.model.insight import Insight
from fieldkit.model.keys import InsightId, MomentId
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


def _side(
    held: Iterable[MomentId], more: Iterable[MomentId], gone: set[str]
) -> tuple[MomentId, ...]:
    return tuple(dict.fromkeys((*(m for m in held if m not in gone), *more)))


def _known(notebook: Notebook, names: Iterable[str]) -> tuple[MomentId, ...]:
    return tuple(notebook.moments.want(name).id for name in dict.fromkeys(names))
