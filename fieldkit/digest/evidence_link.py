"""Evidence links: ``[[ana-42]]`` in any Markdown of a study stands for that note.

One leaf token, ``evidence``, whose content is the id; each reader renders it in its own way.
"""

import re
from collections.abc import Callable, Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

LINK = re.compile(r"\[\[(?P<id>[^\W\d_][\w~]*-\d{1,15})\]\]")


def evidence_plugin(parser: MarkdownIt) -> None:
    """Teach a parser evidence links."""
    parser.inline.ruler.before("link", "evidence", _rule)


def linked(tokens: list[Token]) -> Iterator[str]:
    """Return the ids that a parsed document links to."""
    for token in tokens:
        yield from (child.content for child in token.children or () if child.type == "evidence")


def expanded(tokens: list[Token], shown: Callable[[str], str | None]) -> None:
    """Put a note's printed form into each link's token; an unknown id is left with none."""
    for token in tokens:
        for child in token.children or ():
            if child.type == "evidence":
                child.meta["shown"] = shown(child.content)


def _rule(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's own form
    found = LINK.match(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        token = state.push("evidence", "", 0)
        token.content, token.markup = found["id"], "[[]]"
    state.pos = found.end()
    return True
