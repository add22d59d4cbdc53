"""A digest as one page: nothing remote, nothing that runs, readable on a phone and on paper.

The one script there is filters the notes of a site's evidence; all else works without it.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
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
from fieldkit.digest.popouts import carded, cited, noted
from fieldkit.digest.sandbox import render

LINK = re.compile(
    r"#|https?://|mailto:|(?!//)[\w%.~/-]*\bmedia/[0-9a-f]{64}\.\w{2,4}\Z", re.IGNORECASE
)
"""What an address may be: an anchor, the web, mail, or a medium of the study beside the page."""
OWN_IDS = ("fk-text", "fk-figure-title", "fk-figure-desc", "fk-find", "fk-found", "fk-read")
"""Anchors of the page itself; no heading takes them."""
FLOWING = {"paragraph_open", "blockquote_open", "list_item_open", "td_open", "heading_open"}
"""What takes the direction of its own script."""
NO_PHOTOS: Mapping[str, Photo] = MappingProxyType({})
NO_FIGURES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One page of a site, as the others lead to it."""

    href: str
    name: str
    about: str
    here: bool
    """Whether it is the page itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a page stands in a site; one that stands alone has the default."""

    ways: tuple[Way, ...] = ()
    """All pages, this one among them."""
    listed: bool = False
    """Whether the pages are listed with what each is about."""
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """The page on which a note stands, by its anchor, for notes that do not stand here."""
    about: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """What each note of this page can be filtered by, by its anchor and by name."""

    @property
    def filters(self) -> dict[str, list[str]]:
        """The values of each name that notes are filtered by, each once."""
        found: dict[str, dict[str, None]] = {}
        for those in self.about.values():
            for name, value in those.items():
                found.setdefault(name, {})[value] = None
        return {name: sorted(values) for name, values in found.items()}


ALONE = Place()


def page(
    markdown: str,
    *,
    title: str | None = None,
    figures: Mapping[str, str] = NO_FIGURES,
    photos: Mapping[str, Photo] = NO_PHOTOS,
    evidence: Callable[[str], str | None] = lambda _: None,
    place: Place = ALONE,
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
        place: Where it stands among the pages of a site.
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
    said = [fact for t in tokens if t.type == "front_matter" for fact in facts(t.content)]
    kind = dict(said).get("kind", "")
    anchors = frozenset(anchor for anchor, _, _ in headings)
    tokens, notes = noted(tokens, place.about)
    cited(tokens, notes, {a: to for a, to in place.elsewhere.items() if a not in anchors})
    tokens = carded(tokens) if kind == "wall" else tokens
    stands = {"figures": figures, "photos": photos, "anchors": anchors}
    body = parser.renderer.render(tokens, parser.options, stands)
    first = found if (found := body.find("<h2")) >= 0 else len(body)
    values = {
        "lang": lang,
        "title": clean(title or next((words for _, words, _ in headings), "Digest")),
        "kind": clean(kind),
        "contents": [(anchor, words) for anchor, words, tag in headings if tag == "h2"],
        "beginning": Markup(body[:first]),  # noqa: S704 - rendered with raw HTML off
        "rest": Markup(body[first:]),  # noqa: S704 - the same
        "photos": bool(photos),
        "facts": said,
        "place": place,
    }
    return render("pages", "page", None, values, html=True)


class _Renderer(RendererHTML):
    """Renders tables that scroll, figures in place of fences, and images as their words."""

    @override
    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Render the figure that a fence stands for, else the fence."""
        drawn = env["figures"].get(tokens[idx].info.strip())
        if drawn is None:
            code = super().fence(tokens, idx, options, env)
            return code.replace("<pre>", '<pre tabindex="0">', 1)  # it scrolls: keys must reach it
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

    def pop(self, tokens: Sequence[Token], idx: int, _options: OptionsDict, _env: EnvType) -> str:
        """Render the button that opens a note above the text, or closes it."""
        token = tokens[idx]
        return f"<button{self.renderAttrs(token)}>{escape(token.content)}</button>"

    def table_open(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        """Open a table that scrolls by itself where the page is narrower."""
        name = escape(tokens[idx].meta["name"])
        return f'<div class="scroll" role="region" aria-label="{name}" tabindex="0">\n<table>\n'

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
    """Give headings their anchors, tables their names, and text its direction."""
    taken = set(OWN_IDS)
    under, names = "", Counter[str]()
    for n, token in enumerate(tokens):
        if token.type == "heading_open":
            under = _words(tokens[n + 1])
            token.attrSet("id", _anchor(under, taken))
        if token.type == "table_open":
            name = f"Table: {under}" if under else "Table"
            names[name] += 1
            token.meta["name"] = f"{name} ({names[name]})" if names[name] > 1 else name
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
