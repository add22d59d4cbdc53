"""Words of notes render as they are and do nothing else."""

import pytest
from casebooks import blns
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from fieldkit.digest.markdown import Words, clean, escape, fence, link, scalar, slug, table
from fieldkit.model.visible import visible

SIGNS = st.text(st.sampled_from("\\`*_[]<>|~$&#=%:/w.-+012 \n\tab!(){};\"'^@"), max_size=25)
ANYTHING = st.one_of(SIGNS, st.text(max_size=40))
PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])


def types(tokens: list[Token] | None) -> list[str]:
    """Return what kinds of token there are."""
    return [token.type for token in tokens or ()]


def check(text: str) -> None:
    """Hold that text renders as one paragraph with one run of text: the text."""
    tokens = PARSER.parse(escape(text))
    if not clean(text):
        assert tokens == []
        return
    assert types(tokens) == ["paragraph_open", "inline", "paragraph_close"]
    assert types(tokens[1].children) == ["text"]
    assert (tokens[1].children or [])[0].content == clean(text)


@settings(max_examples=400, deadline=None)
@given(ANYTHING)
def test_any_text_renders_as_one_paragraph_of_itself(text: str) -> None:
    """No text begins a block, a span, a link or a tag."""
    check(text)


@pytest.mark.skipif(not blns(), reason="../shared/data/i18n/blns.json is not beside this checkout")
def test_every_naughty_string_renders_as_itself() -> None:
    """The big list, whole."""
    for text in blns():
        check(text)


@settings(max_examples=200, deadline=None)
@given(SIGNS)
def test_a_heading_holds_any_text(text: str) -> None:
    """Also text that ends in number signs, which close a heading."""
    tokens = PARSER.parse(f"## {Words(text)}")
    assert types(tokens) == ["heading_open", "inline", "heading_close"]
    assert "".join(child.content for child in tokens[1].children or ()) == clean(text)


@settings(max_examples=200, deadline=None)
@given(SIGNS, SIGNS)
def test_a_table_cell_holds_any_text(left: str, right: str) -> None:
    """Bars and backslashes stay inside their cell; an empty cell shows a dash."""
    tokens = PARSER.parse(table(("a", "b"), [(Words(left), Words(right))]))
    cells = ["".join(c.content for c in t.children or ()) for t in tokens if t.type == "inline"]
    assert cells == ["a", "b", clean(left) or "–", clean(right) or "–"]


@settings(max_examples=200, deadline=None)
@given(SIGNS)
def test_lines_of_a_quotation_stay_inside_it(text: str) -> None:
    """A line that looks like an underline, a list or a fence is a line of the quotation."""
    if not (words := Words(text)):
        return
    tokens = PARSER.parse(f"> {words.lines}")
    assert types(tokens) == [
        "blockquote_open",
        "paragraph_open",
        "inline",
        "paragraph_close",
        "blockquote_close",
    ]
    assert set(types(tokens[2].children)) <= {"text", "hardbreak"}
    shown = " ".join(t.content for t in tokens[2].children or () if t.type == "text")
    assert shown.split() == clean(text).split()


@settings(max_examples=200, deadline=None)
@given(ANYTHING)
def test_nothing_closes_a_fence_from_inside(text: str) -> None:
    """The fence is longer than any run of marks in it."""
    tokens = PARSER.parse(fence("journey", text))
    assert types(tokens) == ["fence"]
    assert tokens[0].info == "journey"


@pytest.mark.parametrize(
    "plain",
    [
        "It's a well-known issue. Isn't it?",
        "snake_case stays, so does 50% of AT&T",
        "He said: wait (a bit); then left!",
        "paid 3.50 at 14:05 – twice",
        'the "Returns" desk',
        "ana@example.org",
        "-1.00",
        "क्\u200dष",
    ],
)
def test_plain_words_are_not_escaped(plain: str) -> None:
    """The Markdown itself stays readable."""
    assert escape(plain) == plain


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("# not a heading", r"\# not a heading"),
        ("12. not a list", r"12\. not a list"),
        ("- not a list", r"\- not a list"),
        ("> not a quotation", r"\> not a quotation"),
        ("see https://example.org", r"see https:\//example.org"),
        ("see www.example.org", r"see www\.example.org"),
        ("#tag", r"\#tag"),
        ("&lt;b&gt;", r"\&lt;b\&gt;"),
        ("[[M-1]] and ==this==", r"\[\[M-1\]\] and =\=this=\="),
    ],
)
def test_what_would_act_somewhere_is_escaped(text: str, escaped: str) -> None:
    """In CommonMark, on GitHub or in Obsidian."""
    assert escape(text) == escaped


def test_what_acts_unseen_is_shown() -> None:
    """Terminal controls, bidirectional overrides, tag characters and lone surrogates."""
    shown = visible("a\x1b[31m\x00\x7f\x9b\u202e\u2066\U000e0041\ud800\ufeffz")
    assert shown == "a␛[31m␀␡⟨U+009B⟩⟨U+202E⟩⟨U+2066⟩⟨U+E0041⟩⟨U+D800⟩⟨U+FEFF⟩z"
    assert clean("a\r\nb\x85c\u2028d\te") == "a b c d e"


def test_a_template_filter_cannot_reach_the_raw_text() -> None:
    """Words print escaped; their text has no public name."""
    words = Words("*a*")
    assert str(words) == r"\*a\*"
    assert [name for name in dir(words) if not name.startswith("_")] == ["lines"]
    assert words == Words("*a*")
    assert hash(words) == hash(Words("*a*"))
    assert words != "*a*"


def test_tables_are_aligned_also_in_wide_scripts() -> None:
    """Columns line up in a terminal and an editor."""
    shown = table(("where", "n"), [(Words("レジ"), "1"), (Words("desk"), "12")])
    assert shown.split("\n") == [
        "| where | n   |",
        "| ----- | --- |",
        "| レジ  | 1   |",
        "| desk  | 12  |",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("returns-desk", "returns-desk"),
        ("4 coded; unnamed in 1 note", "4 coded; unnamed in 1 note"),
        ("yes", '"yes"'),
        ("2026-05-11", '"2026-05-11"'),
        ("a: b", '"a: b"'),
        ('say "hi" #now', '"say \\"hi\\" #now"'),
        ("---\nkind: b", '"--- kind: b"'),
        ("", '""'),
    ],
)
def test_front_matter_reads_back_as_text(text: str, shown: str) -> None:
    """What YAML could read as anything else is quoted."""
    assert scalar(text) == shown


def test_anchors_are_githubs() -> None:
    """Lower case, marks dropped, spaces become hyphens; letters of any script stay."""
    assert slug("1. Is it clear? 2 of 2") == "1-is-it-clear-2-of-2"
    assert slug("Über_uns–Ж 3") == "über_unsж-3"
    assert link("ana-4", "ana-4") == "[ana-4](#ana-4)"
