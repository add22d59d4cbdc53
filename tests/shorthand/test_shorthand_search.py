"""A search line takes the same signs."""

import pytest

from fieldkit.model.emotion import Known, Whose
from fieldkit.model.words import Words
from fieldkit.shorthand.search import Clause, FeelingQuery, Search, parse_search, search_fold

WORDS = Words(people=("P3", "Visitor"), dimensions=("environment",))


def find(text: str) -> tuple[Clause, ...]:
    """Read a search, and see that it reads back the same."""
    search = parse_search(text, WORDS)
    assert parse_search(str(search), WORDS) == search, str(search)
    return search.clauses


def feeling(**what: object) -> Clause:
    """Return the clause of a feeling."""
    return Clause(field="emotion", values=(FeelingQuery(**what),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "clause"),
    [
        ("Café", Clause(field="word", values=("cafe",))),
        ('"Déjà  vu"', Clause(field="phrase", values=("deja vu",))),
        ("„Déjà vu“", Clause(field="phrase", values=("deja vu",))),
        ("«never closed", Clause(field="phrase", values=("never closed",))),
        ("@till", Clause(field="touchpoint", values=("till",))),
        ("#trust/privacy", Clause(field="code", values=("trust/privacy",))),
        (":environment", Clause(field="dimension", values=("environment",))),
        (":needs", Clause(field="dimension", values=("needs",))),
        ("@-", Clause(field="touchpoint")),
        ("!-", Clause(field="emotion")),
        ("#-", Clause(field="code")),
        ("-#-", Clause(field="code", negated=True)),
        ("-word", Clause(field="word", values=("word",), negated=True)),
        ("-@till", Clause(field="touchpoint", values=("till",), negated=True)),
        ('-"a b"', Clause(field="phrase", values=("a b",), negated=True)),
        ("-layer:method", Clause(field="layer", values=("method",), negated=True)),
        ("P3:", Clause(field="person", values=("P3",))),
        ("P3,P4:", Clause(field="person", values=("P3", "P4"))),
        ("visitor:", Clause(field="person", values=("Visitor",))),
        ("layer:verbatim", Clause(field="layer", values=("verbatim",))),
        ("session:ana-s3", Clause(field="session", values=("ana-s3",))),
        ("by:Ana", Clause(field="by", values=("ana",))),
        ("role:leader", Clause(field="role", values=("leader",))),
        ("kind:shadowing", Clause(field="kind", values=("shadowing",))),
        ("from:2026-05-01", Clause(field="from", values=("2026-05-01",))),
        ("to:2026-05-31", Clause(field="to", values=("2026-05-31",))),
        ("valence:<0", Clause(field="valence", values=("0",), op="<")),
        ("valence:-0.5", Clause(field="valence", values=("-0.5",))),
        ("intensity:>=4", Clause(field="intensity", values=("4",), op=">=")),
        ("intensity:≤2", Clause(field="intensity", values=("2",), op="<=")),
        ("known:prompted", Clause(field="known", values=("prompted",))),
        ("starred:yes", Clause(field="starred", values=("yes",))),
        ("id:ana-42", Clause(field="id", values=("ana-42",))),
        (r"\@till", Clause(field="word", values=("@till",))),
        ("--", Clause(field="word", values=("-",), negated=True)),
        ("-", Clause(field="word", values=("-",))),
        (":D", Clause(field="word", values=(":d",))),
        ("*3", Clause(field="word", values=("*3",))),
        ("ana@example.org", Clause(field="word", values=("ana@example.org",))),
        ("!sad", feeling(term="sad")),
        ("!sad4", feeling(term="sad", intensity=4)),
        ("!sad/recalled", feeling(term="sad", known=Known.RECALLED)),
        ("!o:sad", feeling(term="sad", whose=Whose.OTHER)),
        ('!"sad', feeling(term="sad", said=True)),
        ("!~", feeling(whose=Whose.OBSERVER)),
        ("!s:", feeling(whose=Whose.STAFF)),
        ("!/imagined", feeling(known=Known.IMAGINED)),
        ('!"', feeling(said=True)),
        ("!5", feeling(intensity=5)),
    ],
)
def test_every_term_of_a_search(typed: str, clause: Clause) -> None:
    """One clause each."""
    assert find(typed) == (clause,)


def test_single_valued_terms_repeated_are_alternatives() -> None:
    """And all the rest must hold at once."""
    assert find("@till word @exit #a #b !sad !calm -@door layer:verbatim layer:observed") == (
        Clause(field="touchpoint", values=("till", "exit")),
        Clause(field="word", values=("word",)),
        Clause(field="code", values=("a",)),
        Clause(field="code", values=("b",)),
        feeling(term="sad"),
        feeling(term="calm"),
        Clause(field="touchpoint", values=("door",), negated=True),
        Clause(field="layer", values=("verbatim", "observed")),
    )


@pytest.mark.parametrize(
    ("typed", "must"),
    [
        *(("valence:abc", "a number"), ("layer:foo", "observed"), ("from:notadate", "a date")),
        *(("to:2026-02-30", "a date"), ("intensity:6", "1 to 5"), ("starred:maybe", "yes or no")),
        *(("kind:party", "shadowing"), ("role:boss", "leader"), ("known:no", "prompted")),
    ],
)
def test_what_is_malformed_is_told_and_searched_as_a_word(typed: str, must: str) -> None:
    """Nothing is refused."""
    assert find(typed) == (Clause(field="word", values=(typed,)),)
    (told,) = parse_search(typed, WORDS).told
    assert typed in told
    assert must in told


def test_an_empty_search_finds_everything() -> None:
    """It has no clause."""
    assert parse_search(" ", WORDS) == Search()


@pytest.mark.parametrize(
    ("text", "folded"),
    [("CAFÉ", "cafe"), ("Straße", "strasse"), ("Ёлка", "елка"), ("दुकान", "दुकान"), ("がく", "がく")],
)
def test_case_and_accents_are_folded_and_letters_stay(text: str, folded: str) -> None:
    """The vowel signs of Hindi and the voiced marks of Japanese are no accents."""
    assert search_fold(text) == folded
