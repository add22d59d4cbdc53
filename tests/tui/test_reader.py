"""Digests on the screen: cut into sections, and nothing in them can crash it."""

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Markdown

from fieldkit.tui.reader import evidence_parts, safe_parser, sections

DIGEST = """---
kind: topline
---

# A study

**Headline.** See ana-1 ([ana-1](#ana-1)), [more](#who).

## 1. A claim \\[sic\\]

> "words" — P3, [ana-2](#ana-2), [ana-2](#ana-2)

```journey
## not a heading
```

## Evidence

### ana-1

seen

### ana-2

> "words"
"""


def test_a_digest_is_cut_at_its_headings_and_a_fence_is_left_whole() -> None:
    """Front matter is no section."""
    found = sections(DIGEST)
    assert [section.title for section in found] == ["A study", "1. A claim [sic]", "Evidence"]
    assert "## not a heading" in found[1].text


def test_a_section_names_the_moments_it_rests_on_each_once() -> None:
    """A link to a heading is none of them."""
    assert [section.evidence for section in sections(DIGEST)] == [("ana-1",), ("ana-2",), ()]


def test_evidence_is_found_by_id() -> None:
    """Whole."""
    parts = evidence_parts(sections(DIGEST)[-1])
    assert parts == {"ana-1": "seen", "ana-2": '> "words"'}


@pytest.mark.parametrize("text", ["", "---\nkind: x", "\n\n", "## \n", "```\nunclosed\n## x"])
def test_anything_can_be_cut(text: str) -> None:
    """Nothing raises, and no line is lost."""
    kept = "\n".join(section.text for section in sections(text))
    assert all(line in kept for line in text.split("\n") if line.strip())


HOSTILE = (
    "<script>x</script>\n\n<div>\n\nblock\n",
    "![picture](http://x/y.png) [link](javascript:x) <b>b</b>",
    "- [ ] box\n- [x] done\n\n1. a\n   1. b\n",
    "| a | b |\n|---|---|\n| x |\n",
    "Term\n: definition\n\n[^1]\n\n[^1]: note\n",
    "> > > deep\n>\n> - x\n",
    "[@click=app.quit]x[/] [/] [bold]",
    "***\n\n# \n\n###### h6\n",
    "a\\\nb  \nc &amp; &#0; &copy;",
)


class Reading(App[None]):
    """Shows Markdown."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.markdown = Markdown(text, parser_factory=safe_parser, open_links=False)

    def compose(self) -> ComposeResult:
        """Show it."""
        yield self.markdown


@pytest.mark.parametrize("text", HOSTILE)
async def test_no_text_crashes_the_screen(text: str) -> None:
    """Whatever a digest holds."""
    app = Reading(text)
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        assert app.is_running


def test_raw_html_and_pictures_are_words() -> None:
    """A parser for the screen gives no token that could load or run anything."""
    parser = safe_parser()
    for text in HOSTILE:
        for token in parser.parse(text):
            kinds = {child.type for child in token.children or ()}
            assert not kinds & {"html_inline", "image"}
            assert token.type != "html_block"
