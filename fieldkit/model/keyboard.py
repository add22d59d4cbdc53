"""What a study's pad has on its keys: feelings on the digits, touchpoints on the letters.

Laid out once, in the study, so that the same key means the same to everyone who goes out for it.
"""

from collections.abc import Iterable, Sequence
from typing import TypeVar

Word = TypeVar("Word", bound=str)


def laid_out(words: Iterable[Word], wanted: Sequence[str]) -> tuple[Word, ...]:
    """Return words in the order wanted; those it does not name follow in their own.

    Args:
        words: The words in use.
        wanted: The order laid out, which may name words that are no longer in use.
    """
    by_name = {str(word): word for word in words}
    first = [by_name.pop(name) for name in dict.fromkeys(wanted) if name in by_name]
    return (*first, *by_name.values())


def pages(count: int, size: int) -> int:
    """Return how many pages so many words take; one where there are none."""
    return max(1, -(-count // size))


def on_page(words: Sequence[Word], size: int, page: int) -> Sequence[Word]:
    """Return the words of a page; past the last page comes the first."""
    start = page % pages(len(words), size) * size
    return words[start : start + size]


def put(words: Sequence[Word], word: Word, at: int) -> tuple[Word, ...]:
    """Return words with one of them in another's place, and that one in its own."""
    out = list(words)
    here = out.index(word)
    if 0 <= at < len(out):
        out[here], out[at] = out[at], out[here]
    return tuple(out)
