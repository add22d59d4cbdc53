"""The page: one file, nothing remote, usable by anyone."""

import re
from itertools import pairwise

import pytest
from casebooks import desk

from fieldkit.analysis.sighting import read
from fieldkit.digest.compile import compile_digest
from fieldkit.digest.figure import figures
from fieldkit.digest.page import page
from fieldkit.digest.publish import page_of
from fieldkit.digest.sandbox import hashed


@pytest.fixture(scope="module")
def html() -> str:
    """The page of the desk's topline."""
    return page(compile_digest(desk(), "topline"), figures=figures(read(desk())))


def test_it_is_one_file_that_loads_and_runs_nothing(html: str) -> None:
    """The policy allows its own style by hash, and nothing else."""
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style is not None
    policy = f"default-src 'none'; style-src '{hashed(style[1])}'; base-uri 'none'"
    assert policy in html
    assert "<script" not in html
    assert "@import" not in html
    assert "url(" not in html
    assert not re.search(r'\s(?:src|style|on\w+)="', html)


def test_it_is_for_readers_of_all_kinds(html: str) -> None:
    """Language, viewport, skip link, landmarks, scopes, paper, dark."""
    assert '<html lang="en">' in html
    assert 'name="viewport" content="width=device-width, initial-scale=1"' in html
    assert '<a class="skip" href="#fk-text">' in html
    assert '<main id="fk-text">' in html
    assert html.count("<th ") == html.count('scope="col"')
    assert "@media print" in html
    assert "prefers-color-scheme: dark" in html


def test_a_note_opens_above_the_text_without_a_script(html: str) -> None:
    """The note in the appendix is the pop-out; a plain link stands where there are none."""
    ids = set(re.findall(r'<section class="note" id="([^"]*)" popover="" tabindex="-1">', html))
    opened = re.findall(r'<button class="pop" popovertarget="([^"]*)">([^<]*)</button>', html)
    linked = re.findall(r'<a href="#([^"]*)" class="jump">([^<]*)</a>', html)
    assert opened
    assert opened == linked
    assert {anchor for anchor, _ in opened} == ids
    assert html.count('popovertargetaction="hide">Close</button>') == len(ids)
    assert "<script" not in html


def test_each_table_goes_by_a_name_of_its_own() -> None:
    """People who do not see it are told which it is."""
    shown = page("# A\n\n|a|\n|-|\n\ntext\n\n|b|\n|-|\n\n## B <i>\n\n|c|\n|-|\n")
    assert re.findall('aria-label="(Table[^"]*)"', shown) == [
        "Table: A",
        "Table: A (2)",
        "Table: B &lt;i&gt;",
    ]


def test_cards_for_a_wall_stand_alone_and_its_evidence_is_none() -> None:
    """One page each, when printed."""
    shown = page_of(desk(), compile_digest(desk(), "wall"))
    assert '<body data-kind="wall">' in shown
    cards = shown.count('<section class="card">')
    assert cards == len(re.findall("<h2 ", shown)) - 1
    assert '<section class="card">\n<h2 id="evidence"' not in shown
    assert shown.count("<section") == shown.count("</section>")


def test_headings_step_down_one_level_at_a_time(html: str) -> None:
    """One first heading, no level skipped."""
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_anchor_is_there_once_and_every_link_lands(html: str) -> None:
    """Evidence is one step away on the page too."""
    ids = re.findall(r'\bid="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]*)"', html)) <= set(ids)
    assert "ana-4" in ids


def test_the_figure_stands_where_the_fence_was_and_else_the_fence_stays(html: str) -> None:
    """Plain Markdown readers see the chart in characters."""
    assert html.count("<svg ") == 1
    assert "●" not in html.split("<svg ", maxsplit=1)[0]
    bare = page(compile_digest(desk(), "topline"))
    assert "<svg" not in bare
    assert '<pre tabindex="0"><code class="language-journey">' in bare


def test_the_front_matter_is_told_at_the_foot(html: str) -> None:
    """Consent is on the page wherever it goes."""
    foot = html.split("<footer>")[1]
    assert "<dt>consent</dt>" in foot
    assert "not recorded for 1 of 4; internal only" in foot


def test_raw_html_images_and_strange_links_are_text() -> None:
    """Also in Markdown that is not ours."""
    shown = page(
        "# T\n\n<b onclick=x>b</b> ![alt *words*](https://example.org/x.png)\n\n"
        "[a](javascript:x) [b](//example.org) [c](data:text/html,x) [d](file:///x)"
        " [e](https://example.org) [f](#t) [g](mailto:a@example.org) [h](vbscript:x)\n"
    )
    assert "<b " not in shown
    assert "<img" not in shown
    assert "alt words" in shown
    body = shown.split("<main")[1]
    assert re.findall(r'<a href="([^"]*)"', body) == [
        "https://example.org",
        "#t",
        "mailto:a@example.org",
    ]
    assert 'rel="noopener noreferrer"' in body


def test_the_title_is_the_first_heading_unless_given() -> None:
    """And it is escaped like all else."""
    assert "<title>A &lt;b&gt; &amp; c</title>" in page("# A \\<b> & c\n")
    assert "<title>Mine</title>" in page("# A\n", title="Mine")
    assert "<title>Digest</title>" in page("no heading\n")


def test_equal_headings_get_anchors_of_their_own() -> None:
    """Numbered as GitHub numbers them; the page's own anchors are taken."""
    shown = page("# a\n\n## a\n\n## a\n\n## fk-text\n\n## ???\n")
    assert re.findall(r'<h\d id="([^"]*)"', shown) == ["a", "a-1", "a-2", "fk-text-1", "section"]


def test_foreign_front_matter_loses_nothing() -> None:
    """A list under a key stays with its key."""
    shown = page('---\ntags:\n  - one\nbad: "x\nkind: other\n---\n# T\n')
    assert "<dt>kind</dt><dd" in shown
    assert "other" in shown
    assert "- one" in shown
