"""What is being typed at the cursor is found, and its words offered."""

import pytest

from fieldkit.model.emotion import Term
from fieldkit.model.words import Words
from fieldkit.shorthand.complete import accept, candidates, nearly, typing_at

WORDS = Words(
    people=("P1", "P12", "S1"),
    touchpoints=("till", "self-till", "tills", "checkout", "door"),
    codes=("trust", "trust/privacy"),
    feelings={word: Term(word=word) for word in ("frustrated", "frightened")},
    dimensions=("environment",),
)


@pytest.mark.parametrize(
    ("text", "kind", "prefix", "span"),
    [
        ("@ti|", "touchpoint", "ti", (0, 3)),
        ("goes @|", "touchpoint", "", (5, 6)),
        ("goes @ti|ll now", "touchpoint", "ti", (5, 10)),
        ("a #Trust/p|", "code", "trust/p", (2, 10)),
        ("a !fru|", "emotion", "fru", (2, 6)),
        ('a !"fru|', "emotion", "fru", (2, 7)),
        ("a !c:fru|", "emotion", "fru", (2, 8)),
        ("a !~|", "emotion", "", (2, 4)),
        ("a :env|", "dimension", "env", (2, 6)),
        ("-@ti|", "touchpoint", "ti", (1, 4)),
        ("P1|", "person", "p1", (0, 2)),
        ("14:05 P|", "person", "p", (6, 7)),
        ("P3,P|", "person", "p", (3, 4)),
        ("在@收|", "touchpoint", "收", (1, 3)),
    ],
)
def test_what_is_typed_at_the_cursor(
    text: str, kind: str, prefix: str, span: tuple[int, int]
) -> None:
    """Its kind, what stands before the cursor, and where the whole of it stands."""
    typing = typing_at(text.replace("|", ""), text.index("|"))
    assert typing is not None
    assert (typing.kind, typing.prefix, (typing.start, typing.end)) == (kind, prefix, span)


@pytest.mark.parametrize("text", ["|", "ana@exa|", "some wor|", "a |", "@till |", "*3|", "a C#x|"])
def test_nothing_is_offered_where_no_key_is_typed(text: str) -> None:
    """Words are just words."""
    assert typing_at(text.replace("|", ""), text.index("|")) is None


def offered(text: str, **used: int) -> tuple[str, ...]:
    """Return what is offered at the end of a text."""
    typing = typing_at(text, len(text))
    assert typing is not None
    return candidates(typing, WORDS, used)


def test_likelier_words_come_first() -> None:
    """Those that begin so by use, then the alphabet; then those that hold it; then near ones."""
    assert offered("@ti") == ("till", "tills", "self-till")
    assert offered("@ti", tills=3) == ("tills", "till", "self-till")
    assert offered("@chekout") == ("checkout",)
    assert offered("@", door=2, till=1)[:2] == ("door", "till")
    assert offered("#trust") == ("trust", "trust/privacy")
    assert offered("!fr") == ("frightened", "frustrated")
    assert offered(":n") == ("needs", "environment", "wants")
    assert offered("P1") == ("P1", "P12")
    assert offered("The") == ()


@pytest.mark.parametrize(
    ("text", "choice", "after"),
    [
        ("a @ti|", "till", "a @till |"),
        ("a @ti| b", "till", "a @till |b"),
        ("a @ti|xx b", "till", "a @till |b"),
        ('a !"fr|', "frustrated", 'a !"frustrated|'),
        ("P|", "P12", "P12: |"),
        ("P|: x", "P12", "P12|: x"),
    ],
)
def test_a_choice_takes_the_place_of_what_was_typed(text: str, choice: str, after: str) -> None:
    """The cursor stands where one types on; the number of spaces stays one."""
    before = text.replace("|", "")
    typing = typing_at(before, text.index("|"))
    assert typing is not None
    changed, cursor = accept(before, typing, choice)
    assert f"{changed[:cursor]}|{changed[cursor:]}" == after.replace(" |b", " |b")


@pytest.mark.parametrize(
    ("key", "existing", "near"),
    [
        ("work-around", ("workaround", "waiting"), "workaround"),
        ("P04", ("P3", "P4"), "P4"),
        ("P5", ("P4", "P15"), None),
        ("till2", ("till1",), None),
        ("queues", ("queue",), "queue"),
        ("chekout", ("checkout",), "checkout"),
        ("till", ("till", "tills"), None),
        ("pay", ("may",), None),
        ("exit", ("entrance",), None),
        ("trust/privcy", ("trust/privacy",), "trust/privacy"),
    ],
)
def test_words_that_are_nearly_the_same(
    key: str, existing: tuple[str, ...], near: str | None
) -> None:
    """Numbers must be the same; a word that exists is near no other."""
    assert nearly(key, existing) == near
