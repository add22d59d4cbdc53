"""No note's text can change a document's structure, link anywhere, or run anything."""

import re
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser

import pytest
from casebooks import blns, claimed, desk
from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin
from typing_extensions import override

from fieldkit.analysis.sighting import read
from fieldkit.digest.compile import compile_digest, kinds
from fieldkit.digest.figure import figures
from fieldkit.digest.markdown import clean
from fieldkit.digest.page import page
from fieldkit.digest.site import site
from fieldkit.model.insight import Insight
from fieldkit.model.moment import Moment
from fieldkit.model.study import Casebook

PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
PARSER.use(front_matter_plugin)
OURS = (
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "---\nkind: other\n---",
    "```journey\nx\n```",
    "[x](javascript:alert(1)) ![x](https://example.org/x.png)",
    "<https://example.org> https://example.org www.example.org",
    "a | b\n--|--\nc | d",
    "text\n===\n# heading\n\n> quote\n\n- item",
    "{{ digest.front }} {% raw %} {# x #}",
    "\u202egnp.exe \x1b]52;c;aGk=\x07",
    "[ana-4]: javascript:alert(1)",
    "]]>\"'><svg onload=alert(1)>",
    "\ud800 lone",
)
HOSTILE = [text for text in (*OURS, *blns()) if clean(text)]


DRAWN = {"svg", "title", "desc", "text", "circle", "rect", "path", "line", "polyline"}
KINDS = tuple(name for name, _ in kinds())


class _Tags(HTMLParser):
    """Keeps what a browser would act on."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(attrs)))


def filled(text: str) -> Casebook:
    """Return the desk with text wherever a person may type any."""
    book = desk()
    return replace(
        book,
        study=replace(book.study, title=text, question=text),
        moments=tuple(_worded(moment, text) for moment in book.moments),
        insights=tuple(_argued(insight, text) for insight in book.insights),
        sessions=tuple(replace(s, title=text, place=text) for s in book.sessions),
        touchpoints=tuple(replace(t, name=text) for t in book.touchpoints),
        participants=tuple(
            replace(p, attributes={text: text} if p.attributes else {}) for p in book.participants
        ),
    )


def _worded(moment: Moment, text: str) -> Moment:
    feelings = tuple(replace(e, term=text, cue=text) for e in moment.emotions)
    source = replace(moment.source, path=text) if moment.source else None
    return replace(moment, text=text, note=text, emotions=feelings, source=source)


def _argued(insight: Insight, text: str) -> Insight:
    return replace(
        insight, claim=text, need=text, how_might_we=text, recommendation=text, owner=text
    )


def structure(markdown: str) -> list[tuple[str, str, object]]:
    """Return blocks, spans and link targets in order; the text itself left out."""
    found: list[tuple[str, str, object]] = []
    for token in PARSER.parse(markdown):
        found.append((token.type, token.tag, token.info))
        found.extend(
            (child.type, child.tag, child.attrGet("href"))
            for child in token.children or ()
            if child.type not in {"text", "hardbreak"}
        )
    return found


def tags(html: str) -> list[tuple[str, tuple[tuple[str, str | None], ...]]]:
    """Return the tags of a page with their attributes; anchors made of headings left out."""
    parser = _Tags()
    parser.feed(html)
    return [
        (tag, tuple((k, v) for k, v in attrs if k != "id" and not _is_made_of_text(tag, k, v)))
        for tag, attrs in parser.found
        if tag != "br"
    ]


def _is_made_of_text(tag: str, name: str, value: str | None) -> bool:
    own = tag == "a" and name == "href" and not re.fullmatch(r"#ana-\d+", str(value))
    own = own or (tag == "div" and name == "aria-label")
    size = tag == "svg" and name in {"height", "viewbox"}
    return own or size or (tag == "text" and name == "y") or name in {"cy", "dir"}


@cache
def expected(kind: str) -> tuple[list[tuple[str, str, object]], list[object]]:
    """Return the structure of a kind's digest, and the tags of its page, of plain words."""
    plain = filled("plain words")
    markdown = compile_digest(plain, kind, scope="plain words")
    html = page(markdown, figures=figures(read(plain)))
    return structure(markdown), [t for t in tags(html) if t[0] not in DRAWN]


def check(text: str, kind: str = "topline") -> None:
    """Hold that hostile text leaves the Markdown and the page as plain text would."""
    hostile = filled(text)
    markdown = compile_digest(hostile, kind, scope=text)
    shaped, tagged = expected(kind)
    assert structure(markdown) == shaped
    shown = tags(page(markdown, figures=figures(read(hostile))))
    assert [t for t in shown if t[0] not in DRAWN] == tagged
    hold_still(shown)


def hold_still(shown: list[tuple[str, tuple[tuple[str, str | None], ...]]]) -> None:
    """Hold that nothing on a page runs, loads, or leads away; our one script is not among it."""
    for tag, attrs in shown:
        assert tag not in {"script", "img", "iframe", "object", "link", "base", "form", "input"}
        for name, value in attrs:
            assert not name.startswith("on")
            assert name not in {"src", "style", "srcset", "action"}
            assert name != "href" or re.match(r"#|[a-z]+(?:-\d+)?\.html(?:#|\Z)", str(value))


@pytest.mark.parametrize("text", OURS)
def test_text_made_to_break_out_stays_text(text: str) -> None:
    """Scripts, links, images, tables, headings, fences, front matter, templates, controls."""
    check(text)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "topline"])
def test_it_stays_text_in_every_kind(kind: str) -> None:
    """Debrief, findings, journey, stories, cards, and any to come."""
    for text in OURS:
        check(text, kind)


def test_it_stays_text_on_a_site() -> None:
    """In the ways between pages, the filters of the evidence, and what a note is found by."""
    plain = site(filled("plain words"))
    found = site(filled(" ".join((OURS[1], OURS[4], OURS[11]))))
    assert found.keys() == plain.keys()
    for name, html in found.items():
        shown, held = tags(html), tags(plain[name])
        ours = {"script", "form", "input"} if name == "evidence.html" else set()
        assert [t for t, _ in shown if t not in DRAWN] == [t for t, _ in held if t not in DRAWN]
        hold_still([t for t in shown if t[0] not in ours])


@pytest.mark.skipif(not blns(), reason="../shared/data/i18n/blns.json is not beside this checkout")
def test_the_big_list_of_naughty_strings_stays_text() -> None:
    """Thirty of it, in every place a person may type."""
    for text in HOSTILE[:: max(1, len(HOSTILE) // 30)]:
        check(text)


@pytest.mark.slow
@pytest.mark.skipif(not blns(), reason="../shared/data/i18n/blns.json is not beside this checkout")
def test_the_whole_list_in_every_place() -> None:
    """The same, without leaving any out, in every kind."""
    for kind in KINDS:
        for text in HOSTILE:
            check(text, kind)


@pytest.mark.skipif(not blns(), reason="../shared/data/i18n/blns.json is not beside this checkout")
def test_the_whole_list_as_notes_of_one_study() -> None:
    """All strings at once, each the words of one note, against as many plain notes."""
    hostile = list(dict.fromkeys(" ".join(clean(t).casefold().split()) for t in HOSTILE))
    plain = [f"plain words {n}" for n in range(len(hostile))]
    found = compile_digest(claimed(hostile), "topline")
    assert structure(found) == structure(compile_digest(claimed(plain), "topline"))
