"""A digest as one page: nothing remote, nothing that runs, readable on a phone and on paper."""

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from types import MappingProxyType

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup
from mdit_py_plugins.front_matter import front_matter_plugin
from typing_extensions import override

from fieldkit.digest.evidence_link import evidence_plugin, expanded
from fieldkit.digest.front import facts
from fieldkit.digest.markdown import clean, slug
from fieldkit.digest.photos import Photo
from fieldkit.digest.sandbox import render

LINK = re.compile(
    r"#|https?://|mailto:|(?!//)[\w%.~/-]*\bmedia/[0-9a-f]{64}\.\w{2,4}\Z", re.IGNORECASE
)
"""What an address may be: an anchor, the web, mail, or a medium of the study beside the page."""
OWN_IDS = ("fk-text", "fk-figure-title", "fk-figure-desc")
"""Anchors of the page itself; no heading takes them."""
FLOWING = {"paragraph_open", "blockquote_open", "list_item_open", "td_open", "heading_open"}
"""What takes the direction of its own script."""
NO_PHOTOS: Mapping[str, Photo] = MappingProxyType({})
NO_FIGURES: Mapping[str, str] = MappingProxyType({})


def page(
    markdown: str,
    *,
    title: str | None = None,
    figures: Mapping[str, str] = NO_FIGURES,
    photos: Mapping[str, Photo] = NO_PHOTOS,
    evidence: Callable[[str], str | None] = lambda _: None,
    lang: str = "en",
) -> str:
    """Return Markdown as one self-contained HTML page.

    Args:
        markdown: Any Markdown; raw HTML in it is shown as text, images as their words, and
            addresses other than anchors, web, mail and the study's media are no links.
        title: The page's title; else its first heading.
        evidence: Returns a note as it is printed, by its id, for links such as ``[[ana-42]]``;
            None where there is none.
        figures: SVG from ``fieldkit.digest.figure`` by the name of the fence it stands for.
        photos: Photos from ``fieldkit.digest.photos`` by the last part of an image's address.
        lang: Language of the document, as a BCP 47 tag.
    """
    parser = _parser()
    tokens = parser.parse(markdown)
    _shape(tokens)
    expanded(tokens, evidence)
    headings = [
        (str(token.attrGet("id")), _words(tokens[n + 1]), token.tag)
        for n, token in enumerate(tokens)
        if token.type == "heading_open"
    ]
    anchors = frozenset(anchor for anchor, _, _ in headings)
    stands = {"figures": figures, "photos": photos, "anchors": anchors}
    body = parser.renderer.render(tokens, parser.options, stands)
    values = {
        "lang": lang,
        "title": clean(title or next((words for _, words, _ in headings), "Digest")),
        "contents": [(anchor, words) for anchor, words, tag in headings if tag == "h2"],
        "body": Markup(body),  # noqa: S704 - rendered with raw HTML off
        "photos": bool(photos),
        "facts": [fact for t in tokens if t.type == "front_matter" for fact in facts(t.content)],
    }
    return render("pages", "page", None, values, html=True)


class _Renderer(RendererHTML):
    """Renders tables that scroll, figures in place of fences, and images as their words."""

    @override
    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Render the figure that a fence stands for, else the fence."""
        drawn = env["figures"].get(tokens[idx].info.strip())
        if drawn is None:
            return super().fence(tokens, idx, options, env)
        return f'<figure class="scroll" tabindex="0" aria-label="Figure">\n{drawn}</figure>\n'

    @override
    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Render a photo that the page holds, else the words for it: a page loads nothing."""
        words = escape(_words(tokens[idx]))
        photo = env["photos"].get(str(tokens[idx].attrGet("src")).rpartition("/")[2])
        if photo is None:
            return words
        size = f'width="{photo.width}" height="{photo.height}"'
        return f'<img src="{escape(photo.address)}" alt="{words}" {size}>'

    def evidence(
        self, tokens: Sequence[Token], idx: int, _options: OptionsDict, env: EnvType
    ) -> str:
        """Render a note that is linked to, with the way to it where the page has it."""
        token = tokens[idx]
        shown, name = token.meta.get("shown"), escape(token.content)
        if shown is None:
            return f"<mark>[[{name}]] (no such note)</mark>"
        anchor = slug(token.content)
        source = f'<a href="#{escape(anchor)}">{name}</a>' if anchor in env["anchors"] else name
        return f'<span class="evidence" dir="auto">{escape(shown)}, {source}</span>'

    def table_open(self, *_: object) -> str:
        """Open a table that scrolls by itself where the page is narrower."""
        return '<div class="scroll" role="region" aria-label="Table" tabindex="0">\n<table>\n'

    def table_close(self, *_: object) -> str:
        """Close it."""
        return "</table>\n</div>\n"


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer)
    parser.enable(["table", "strikethrough"]).use(front_matter_plugin).use(evidence_plugin)
    parser.validateLink = _may_link  # type: ignore[method-assign] # markdown-it's documented hook
    return parser


def _may_link(url: str) -> bool:
    return LINK.match(url) is not None


def _shape(tokens: list[Token]) -> None:
    """Give headings their anchors, header cells their scope, and text its direction."""
    taken = set(OWN_IDS)
    for n, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", _anchor(_words(tokens[n + 1]), taken))
        if token.type == "th_open":
            token.attrSet("scope", "col")
        token.attrs.pop("style", None)
        if token.type in FLOWING:
            token.attrSet("dir", "auto")
        for child in token.children or ():
            if str(child.attrGet("href") or "").lower().startswith("http"):
                child.attrSet("rel", "noopener noreferrer")


def _anchor(words: str, taken: set[str]) -> str:
    """Return a heading's anchor; where it is taken, numbered as GitHub numbers it."""
    first = slug(words) or "section"
    anchor, n = first, 0
    while anchor in taken:
        n += 1
        anchor = f"{first}-{n}"
    taken.add(anchor)
    return anchor


def _words(token: Token) -> str:
    """Return the text of a heading or an image."""
    parts = (
        child.content
        if child.type in {"text", "code_inline"}
        else _words(child)
        if child.type == "image"
        else " "
        if child.type.endswith("break")
        else ""
        for child in token.children or ()
    )
    return "".join(parts)
