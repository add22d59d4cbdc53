"""The journey as a figure and as characters."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

from casebooks import altered, desk

from fieldkit.analysis.journey import Journey, journey
from fieldkit.analysis.sighting import read
from fieldkit.digest.chart import COLUMNS, chart, column
from fieldkit.digest.figure import HEIGHT, LETTER, TOP, figures, journey_svg, standing_alone
from fieldkit.digest.population import not_heard, silence
from fieldkit.model.emotion import Known
from fieldkit.model.journey import Touchpoint
from fieldkit.model.keys import MomentId, TouchpointKey
from fieldkit.model.study import Casebook
from fieldkit.model.visible import width

SVG = "{http://www.w3.org/2000/svg}"


def drawn(book: Casebook) -> Journey:
    """Return the journey of a casebook."""
    return journey(read(book))


def crowded() -> Casebook:
    """Return the desk with three people read at each of two neighbouring touchpoints."""
    book = desk()
    extra = tuple(
        replace(m, id=f"ana-{n}", touchpoint=TouchpointKey("queue"), text=f"waits {n}")  # type: ignore[arg-type] # an id as text
        for n, m in enumerate((m for m in book.moments if m.id in {"ana-4", "ana-6"}), 50)
    )
    return replace(book, moments=(*book.moments, *extra))


def test_the_figure_says_in_text_what_it_shows() -> None:
    """Title, description, and each touchpoint's name and number of people."""
    root = ET.fromstring(figures(read(desk()))["journey"])  # noqa: S314 - our own output
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert title.text == "What customers felt along the journey"
    assert desc is not None
    told = (
        "Returns desk: frustrated, half of the readings frustrated, "
        "all of them from frustrated to relieved; 4 people, 4 readings."
    )
    assert told in (desc.text or "")
    assert "too few people for a line" in (desc.text or "")
    texts = [t.text for t in root.findall(f"{SVG}text")]
    assert {"Entrance", "2 people", "1 person and", "unnamed", "4 people"} <= set(texts)


def test_a_line_is_drawn_only_between_touchpoints_of_three_people() -> None:
    """Below that, one dot a reading; each person's own way is dashed and named."""
    for book, number in ((desk(), 0), (crowded(), 1)):
        lines = re.findall(r"<polyline[^>]*>", journey_svg(drawn(book)))
        assert sum("dasharray" not in line for line in lines) == number
        assert sum("dasharray" in line for line in lines) >= 1
    assert "<title>P2</title>" in journey_svg(drawn(desk()))
    assert "one person's way" in journey_svg(drawn(desk()))


def _y(valence: float) -> float:
    """Return how far down a valence stands."""
    return round(TOP + (1 - valence) / 2 * HEIGHT, 1)


def spread_wide() -> Casebook:
    """Return the returns desk with a fifth reading, far from the four: an unnamed person's."""
    book = desk()
    there = next(m for m in book.moments if m.touchpoint == "desk" and m.emotions)
    glad = replace(there.emotions[0], term="delighted", valence=0.9)
    odd = replace(
        there,
        id=MomentId("ana-90"),
        participants=(),
        speaker="X",
        text="claps",
        emotions=(glad,),
    )
    return replace(book, moments=(*book.moments, odd))


def test_what_is_felt_outside_the_half_in_the_middle_is_drawn_too() -> None:
    """One who was glad among many who were not is no reading to hide."""
    found = drawn(spread_wide())
    (stop,) = (stop for stop in found.stops if stop.has_line)
    worst, best = stop.extent
    assert best == 0.9
    assert best > stop.spread[1]
    svg = journey_svg(found)
    bars = re.findall(r'd="M\d+ ([\d.]+)V([\d.]+)" stroke=', svg)
    assert [tuple(map(float, bar)) for bar in bars] == [(_y(best), _y(worst))]
    assert "all of them from frustrated to delighted" in svg
    row = next(line for line in chart(found).split("\n") if "●" in line)
    assert row.count("─") + row.count("━") + 1 == column(best) - column(worst) + 1


def test_people_without_a_code_are_told_beside_those_with_one() -> None:
    """Their readings are in the numbers, so the numbers say so."""
    found = drawn(spread_wide())
    assert "4 people and unnamed" in chart(found)
    assert "; 4 people and unnamed, 5 readings." in journey_svg(found)


def test_a_figure_standing_alone_is_dark_where_the_screen_is() -> None:
    """Still well formed, and still without a colour a reader cannot do without."""
    found = standing_alone(journey_svg(drawn(desk())))
    ET.fromstring(found)  # noqa: S314 - our own output
    assert "prefers-color-scheme:dark" in found
    assert "max-width:100%" in found
    assert "@media print" in found


def test_it_has_no_colour_of_its_own_and_shape_tells_said_from_read() -> None:
    """It reads in light, in dark and in grey."""
    book = altered(
        desk(),
        8,
        lambda m: replace(m, emotions=(replace(m.emotions[0], known=Known.SPONTANEOUS),)),
    )
    found = journey_svg(drawn(book))
    assert set(re.findall(r'(?:fill|stroke)="([^"]*)"', found)) == {"currentColor", "none"}
    assert "<rect" in found
    assert "one reading, said" in found


def test_no_feeling_draws_nothing() -> None:
    """No empty axes."""
    book = replace(desk(), moments=())
    assert figures(read(book)) == {}
    assert chart(drawn(book)) == ""


def test_names_from_notes_are_escaped_and_cut() -> None:
    """A name can hold anything and be any length."""
    book = desk()
    name = '<script>"&\x1b an unreasonably long name ' + "x" * 60
    places = tuple(replace(t, name=name) for t in book.touchpoints)
    found = journey_svg(drawn(replace(book, touchpoints=places)))
    ET.fromstring(found)  # noqa: S314 - our own output
    assert "<script>" not in found
    assert "…" in found


def test_the_chart_fits_a_terminal_and_lines_up() -> None:
    """Wide scripts take two columns each."""
    book = desk()
    places = (replace(book.touchpoints[0], name="入口" * 12), *book.touchpoints[1:])
    lines = chart(drawn(replace(book, touchpoints=places))).split("\n")
    assert all(width(line) <= 80 for line in lines)
    axes = {width(line.split("┼")[0]) for line in lines if "┼" in line}
    assert len(axes) == 1


def test_the_worst_is_left_the_best_right_and_neither_in_the_middle() -> None:
    """The scale of the chart."""
    assert (column(-1), column(0), column(1)) == (0, COLUMNS // 2, COLUMNS - 1)


def test_its_title_is_drawn_for_whoever_only_looks() -> None:
    """A picture is passed on without the page around it."""
    texts = [text.text for text in ET.fromstring(journey_svg(drawn(desk()))).iter(f"{SVG}text")]  # noqa: S314 - our own output
    assert texts[0] == "What customers felt along the journey"


def test_a_touchpoint_that_is_not_drawn_is_told_under_the_picture_with_the_reason() -> None:
    """Nothing noted at the car park; noted at the queue, but no feeling: never in silence."""
    book = desk()
    plain = tuple(replace(m, emotions=()) if m.touchpoint == "queue" else m for m in book.moments)
    found = drawn(replace(book, moments=plain))
    assert [stop.touchpoint.key for stop in found.stops] == ["entrance", "desk"]
    told = "Noted, but without a customer's feeling: queue.", "Nothing was noted at Car park."
    picture = ET.fromstring(journey_svg(found))  # noqa: S314 - our own output
    texts = [text.text for text in picture.iter(f"{SVG}text")]
    assert tuple(texts[-2:]) == told
    assert " ".join(told) in (picture.findtext(f"{SVG}desc") or "")
    assert tuple(chart(found).split("\n")[-2:]) == told


def test_the_text_says_of_who_was_not_heard_what_the_picture_says() -> None:
    """A reader who counts the touchpoints in the picture finds the others named."""
    book = desk()
    plain = tuple(replace(m, emotions=()) if m.touchpoint == "queue" else m for m in book.moments)
    notes = read(replace(book, moments=plain))
    drawn_ = journey(notes)
    lines = " ".join(not_heard(notes))
    absent = {t.name or t.key for t in notes.touchpoints} - {
        stop.touchpoint.name or stop.touchpoint.key for stop in drawn_.stops
    }
    assert absent == {"queue", "Car park"}
    assert all(name in lines for name in absent)
    assert "1 touchpoint where nobody with a code was met" in silence(notes)


def test_many_touchpoints_that_are_not_drawn_are_counted_and_none_leaves_the_picture() -> None:
    """Lines under the picture are as wide as it is."""
    book = desk()
    many = tuple(Touchpoint(key=TouchpointKey(f"unvisited-place-{n}x")) for n in range(30))
    svg = journey_svg(drawn(replace(book, touchpoints=(*book.touchpoints, *many))))
    assert "and 25 more." in svg
    wide = int(re.findall(r'width="(\d+)"', svg)[0])
    lines = re.findall(r'<text x="4" y="[\d.]+" font-size="12">([^<]*)', svg)
    assert len(lines) > 1
    assert all(len(line) * LETTER <= wide for line in lines)


def test_no_place_of_a_person_is_drawn_outside_the_picture() -> None:
    """Nor is a name under it wider than its column."""
    svg = journey_svg(drawn(crowded()))
    high = int(re.findall(r'height="(\d+)"', svg)[0])
    assert all(float(y) < high for y in re.findall(r' y="([\d.]+)"', svg))
