"""The journey as a figure and as characters."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

from casebooks import altered, desk

from fieldkit.analysis.journey import Journey, journey
from fieldkit.analysis.sighting import read
from fieldkit.digest.chart import COLUMNS, chart, column
from fieldkit.digest.figure import figures, journey_svg, standing_alone
from fieldkit.model.emotion import Known
from fieldkit.model.keys import TouchpointKey
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
    assert "Returns desk: frustrated, from frustrated to frustrated; 4 people, 4 readings." in (
        desc.text or ""
    )
    assert "too few people for a line" in (desc.text or "")
    texts = [t.text for t in root.findall(f"{SVG}text")]
    assert {"Entrance", "2 people", "1 person", "4 people"} <= set(texts)


def test_a_line_is_drawn_only_between_touchpoints_of_three_people() -> None:
    """Below that, one dot a reading; each person's own way is dashed and named."""
    for book, number in ((desk(), 0), (crowded(), 1)):
        lines = re.findall(r"<polyline[^>]*>", journey_svg(drawn(book)))
        assert sum("dasharray" not in line for line in lines) == number
        assert sum("dasharray" in line for line in lines) >= 1
    assert "<title>P2</title>" in journey_svg(drawn(desk()))
    assert "one person's way" in journey_svg(drawn(desk()))


def test_a_figure_standing_alone_is_dark_where_the_screen_is() -> None:
    """Still well formed, and still without a colour a reader cannot do without."""
    found = standing_alone(journey_svg(drawn(desk())))
    ET.fromstring(found)  # noqa: S314 - our own output
    assert "prefers-color-scheme:dark" in found
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
