"""Tags put into a line by one key: where they go, and what the words keep."""

import pytest

from fieldkit.model.emotion import Known, Term, Whose
from fieldkit.model.words import Words
from fieldkit.shorthand.line import parse
from fieldkit.tui.layouts import QWERTY
from fieldkit.tui.tagging import (
    Tagger,
    Tags,
    Text,
    end_of_words,
    known_as,
    owned,
    stronger,
    with_feeling,
    with_sign,
    with_touchpoint,
    without_last,
)

WORDS = Words(
    touchpoints=("pay", "queue"),
    feelings={word: Term(word=word) for word in ("sad", "calm")},
    vocabulary="customer",
)


def at_end(value: str) -> Text:
    """Return a line with the cursor behind its last letter."""
    return Text(value, len(value))


def test_a_tag_goes_behind_the_words_and_the_cursor_stays_with_them() -> None:
    """So that words written on stay in one piece."""
    tagged = with_feeling(at_end("card declined"), "sad", WORDS)
    assert tagged == Text("card declined !sad", 13)
    more = with_touchpoint(tagged, "pay", WORDS)
    assert more == Text("card declined !sad @pay", 13)
    assert parse(more.value, WORDS).text == "card declined"


def test_a_feeling_that_stands_there_is_taken_out() -> None:
    """The same key twice leaves the line as it was."""
    once = with_feeling(at_end("waits"), "sad", WORDS)
    assert with_feeling(once, "sad", WORDS) == Text("waits", 5)


def test_another_touchpoint_takes_the_place_of_the_first() -> None:
    """A line has one."""
    assert with_touchpoint(at_end("@queue waits"), "pay", WORDS).value == "@pay waits"


def test_a_tag_in_an_empty_line_leaves_room_for_words_before_it() -> None:
    """They are typed where the cursor is."""
    tagged = with_feeling(Text("", 0), "sad", WORDS)
    value = "waits" + tagged.value
    assert parse(value, WORDS).text == "waits"
    assert tagged.cursor == 0


@pytest.mark.parametrize(
    ("before", "by", "after"),
    [
        ("waits !sad", 1, "waits !sad4"),
        ("waits !sad", -1, "waits !sad2"),
        ("waits !sad5", 1, "waits !sad5"),
        ("waits !sad2(sighs)", 1, "waits !sad3(sighs)"),
        ('waits !"c:sad1', -1, 'waits !"c:sad1'),
        ("waits", 1, "waits"),
    ],
)
def test_the_last_feeling_is_stronger_or_weaker_within_its_bounds(
    before: str, by: int, after: str
) -> None:
    """From the middle where it was not judged."""
    assert stronger(at_end(before), by, WORDS).value == after


def test_whose_the_last_feeling_is_and_how_it_is_known_is_a_key_each_and_again_as_it_was() -> None:
    """What else was said of it stays."""
    mine = owned(at_end("waits !sad4(sighs)"), Whose.OBSERVER, WORDS)
    assert mine.value == "waits !~sad4(sighs)"
    assert owned(mine, Whose.OBSERVER, WORDS).value == "waits !sad4(sighs)"
    said = known_as(mine, Known.SPONTANEOUS, WORDS)
    assert said.value == 'waits !"~sad4(sighs)'
    assert known_as(said, Known.RECALLED, WORDS).value == "waits !~sad4/recalled(sighs)"
    assert with_feeling(said, "sad", WORDS).value == "waits"
    assert owned(at_end("waits"), Whose.STAFF, WORDS).value == "waits"


def test_where_one_key_goes_round_it_comes_back() -> None:
    """For the hand that has few keys."""
    text = at_end("waits !sad")
    for after in ("!~sad", "!s:sad", "!sad"):
        text = owned(text, None, WORDS)
        assert text.value == f"waits {after}"
    for after in ('!"sad', "!sad/prompted", "!sad/recalled", "!sad"):
        text = known_as(text, None, WORDS)
        assert text.value == f"waits {after}"


def test_the_last_tag_is_taken_out_first() -> None:
    """Then the one before."""
    text = without_last(at_end("waits !sad @pay"), WORDS)
    assert text.value == "waits !sad"
    assert without_last(text, WORDS).value == "waits"
    assert without_last(at_end("waits"), WORDS).value == "waits"


def test_a_sign_opens_a_tag_at_the_end() -> None:
    """The cursor goes there."""
    assert with_sign(at_end("waits !sad"), "#") == Text("waits !sad #", 12)


def test_words_end_where_the_last_tags_begin() -> None:
    """Tags among the words are words."""
    for value, end in (("a @pay b !sad #x", 8), ("!sad", 0), ("words", 5), ("", 0)):
        assert end_of_words(value, parse(value, WORDS)) == end


def test_several_fast_keys_while_tagging_were_words() -> None:
    """The line reads as if they had been typed into it."""
    tags = Tags(
        feelings=("sad",), touchpoints=("pay", "queue", "leave"), layout=QWERTY, words=WORDS
    )
    tagger = Tagger()
    text = at_end("card ")
    tagged = tagger.press("w", 1.0, text, tags)
    for at, key in ((1.1, "e"), (1.2, "r"), (1.3, "e")):
        tagged = tagger.press(key, at, tagged.text, tags)
    assert tagged.text == Text("card were", 9)
    assert tagged.back
