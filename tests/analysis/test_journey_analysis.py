"""The emotional journey: what enters it, and what its numbers are."""

import pytest
from fieldbook import casebook, feel, note, notes, people

from fieldkit.analysis.journey import journey, readings
from fieldkit.analysis.sighting import read
from fieldkit.model.emotion import Known, Whose
from fieldkit.model.moment import Moment


def walk(*valences: float) -> tuple[Moment, ...]:
    """Return one person's moments with these feelings, in order."""
    return tuple(note(n, "P1", feelings=(feel(v),)) for n, v in enumerate(valences, 1))


def test_the_reference_path_has_its_peak_end_and_mean() -> None:
    """+.5, -.8, +.2, +.4: the average of peak and end is -.2, the plain mean +.075."""
    (path,) = journey(notes(*walk(0.5, -0.8, 0.2, 0.4))).paths
    assert path.peak.valence == pytest.approx(-0.8)
    assert path.end.valence == pytest.approx(0.4)
    assert path.peak_end == pytest.approx(-0.2)
    assert path.mean == pytest.approx(0.075)


def test_one_rated_moment_has_no_peak_end_average() -> None:
    """It would say nothing; undefined is None, never 0."""
    (path,) = journey(notes(*walk(0.5))).paths
    assert path.peak_end is None


def test_equal_peaks_go_to_the_greater_intensity_then_to_the_later() -> None:
    """The tie rule, both steps."""
    found = journey(
        notes(
            note(1, "P1", feelings=(feel(-0.8, intensity=4),)),
            note(2, "P1", feelings=(feel(0.8, intensity=2),)),
            note(3, "P2", feelings=(feel(-0.8, intensity=2),)),
            note(4, "P2", feelings=(feel(0.8, intensity=2),)),
        )
    )
    assert [path.peak.valence for path in found.paths] == [-0.8, 0.8]


def test_two_feelings_in_one_moment_are_one_step_of_the_path() -> None:
    """The more extreme one stands for the moment; both are readings of the touchpoint."""
    found = journey(notes(note(1, "P1", feelings=(feel(0.2), feel(-0.9)))))
    assert [r.valence for r in found.paths[0].readings] == [-0.9]
    assert found.paths[0].peak_end is None
    assert len(found.stops[0].readings) == 2


@pytest.mark.parametrize("known", [Known.REPORTED, Known.IMAGINED])
def test_told_and_imagined_feelings_enter_no_curve(known: Known) -> None:
    """Nobody lived them as far as the notes know."""
    assert readings(notes(note(1, "P1", feelings=(feel(-0.8, known=known),)))) == ()


@pytest.mark.parametrize("whose", [Whose.OBSERVER, Whose.STAFF, Whose.OTHER])
def test_only_customers_feelings_enter(whose: Whose) -> None:
    """The observer's own reaction is kept apart, like everyone else's."""
    assert readings(notes(note(1, "P1", feelings=(feel(-0.8, whose=whose),)))) == ()


def test_unknown_valence_is_not_zero() -> None:
    """A feeling whose valence nobody knows is in no median."""
    found = readings(notes(note(1, "P1", feelings=(feel(None, term="odd"), feel(-0.5)))))
    assert [r.valence for r in found] == [-0.5]


def test_a_feeling_on_a_repeated_line_counts_once() -> None:
    """A line repeated within a session counts once."""
    again = {"text": "still waiting", "feelings": (feel(-0.5),)}
    found = readings(notes(note(1, "P1", **again), note(2, "P1", **again)))  # type: ignore[arg-type] # one dict, two types
    assert len(found) == 1


def test_the_middle_is_the_median_and_the_spread_the_inclusive_quartiles() -> None:
    """1, 2, 3, 4 tenths: median .25, quartiles .175 and .325 (Hyndman and Fan, type 7)."""
    moments = [note(n, f"P{n}", feelings=(feel(n / 10),)) for n in range(1, 5)]
    (stop,) = journey(notes(*moments)).stops
    assert stop.middle == pytest.approx(0.25)
    assert stop.spread == pytest.approx((0.175, 0.325))
    assert [r.valence for r in stop.middles] == [0.2, 0.3]


def test_one_reading_is_its_own_middle_and_spread() -> None:
    """The smallest stop has numbers too."""
    (stop,) = journey(notes(*walk(0.5))).stops
    assert (stop.middle, stop.spread) == (0.5, (0.5, 0.5))


def test_a_line_needs_three_participants() -> None:
    """Three readings of two people make none; unnamed people make none."""
    two = [note(n, f"P{n % 2}", feelings=(feel(n / 10),)) for n in range(1, 5)]
    strangers = [note(n, speaker="X", feelings=(feel(n / 10),)) for n in range(5, 9)]
    (stop,) = journey(notes(*two, *strangers)).stops
    assert not stop.has_line
    assert (len(stop.readings), len(stop.people)) == (8, 2)
    (stop,) = journey(notes(*two, note(9, "P2", "P5", feelings=(feel(0.1),)))).stops
    assert stop.has_line


def test_what_people_said_is_told_from_what_was_read_in_them() -> None:
    """Said, said when asked and said looking back are theirs; the rest is ours."""
    moments = [
        note(n, "P1", feelings=(feel(0.1, known=known),))
        for n, known in enumerate(
            (Known.INFERRED, Known.SPONTANEOUS, Known.PROMPTED, Known.RECALLED), 1
        )
    ]
    (stop,) = journey(notes(*moments)).stops
    assert stop.said == 3


def test_stops_stand_along_the_journey_and_loose_readings_apart() -> None:
    """A reading without a touchpoint is on nobody's curve but on its person's path."""
    found = journey(
        read(
            casebook(
                note(1, "P1", at="door", feelings=(feel(0.1),)),
                note(2, "P1", at=None, feelings=(feel(0.2),)),
                note(3, "P1", at="exit", feelings=(feel(0.3),)),
            )
        )
    )
    assert [stop.touchpoint.key for stop in found.stops] == ["door", "exit"]
    assert [r.valence for r in found.elsewhere] == [0.2]
    assert [r.valence for r in found.paths[0].readings] == [0.1, 0.2, 0.3]
    assert found.paths[0].participant == people("P1")[0]


def test_all_together_each_person_counts_once() -> None:
    """P1 of the reference (-.2, +.075) beside two who were read twice and once."""
    found = journey(
        notes(
            *walk(0.5, -0.8, 0.2, 0.4),
            note(5, "P2", feelings=(feel(0.2),)),
            note(6, "P2", feelings=(feel(0.6),)),
            note(7, "P3", feelings=(feel(-0.1),)),
        )
    ).together
    assert found is not None
    assert (found.peak.valence, found.peak.people) == (-0.8, people("P1"))
    assert found.ends == (0.4, 0.6, -0.1)
    assert found.means == pytest.approx((0.075, 0.4, -0.1))
    assert found.peak_ends == pytest.approx((-0.2, 0.6))


def test_two_people_are_not_drawn_together() -> None:
    """Each stands for themselves."""
    assert journey(notes(*walk(0.5), note(9, "P2", feelings=(feel(0.1),)))).together is None


def test_observers_own_feelings_are_readings_apart() -> None:
    """Asked for by name; they are in no customer's."""
    found = notes(note(1, "P1", feelings=(feel(-0.5), feel(0.3, whose=Whose.OBSERVER))))
    assert [r.valence for r in readings(found)] == [-0.5]
    assert [r.valence for r in readings(found, Whose.OBSERVER)] == [0.3]


def test_best_and_worst_go_by_strength_then_by_what_was_said() -> None:
    """A mild delight is farther out than a strong anger; it was not the strongest thing felt."""
    path = journey(
        read(
            casebook(
                note(1, "P1", feelings=(feel(0.9, intensity=2),)),
                note(2, "P1", feelings=(feel(-0.6, intensity=5, known=Known.PROMPTED),)),
                note(3, "P1", feelings=(feel(-0.8, intensity=5),)),
                note(4, "P1", feelings=(feel(0.1),)),
            )
        )
    ).paths[0]
    assert (path.best, path.worst) == (path.readings[0], path.readings[1])
    glad = journey(read(casebook(note(1, "P1", feelings=(feel(0.9),))))).paths[0]
    assert (glad.best, glad.worst) == (glad.readings[0], None)
