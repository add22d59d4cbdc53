"""The guide in the notes: questions and instructions of the researcher, which nobody lived."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from fieldkit.exchange.note_blocks import Block, Form
from fieldkit.model.keys import fold

ASKS = re.compile(r"[?\uff1f]\W*(?:[A-Z]{2,}\W*|\([^()]*\)\W*)*\Z")
"""A text that ends in a question mark, or in one and a scenario: ``… happen next? PASS``."""
MOST_SENTENCES = 2
"""A question of the guide has at most one sentence before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A block with its words and the session it stands in."""

    block: Block
    text: str
    session: int
    """Which session heading it stands under, counted from 1; 0 before the first."""
    heading: int
    """The line of the heading directly over it; 0 where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """Which lines are the guide's, by line number."""

    prompts: frozenset[int]
    """Questions and instructions over a list of answers: context, no moments."""
    plan: frozenset[int]
    """The guide as a whole, before the first session."""
    asked: frozenset[int]
    """Questions in the course of the notes, with the answers nested under them."""


def guide_in(pieces: Sequence[Piece]) -> Guide:
    """Find the guide's lines among the pieces of a file."""
    over = [piece for piece, after in pairwise(pieces) if _is_over(piece, after)]
    met: defaultdict[str, set[int]] = defaultdict(set)
    for piece in over:
        met[_same(piece.text)].add(piece.session)
    prompts = {
        _same(piece.text)
        for piece in over
        if _is_question(piece.text) or len(met[_same(piece.text)]) > 1
    }
    plan = [piece for piece in pieces if piece.session == 0 and piece.block.form is Form.LINE]
    if not any(piece.session for piece in pieces) or not _is_plan(plan, prompts):
        plan = []
    return Guide(
        prompts=frozenset(piece.block.line for piece in over if _same(piece.text) in prompts),
        plan=frozenset(piece.block.line for piece in plan),
        asked=_asked(pieces),
    )


def _is_over(piece: Piece, after: Piece) -> bool:
    """Tell whether a piece is a line that a list of answers follows."""
    block, under = piece.block, after.block
    if piece.heading != after.heading or block.form is not Form.LINE or block.quoted:
        return False
    if block.place and not block.alone:
        return False
    if block.place:
        beside = len(under.place) == len(block.place) and under.place[:-1] == block.place[:-1]
        return beside and under.place != block.place
    return bool(under.place) or (under.pasted and not block.pasted)


def _is_question(text: str) -> bool:
    """Tell a question from a note that ends in one."""
    sentences = len(re.findall(r"[.!?。\uff01\uff1f…]+(?:\s|\Z)", text))
    return ASKS.search(text) is not None and sentences <= MOST_SENTENCES


def _is_plan(plan: Sequence[Piece], prompts: set[str]) -> bool:
    """Tell whether what stands before the first session is mostly questions."""
    asking = sum(
        1
        for piece in plan
        if ASKS.search(piece.text) or any(_same(piece.text).startswith(one) for one in prompts)
    )
    return 2 * asking >= len(plan) > 0


def _asked(pieces: Sequence[Piece]) -> frozenset[int]:
    """Return the points that ask, with the answer nested under them.

    Where most points of a list that have answers under them ask, the others with answers do too,
    and so do bare questions beside them.
    """
    lists: defaultdict[int, list[Piece]] = defaultdict(list)
    for piece in pieces:
        if len(piece.block.place) == 1 and not piece.block.quoted:
            lists[piece.block.place[0]].append(piece)
    asked: set[int] = set()
    for points in lists.values():
        parents = [point for point in points if point.block.parent]
        asking = [point for point in parents if ASKS.search(point.text)]
        script = len(asking) >= 3 and 2 * len(asking) >= len(parents)  # noqa: PLR2004 - thrice is a habit
        for point in points:
            asks = ASKS.search(point.text) is not None
            if (point.block.parent and (asks or script)) or (script and asks):
                asked.add(point.block.line)
    return frozenset(asked)


def _same(text: str) -> str:
    """Return a text as it is compared with its repetitions."""
    return re.sub(r"\W+", " ", fold(text)).strip()
