"""A digest cut into sections that a screen can show, by a parser that nothing in it can crash."""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from fieldkit.digest.evidence_link import LINK as MARKED

BLOCKS = {
    "heading",
    "paragraph",
    "blockquote",
    "bullet_list",
    "ordered_list",
    "list_item",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}
LEAVES = {"inline", "fence", "code_block", "hr"}
SPANS = {"em", "strong", "s", "link"}
WORDS = {"text", "softbreak", "hardbreak", "code_inline"}
FENCE = re.compile(r"(?P<marks>`{3,}|~{3,})")
LINK = re.compile(r"\[(?P<text>[^\]\n]+)\]\(#(?P<to>[^)\s]+)\)")
EVIDENCE = "Evidence"
"""The section that holds what the others rest on."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a digest, from a heading to the next of its rank."""

    title: str
    text: str
    evidence: tuple[str, ...]
    """The ids of the moments it links to, each once: ``[[ana-42]]`` written by hand, too."""


def sections(markdown: str) -> tuple[Section, ...]:
    """Return a digest's parts at its second-rank headings; front matter is left out."""
    parts: list[list[str]] = [[]]
    fence = ""
    for line in _body(markdown).split("\n"):
        found = FENCE.match(line)
        if found and (not fence or line.startswith(fence)):
            fence = "" if fence else found["marks"]
        if line.startswith("## ") and not fence:
            parts.append([])
        parts[-1].append(line)
    texts = ["\n".join(part).strip("\n") for part in parts]
    return tuple(_section(text) for text in texts if text.strip())


def evidence_parts(section: Section) -> dict[str, str]:
    """Return each moment's own part of the evidence section, by its id."""
    found: dict[str, str] = {}
    for part in re.split(r"(?m)^### ", section.text)[1:]:
        name, _, rest = part.partition("\n")
        found[name.strip()] = rest.strip("\n")
    return found


def safe_parser() -> MarkdownIt:
    """Return a parser whose every token Textual's widget knows; raw HTML is text to it."""
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.core.ruler.push("known_tokens", _known_tokens)
    return parser


def _body(markdown: str) -> str:
    if markdown.startswith("---\n") and (end := markdown.find("\n---\n", 3)) >= 0:
        return markdown[end + 5 :]
    return markdown


def _section(text: str) -> Section:
    first = text.split("\n", 1)[0]
    title = first.lstrip("# ").strip() if first.startswith("#") else ""
    linked = [found["text"] for found in LINK.finditer(text) if found["text"] == found["to"]]
    linked += [found["id"] for found in MARKED.finditer(text)]
    return Section(_plain(title) or "Digest", text, tuple(dict.fromkeys(linked)))


def _plain(heading: str) -> str:
    return re.sub(r"\\([\\`*\[\]<|~$#_&])", r"\1", heading)


def _known_tokens(state: StateCore) -> None:
    """Map what the widget does not know to a block quotation, or leave it out."""
    kept: list[Token] = []
    for token in state.tokens:
        kind = token.type.rsplit("_", 1)[0] if token.nesting else token.type
        if token.nesting and kind not in BLOCKS:
            token.type = f"blockquote_{'open' if token.nesting == 1 else 'close'}"
            token.tag = "blockquote"
        elif not token.nesting and kind not in LEAVES:
            continue
        if token.children:
            token.children = [child for one in token.children for child in _span(one)]
        kept.append(token)
    state.tokens = kept


def _span(token: Token) -> list[Token]:
    kind = token.type.rsplit("_", 1)[0] if token.nesting else token.type
    if token.nesting:
        return [token] if kind in SPANS else []
    if kind in WORDS:
        return [token]
    return [Token("text", "", 0, content=token.content)]
