"""One person's case, their turns, what became of promises, and how it should be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fieldbook import casebook, feel, note, notes, people

from fieldkit.analysis.cases import Origin, cases, wishes
from fieldkit.analysis.cooccurrence import cooccurrence
from fieldkit.analysis.promises import Verdict, promises
from fieldkit.analysis.sighting import read
from fieldkit.analysis.timeline import over_time, tenths
from fieldkit.analysis.turns import Turning, candidates, turns
from fieldkit.model.emotion import Known
from fieldkit.model.journey import Touchpoint
from fieldkit.model.keys import SessionId, TouchpointKey
from fieldkit.model.moment import Layer, Moment
from fieldkit.model.session import Session

NOON = datetime(2026, 5, 11, 12, 0, tzinfo=UTC)


def about(number: int, dimension: str, who: str = "P1", **parts: object) -> Moment:
    """Return a moment that speaks to a field of the case."""
    return replace(note(number, who, **parts), dimension=dimension)  # type: ignore[arg-type]  # the parts are the builder's


def test_a_case_goes_from_need_over_the_problem_to_what_was_got() -> None:
    """Only what came after the last breaking point can have solved it."""
    (case,) = cases(
        notes(
            about(1, "needs"),
            about(2, "expects"),
            about(3, "got"),
            note(4, "P1", feelings=(feel(-0.8, intensity=5),)),
            about(5, "got", at="desk"),
            about(6, "wants", layer=Layer.VERBATIM),
        )
    )
    assert [s.id for s in case.needs] == ["ana-1"]
    pairs = [(e.expected and e.expected.id, e.got and e.got.id) for e in case.expectations]
    assert pairs == [("ana-2", "ana-3"), (None, "ana-5")]
    assert [turn.reading.sighting.id for turn in case.problems] == ["ana-4"]
    assert [s.id for s in case.solved] == ["ana-5"]
    assert [w.sighting.id for w in case.wants] == ["ana-6"]


def test_an_expectation_waits_for_what_was_got_at_its_own_touchpoint() -> None:
    """What came earlier, or elsewhere, answers nothing; unanswered is said as None."""
    (case,) = cases(
        notes(
            about(1, "got"),
            about(2, "expects"),
            about(3, "got", at="desk"),
            about(4, "expects", at="desk"),
        )
    )
    pairs = [(e.expected and e.expected.id, e.got and e.got.id) for e in case.expectations]
    assert pairs == [("ana-2", None), ("ana-4", None), (None, "ana-1"), (None, "ana-3")]


def test_nothing_is_solved_where_nothing_broke() -> None:
    """No problem, no solution; a person without notes has no case."""
    (case,) = cases(notes(about(1, "got")))
    assert (case.problems, case.solved) == ((), ())


def test_a_wish_is_the_customers_where_they_said_it_and_the_teams_otherwise() -> None:
    """Told apart by whose words it is."""
    found = wishes(
        notes(
            about(1, "wants", layer=Layer.VERBATIM),
            about(2, "wants", layer=Layer.PARAPHRASE),
            about(3, "wants", layer=Layer.INFERRED),
            about(4, "wants", speaker="S1", layer=Layer.VERBATIM),
            about(5, "got"),
        )
    )
    assert [wish.origin for wish in found] == [Origin.CUSTOMER] * 2 + [Origin.TEAM] * 2


def test_own_words_are_only_the_persons_own() -> None:
    """Staff beside them, and a companion's words, are not."""
    book = notes(
        note(1, "P1", speaker="P1", layer=Layer.VERBATIM),
        note(2, "P1", "P2", speaker="P2", layer=Layer.VERBATIM),
        note(3, "P1", speaker="S1", layer=Layer.VERBATIM),
        note(4, "P1"),
    )
    first, _ = cases(book)
    assert [s.id for s in first.words] == ["ana-1"]


@pytest.mark.parametrize(
    ("valence", "intensity", "turn"),
    [
        (-0.5, 4, Turning.BREAKING),
        (0.5, 5, Turning.DELIGHT),
        (-0.49, 5, None),
        (-0.9, 3, None),
        (0.8, None, Turning.DELIGHT),
        (0.79, None, None),
    ],
)
def test_a_turn_is_far_from_neither_and_strong(
    valence: float, intensity: int | None, turn: Turning | None
) -> None:
    """The rule at its bounds."""
    found = turns(notes(note(1, "P1", feelings=(feel(valence, intensity=intensity),))))
    assert [one.turning for one in found] == ([turn] if turn else [])


def test_a_turn_says_what_happened_apart_from_what_told_the_feeling() -> None:
    """A red face shows that she was ashamed; it did not make her so. No reason is None."""
    cued = replace(feel(-0.8, intensity=4), cue="face goes red")
    plain = feel(-0.8, intensity=4, term="sad")
    first, second = turns(
        notes(
            replace(note(1, "P1", feelings=(cued,)), note="her bank was named aloud"),
            note(2, "P1", text="card declined", feelings=(plain,)),
        )
    )
    assert (first.cue, first.reason) == ("face goes red", "her bank was named aloud")
    assert first.happened == first.reading.sighting.moment.text
    assert (second.happened, second.cue, second.reason) == ("card declined", None, None)


def test_imagined_extremes_turn_nothing() -> None:
    """Nobody lived them."""
    felt = feel(-0.9, intensity=5, known=Known.IMAGINED)
    assert turns(notes(note(1, "P1", feelings=(felt,)))) == ()


def test_a_candidate_for_a_moment_of_truth_has_turns_or_halts_and_is_never_asserted() -> None:
    """Two of three turned at the till; someone stopped at the shelf; the door is quiet."""
    meant = tuple(
        Touchpoint(key=TouchpointKey(key), order=n)
        for n, key in enumerate(("door", "shelf", "till", "exit"), 1)
    )
    book = read(
        casebook(
            note(1, "P1", at="till", feelings=(feel(-0.8, intensity=4),)),
            note(2, "P2", at="till", feelings=(feel(0.8, intensity=4),)),
            note(3, "P1", "P2", "P3", at="exit"),
            note(4, "P3", at="till"),
            note(5, "P3", at="exit"),
            note(6, "P4", at="door"),
            note(7, "P4", at="shelf"),
            touchpoints=meant,
        )
    )
    till, shelf = candidates(book)
    assert (till.touchpoint, str(till.turned)) == ("till", "2 of 3")
    assert till.ways == (Turning.DELIGHT, Turning.BREAKING)
    assert (shelf.touchpoint, shelf.stopped, shelf.turned.k) == ("shelf", 1, ())
    assert not till.known


def promised(*promise: str) -> tuple[Touchpoint, ...]:
    """Return a till that makes these promises."""
    return (Touchpoint(key=TouchpointKey("till"), promises=promise),)


def test_a_promise_goes_by_what_most_people_lived_of_equals_the_worse() -> None:
    """One kept it, one broke it: broken; strained is told beside them."""
    book = casebook(
        note(1, "P1", codes=("promise/kept",)),
        note(2, "P2", codes=("promise/broken",)),
        note(3, "P3"),
        touchpoints=promised("Nobody waits."),
    )
    (word,) = promises(read(book))
    assert word.verdict is Verdict.BROKEN
    assert {v: str(share) for v, share in word.shares if share.k} == {
        Verdict.KEPT: "1 of 3",
        Verdict.BROKEN: "1 of 3",
    }
    assert [[s.id for s in found] for _, found in word.evidence] == [["ana-1"], [], ["ana-2"]]


def test_a_named_promise_hears_only_what_names_it_or_none() -> None:
    """Two promises at one touchpoint; a code of an unknown name stands apart."""
    book = casebook(
        note(1, "P1", codes=("promise/kept/no-queue",)),
        note(2, "P2", codes=("promise/strained",)),
        note(3, "P3", codes=("promise/broken/parking",)),
        touchpoints=promised("no-queue: Nobody waits.", "price: As on the shelf."),
    )
    queue, price, stray = promises(read(book))
    assert [v for v, share in queue.shares if share.k] == [Verdict.KEPT, Verdict.STRAINED]
    assert [v for v, share in price.shares if share.k] == [Verdict.STRAINED]
    assert (stray.promise, stray.verdict) == (None, Verdict.BROKEN)


def test_a_promise_nobody_lived_has_no_verdict() -> None:
    """Strangers and tallies give none; undefined is None."""
    book = casebook(
        note(1, speaker="X", codes=("promise/broken",)), touchpoints=promised("Nobody waits.")
    )
    (word,) = promises(read(book))
    assert word.verdict is None
    assert [len(found) for _, found in word.evidence] == [0, 0, 1]


def test_over_time_counts_from_the_sessions_start_in_tenths_of_its_length() -> None:
    """An hour: minute 59 is in the last tenth, and so is the end itself."""
    session = Session(id=SessionId("ana-s1"), start=NOON, end=NOON + timedelta(hours=1))
    moments = [
        replace(note(n, f"P{n}", feelings=(feel(n / 10),)), at=NOON + timedelta(minutes=minute))
        for n, minute in enumerate((0, 6, 59, 60), 1)
    ]
    book = read(casebook(*moments, note(9, "P1", feelings=(feel(0.9),)), sessions=(session,)))
    found = over_time(book)
    assert [(t.after, t.tenth) for t in found] == [
        (timedelta(), 0),
        (timedelta(minutes=6), 1),
        (timedelta(minutes=59), 9),
        (timedelta(minutes=60), 9),
    ]
    last = tenths(book)[-1]
    assert (last.number, last.people) == (9, people("P3", "P4"))
    assert last.middle == pytest.approx(0.35)
    assert not last.has_line


def test_a_session_of_no_known_length_has_no_tenths() -> None:
    """One timed moment has no span to be a part of."""
    one = replace(note(1, "P1", feelings=(feel(0.5),)), at=NOON)
    book = notes(one)
    assert [t.tenth for t in over_time(book)] == [None]
    assert tenths(book) == ()


def test_tags_that_stand_together_are_counted_by_people_and_lines_once() -> None:
    """A code and the one above it are no pair; a repeated line counts once."""
    again = {"text": "still waiting", "codes": ("queue", "trust")}
    book = notes(
        note(1, "P1", **again),  # type: ignore[arg-type]  # one dict, two types
        note(2, "P1", **again),  # type: ignore[arg-type]  # one dict, two types
        note(3, "P2", codes=("queue", "trust", "trust/privacy")),
        note(4, speaker="X", codes=("queue", "trust")),
    )
    first, *rest = cooccurrence(book, "code", "code")
    assert (first.one, first.other, first.moments, first.people) == (
        "queue",
        "trust",
        3,
        people("P1", "P2"),
    )
    assert [(p.one, p.other) for p in rest] == [("queue", "trust/privacy")]


def test_codes_meet_touchpoints_and_feelings() -> None:
    """The three kinds stand on either side; only customers' feelings count."""
    book = notes(note(1, "P1", codes=("queue",), feelings=(feel(-0.5, term="sad"),)))
    assert [(p.one, p.other) for p in cooccurrence(book, "code", "feeling")] == [("queue", "sad")]
    assert [(p.one, p.other) for p in cooccurrence(book, "touchpoint", "code")] == [
        ("till", "queue")
    ]
