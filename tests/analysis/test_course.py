"""The course each person took, and where it differs from the journey as it is meant."""

from dataclasses import replace

from fieldbook import casebook, feel, note, people

from fieldkit.analysis.course import courses, halts, never_met
from fieldkit.analysis.sighting import Notes, read
from fieldkit.model.emotion import Known
from fieldkit.model.journey import Touchpoint
from fieldkit.model.keys import TouchpointKey
from fieldkit.model.moment import Layer, Moment

MEANT = tuple(
    Touchpoint(key=TouchpointKey(key), order=n)
    for n, key in enumerate(("door", "shelf", "till", "exit"), 1)
)


def went(*places: str, who: str = "P1", first: int = 1) -> tuple[Moment, ...]:
    """Return one person's moments at these touchpoints, in order."""
    return tuple(note(n, who, at=place) for n, place in enumerate(places, first))


def walked(*moments: Moment) -> Notes:
    """Return moments along the journey as it is meant."""
    return read(casebook(*moments, touchpoints=MEANT))


def test_a_course_as_meant_differs_nowhere() -> None:
    """Two moments at one touchpoint are one visit."""
    (course,) = courses(walked(*went("door", "door", "shelf", "till", "exit")))
    assert [visit.touchpoint for visit in course.visits] == ["door", "shelf", "till", "exit"]
    assert [len(visit.sightings) for visit in course.visits] == [2, 1, 1, 1]
    assert (course.missing, course.repeated, course.out_of_order, course.ad_hoc) == ((),) * 4


def test_what_was_passed_over_between_first_and_furthest_is_missing() -> None:
    """What lies before or beyond was not seen, which is not the same."""
    (course,) = courses(walked(*went("shelf", "exit")))
    assert course.missing == ("till",)


def test_coming_back_is_a_repeat_and_going_back_for_the_first_time_is_out_of_order() -> None:
    """Each once, and apart."""
    (course,) = courses(walked(*went("shelf", "till", "shelf", "door")))
    assert course.repeated == ("shelf",)
    assert course.out_of_order == ("door",)
    assert course.last == "door"


def test_a_touchpoint_without_an_order_is_ad_hoc_where_others_have_one() -> None:
    """Where nobody gave an order, nothing can be out of it."""
    (course,) = courses(walked(*went("door", "car-park")))
    assert course.ad_hoc == ("car-park",)
    (course,) = courses(read(casebook(*went("door", "car-park"))))
    assert (course.ad_hoc, course.missing) == ((), ())


def test_each_person_has_a_course_of_their_own_and_companions_share_theirs() -> None:
    """Tallies, strangers, the observer's own reactions and talk about a place are no stay there."""
    found = courses(
        walked(
            note(1, "P1", "P2", at="door"),
            note(2, "P2", at="till"),
            note(3, "P1", at="exit", count=3),
            note(4, speaker="X", at="shelf"),
            note(5, "P1", at="shelf", layer=Layer.REFLEXIVE),
            note(6, "P1", at="shelf", speaker="Q"),
            note(7, "P1", at="shelf", speaker="A"),
            note(8, "P1", at="shelf", feelings=(feel(0.5, known=Known.RECALLED),)),
        )
    )
    assert [(c.participant, c.last) for c in found] == [("P1", "door"), ("P2", "till")]


def test_people_stop_where_they_were_seen_last_short_of_the_end() -> None:
    """P2 went through; of three who met the till, one stopped there."""
    found = halts(
        walked(
            *went("door", "till", who="P1"),
            *went("till", "exit", who="P2", first=3),
            *went("door", "till", "shelf", who="P3", first=5),
        )
    )
    assert [(h.touchpoint, h.share.k, len(h.share.n)) for h in found] == [
        ("shelf", people("P3"), 1),
        ("till", people("P1"), 3),
    ]


def test_without_an_order_there_is_no_end_to_be_short_of() -> None:
    """Undefined, and so not told."""
    assert halts(read(casebook(*went("door", "till")))) == ()


def test_a_touchpoint_at_which_nothing_was_noted_is_named() -> None:
    """Silence is reported, not passed over."""
    assert [t.key for t in never_met(walked(*went("door", "exit")))] == ["shelf", "till"]


def test_people_merged_into_one_have_one_course() -> None:
    """The code they were merged into carries it."""
    book = casebook(*went("door", who="P1"), *went("till", who="P2", first=2), touchpoints=MEANT)
    one, two, *rest = book.participants
    merged = replace(book, participants=(one, replace(two, same_as=one.key), *rest))
    (course,) = courses(read(merged))
    assert [visit.touchpoint for visit in course.visits] == ["door", "till"]


def test_what_is_wished_for_or_read_into_a_place_afterwards_is_no_visit() -> None:
    """Whoever was asked at the way out was not back at the shelf."""
    wish = replace(note(5, "P1", at="shelf"), dimension="wants")
    reading = note(6, "P1", at="till", layer=Layer.INFERRED)
    (course,) = courses(walked(*went("door", "exit"), wish, reading))
    assert [visit.touchpoint for visit in course.visits] == ["door", "exit"]
    assert halts(walked(*went("door", "exit"), wish, reading)) == ()
