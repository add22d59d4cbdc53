"""A digest compiled again keeps every edit made by hand, and says what changed."""

import re
from dataclasses import replace

import pytest
from casebooks import desk
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.digest.compile import compile_digest
from fieldkit.digest.living import plain, renew
from fieldkit.digest.publish import page_of, unknown
from fieldkit.model.keys import MomentId

COMPILED = compile_digest(desk(), "topline")
WRITTEN = renew(None, COMPILED).text
AGAINST = compile_digest(
    replace(
        desk(),
        insights=tuple(
            replace(i, contradicting=(*i.contradicting, MomentId("ana-12")))
            for i in desk().insights
        ),
    ),
    "topline",
)
HAND = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(
    lambda text: text.strip() and not text.lstrip().startswith(("<!--", "---"))
)


def gaps(text: str) -> list[int]:
    """Return the places between blocks, where a reader may write."""
    return [found.end() for found in re.finditer(r"^<!-- /fieldkit: .* -->\n", text, re.MULTILINE)]


def test_a_written_digest_reads_as_it_was_compiled() -> None:
    """The comments are all that is added."""
    assert re.sub(r"\n{3,}", "\n\n", plain(WRITTEN)) == COMPILED
    assert "fieldkit:" not in plain(WRITTEN)


def test_compiling_again_without_a_change_is_the_same_bytes() -> None:
    """And not stale."""
    again = renew(WRITTEN, COMPILED)
    assert (again.text, again.changes, again.stale) == (WRITTEN, (), False)


@given(hand=HAND, at=st.integers(0, 200))
@settings(max_examples=60, deadline=None)
def test_what_is_written_between_blocks_stays_where_it_is(hand: str, at: int) -> None:
    """Whatever is compiled beside it."""
    places = gaps(WRITTEN)
    place = places[at % len(places)]
    held = f"{WRITTEN[:place]}\n{hand}\n{WRITTEN[place:]}"
    for compiled in (COMPILED, AGAINST):
        found = renew(held, compiled)
        assert hand.strip() in found.text
        assert found.edited == ()
        assert renew(found.text, compiled).text == found.text


def test_a_block_edited_by_hand_stays_and_what_is_compiled_stands_below() -> None:
    """Once: the next time, theirs is text of the reader's."""
    held = WRITTEN.replace(
        "## Who was not heard\n", "## Who was not heard\n\nWe must ask the night shift.\n"
    )
    same = renew(held, COMPILED)
    assert (same.text, same.edited) == (held, ("Who was not heard",))
    changed = COMPILED.replace("## Who was not heard\n", "## Who was not heard\n\n- Nobody new.\n")
    found = renew(held, changed)
    assert found.edited == ("Who was not heard",)
    assert found.text.index("night shift") < found.text.index("- Nobody new.")
    again = renew(found.text, changed)
    assert (again.text, again.edited) == (found.text, ())


def test_what_changed_inside_is_told_in_few_words() -> None:
    """New notes, claims now contradicted."""
    found = renew(WRITTEN, AGAINST)
    assert (found.stale, found.changes) == (True, ("1 claim now contradicted",))
    more = renew(WRITTEN, COMPILED.replace("](#ana-4)", "](#ana-4), [ana-99](#ana-99)", 1))
    assert more.changes == ("1 new note",)


def test_a_new_section_comes_where_it_is_compiled_and_an_old_one_goes() -> None:
    """With what was written between them kept."""
    without = re.sub(r"## Who was not heard\n.*?(?=## Evidence)", "", COMPILED, flags=re.DOTALL)
    held = renew(None, without).text
    place = gaps(held)[1]
    held = f"{held[:place]}\nOurs.\n{held[place:]}"
    back = renew(held, COMPILED)
    assert "1 new section" in back.changes
    headings = re.findall(r"^## .*$", COMPILED, re.MULTILINE)
    assert re.findall(r"^## .*$", back.text, re.MULTILINE) == headings
    assert "\nOurs.\n" in back.text
    gone = renew(back.text, without)
    assert "1 section gone" in gone.changes
    assert "Who was not heard" not in gone.text.split("## Evidence")[0].split("\n## ", 1)[1]
    assert "\nOurs.\n" in gone.text


def test_lines_added_to_the_front_matter_stay() -> None:
    """Tags of Obsidian, say; ours are ours."""
    held = WRITTEN.replace("---\n\n", "tags:\n  - desk\nnotes: 9999\n---\n\n", 1)
    text = renew(held, COMPILED).text
    assert "tags:\n  - desk\n---" in text
    assert "9999" not in text


def test_windows_line_ends_are_no_edit() -> None:
    """Some editors write them."""
    assert renew(WRITTEN.replace("\n", "\r\n"), COMPILED).text == WRITTEN


@pytest.mark.parametrize("spoil", ["end", "begin", "all"])
def test_comments_taken_away_cost_no_word(spoil: str) -> None:
    """What no comment marks as ours is the reader's."""
    pattern = {"end": r"<!-- /fieldkit.*?-->\n", "begin": r"<!-- fieldkit.*?-->\n"}.get(
        spoil, r"<!-- /?fieldkit.*?-->\n"
    )
    held = re.sub(pattern, "", WRITTEN)
    found = renew(held, COMPILED).text
    for line in held.split("\n"):
        assert line in found or not line.strip() or line.startswith("<!--")


def test_a_link_to_a_note_becomes_its_quotation_with_its_source() -> None:
    """In the page; an unknown one is marked, and reported."""
    text = f"{COMPILED}\nAsk [[ana-4]] and [[ana-999]].\n"
    page = page_of(desk(), text)
    assert 'I already gave you this card” — P1, <a href="#ana-4">ana-4</a>' in page
    assert "[[ana-999]] (no such note)" in page
    assert unknown(desk(), text) == ("ana-999",)


def test_a_link_in_code_or_escaped_stays_text() -> None:
    """As in any Markdown."""
    page = page_of(desk(), "# T\n\n`[[ana-4]]` and \\[[ana-4]]\n")
    assert "I already gave" not in page


def test_words_that_are_held_back_are_held_back_in_a_link() -> None:
    """P3 would not be quoted."""
    assert "words held back" in page_of(desk(), "# T\n\n[[ana-6]]\n")
