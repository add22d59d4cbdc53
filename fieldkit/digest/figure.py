"""The journey as an SVG figure: one line for three people or more, else a dot a reading.

It has no colour and no style of its own: it is drawn in the colour of the text around it, so it
reads in light, in dark, and in grey on paper. Shape, not colour, tells what a mark means.
"""

from collections.abc import Sequence
from html import escape
from statistics import median
from textwrap import wrap

from fieldkit.analysis.journey import Journey, Stop, journey
from fieldkit.analysis.sighting import Notes
from fieldkit.digest.feelings import middle_feeling
from fieldkit.digest.markdown import clean
from fieldkit.digest.phrases import count, people
from fieldkit.digest.unfelt import not_drawn
from fieldkit.model.visible import width

TITLE = "What customers felt along the journey"
COLUMN = 98
"""Width of a touchpoint."""
MARGIN = 76
"""Width of the words beside the plot."""
NARROWEST = 480
"""Width of a figure of few touchpoints: its legend needs it."""
TOP, HEIGHT = 46, 180
"""Where the plot begins, and how high it is: from very good down to very bad."""
LINE = 17
"""Height of a line of text."""
LETTERS = 12
"""Letters in a line under a touchpoint."""
LETTER = 6.6
"""Width of a letter of the smaller text, at most on the average of a line."""
LINES = 3
"""Lines of a name or a feeling, before it is cut."""


def figures(notes: Notes) -> dict[str, str]:
    """Return the figures that a page of these notes' digest may hold, by its fence's name."""
    drawn = journey_svg(journey(notes))
    return {"journey": drawn} if drawn else {}


def journey_svg(found: Journey) -> str:
    """Return the journey as SVG, fit for a page and for a file; empty without a touchpoint."""
    if not found.stops:
        return ""
    labels = [_labels(stop) for stop in found.stops]
    below = TOP + HEIGHT + 12 + LINE * max(len(lines) for lines in labels)
    legend = _legend(found, below + LINE + 8)
    wide = max(MARGIN + COLUMN * len(found.stops) + 8, NARROWEST)
    absent = _absent(found, below + LINE * (len(legend) + 1) + 16, wide)
    high = below + LINE * (len(legend) + len(absent) + 1) + 16
    parts = [
        _opening(wide, high),
        f'<title id="fk-figure-title">{TITLE}</title>',
        f'<desc id="fk-figure-desc">{_text(_description(found))}</desc>',
        f'<text x="4" y="18" font-size="15" font-weight="600">{TITLE}</text>',
        *_scale(wide),
        *_persons(found),
        *_curve(found.stops),
        *(mark for n, stop in enumerate(found.stops) for mark in _marks(_x(n), stop)),
        *(line for n, lines in enumerate(labels) for line in _under(_x(n), lines)),
        *legend,
        *absent,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def standing_alone(svg: str) -> str:
    """Return a figure as a file of its own: dark where its reader's screen is, no wider than it."""
    colours = (
        "<style>svg{color:#1a1a1a;background:#fff;max-width:100%;height:auto}"
        "@media (prefers-color-scheme:dark){svg{color:#e8e8e8;background:#161616}}"
        "@media print{svg{color:#000;background:none}}</style>"
    )
    head, _, rest = svg.partition("\n")
    return f"{head}\n{colours}\n{rest}"


def _opening(wide: int, high: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{wide}" height="{high}"'
        f' viewBox="0 0 {wide} {high}" aria-labelledby="fk-figure-title fk-figure-desc"'
        ' font-family="system-ui, sans-serif" font-size="13" fill="currentColor">'
    )


def _x(n: int) -> int:
    return MARGIN + COLUMN * n + COLUMN // 2


def _y(valence: float) -> float:
    return round(TOP + (1 - valence) / 2 * HEIGHT, 1)


def _text(text: str) -> str:
    return escape(clean(text), quote=True)


def _scale(wide: int) -> list[str]:
    """Draw the level lines and their words."""
    drawn = []
    for valence, word in ((1, "very good"), (0, "neither"), (-1, "very bad")):
        y = _y(valence)
        drawn.append(
            f'<line x1="{MARGIN}" x2="{wide - 8}" y1="{y}" y2="{y}" stroke="currentColor"'
            f' stroke-opacity="{0.45 if valence == 0 else 0.2}"/>'
        )
        drawn.append(
            f'<text x="{MARGIN - 6}" y="{y + 4}" text-anchor="end" font-size="12">{word}</text>'
        )
    return drawn


def _persons(found: Journey) -> list[str]:
    """Draw each person's own way behind the line of all, broken where they were not read."""
    if not any(stop.has_line for stop in found.stops):
        return []
    drawn = []
    for path in found.paths:
        runs: list[list[str]] = [[]]
        for n, stop in enumerate(found.stops):
            mine = [r.valence for r in stop.readings if path.participant in r.people]
            if mine:
                runs[-1].append(f"{_x(n)},{_y(median(mine))}")
            elif runs[-1]:
                runs.append([])
        drawn += [_person(path.participant, run) for run in runs if len(run) > 1]
    return drawn


def _person(key: str, points: list[str]) -> str:
    return (
        f'<polyline points="{" ".join(points)}" fill="none" stroke="currentColor"'
        f' stroke-opacity="0.4" stroke-dasharray="2 4"><title>{_text(key)}</title></polyline>'
    )


def _curve(stops: Sequence[Stop]) -> list[str]:
    """Draw the line through neighbouring touchpoints where enough people were read."""
    runs: list[list[str]] = [[]]
    for n, stop in enumerate(stops):
        if stop.has_line:
            runs[-1].append(f"{_x(n)},{_y(stop.middle)}")
        else:
            runs.append([])
    return [
        f'<polyline points="{" ".join(run)}" fill="none" stroke="currentColor" stroke-width="2"/>'
        for run in runs
        if len(run) > 1
    ]


def _marks(x: int, stop: Stop) -> list[str]:
    """Draw the middle with its spread, or every reading for itself."""
    if stop.has_line:
        worst, best = (_y(edge) for edge in stop.extent)
        low, high = (_y(edge) for edge in stop.spread)
        bar = f"M{x} {high}V{low}M{x - 7} {high}h14M{x - 7} {low}h14"
        return [
            f'<path d="M{x} {best}V{worst}" stroke="currentColor" stroke-width="1"/>',
            f'<path d="{bar}" fill="none" stroke="currentColor" stroke-width="3"/>',
            f'<circle cx="{x}" cy="{_y(stop.middle)}" r="5.5"/>',
        ]
    last = len(stop.readings) - 1
    step = min(14, (COLUMN - 24) / max(1, last))
    return [
        _dot(round(x + (n - last / 2) * step, 1), _y(reading.valence), said=reading.said)
        for n, reading in enumerate(stop.readings)
    ]


def _dot(x: float, y: float, *, said: bool) -> str:
    if said:
        return f'<rect x="{x - 4.5}" y="{y - 4.5}" width="9" height="9"/>'
    return (
        f'<circle cx="{x}" cy="{y}" r="4.5" fill="none" stroke="currentColor" stroke-width="1.5"/>'
    )


def _labels(stop: Stop) -> list[tuple[str, str]]:
    """Return the lines under a touchpoint: its name, its feeling, its n."""
    name = stop.touchpoint.name or stop.touchpoint.key
    lines = [(line, "bold") for line in _wrapped(name)]
    if stop.has_line:
        lines += [(line, "italic") for line in _wrapped(middle_feeling(stop))]
    whose = people(len(stop.people), unnamed=stop.unnamed)
    return [
        *lines,
        *((line, "") for line in _wrapped(whose)),
        (count(len(stop.readings), "reading"), ""),
    ]


def _under(x: int, lines: list[tuple[str, str]]) -> list[str]:
    styles = {"bold": ' font-weight="600" font-size="12"', "italic": ' font-style="italic"', "": ""}
    return [
        f'<text x="{x}" y="{TOP + HEIGHT + 12 + LINE * (n + 1)}" text-anchor="middle"'
        f"{styles[style]}>{_text(line)}</text>"
        for n, (line, style) in enumerate(lines)
    ]


def _legend(found: Journey, top: float) -> list[str]:
    lines = any(stop.has_line for stop in found.stops)
    dots = [r for stop in found.stops if not stop.has_line for r in stop.readings]
    entries = []
    if lines:
        entries.append(
            ("line", "middle reading; the thick bar spans half of the readings, the thin one all")
        )
        if _persons(found):
            entries.append(("person", "one person's way, by their middle reading at each place"))
    if any(reading.said for reading in dots):
        entries.append(("said", "one reading, said (too few people for a line)"))
    if not all(reading.said for reading in dots):
        entries.append(("read", "one reading, ours (too few people for a line)"))
    drawn = []
    for n, (mark, words) in enumerate(entries):
        y = top + LINE * n
        if mark == "line":
            drawn.append(f'<circle cx="14" cy="{y - 4}" r="5.5"/>')
        elif mark == "person":
            drawn.append(
                f'<path d="M4 {y - 4}h20" stroke="currentColor" stroke-opacity="0.6"'
                ' stroke-dasharray="2 4"/>'
            )
        else:
            drawn.append(_dot(14, y - 4, said=mark == "said"))
        drawn.append(f'<text x="28" y="{y}" font-size="12">{words}</text>')
    return ["".join(drawn[n : n + 2]) for n in range(0, len(drawn), 2)]


def _absent(found: Journey, top: float, wide: int) -> list[str]:
    """Draw under the legend which touchpoints are not in the picture, since nothing is silent."""
    lines = [line for told in not_drawn(found) for line in wrap(told, int((wide - 8) / LETTER))]
    return [
        f'<text x="4" y="{top + LINE * n}" font-size="12">{_text(line)}</text>'
        for n, line in enumerate(lines)
    ]


def _description(found: Journey) -> str:
    return " ".join((*(f"{_told(stop)}." for stop in found.stops), *not_drawn(found)))


def _told(stop: Stop) -> str:
    name = stop.touchpoint.name or stop.touchpoint.key
    size = (
        f"{people(len(stop.people), unnamed=stop.unnamed)}, {count(len(stop.readings), 'reading')}"
    )
    if not stop.has_line:
        terms = ", ".join(reading.emotion.term for reading in stop.readings)
        return f"{name}: {terms}; {size}, too few people for a line"
    told = f"{name}: {middle_feeling(stop)}, half of the readings {_between(stop, stop.spread)}"
    if stop.extent != stop.spread:
        told += f", all of them {_between(stop, stop.extent)}"
    return f"{told}; {size}"


def _between(stop: Stop, edges: tuple[float, float]) -> str:
    low, high = (stop.nearest(edge).emotion.term for edge in edges)
    return low if low == high else f"from {low} to {high}"


def _wrapped(text: str) -> list[str]:
    """Return text in short lines; what does not fit is cut with an ellipsis."""
    lines = [""]
    for word in clean(text).split(" "):
        rest = word
        if lines[-1] and width(lines[-1]) + 1 + width(rest) <= LETTERS:
            lines[-1] += f" {rest}"
            continue
        while rest:
            head = rest
            while width(head) > LETTERS:
                head = head[:-1]
            lines.append(head)
            rest = rest[len(head) :]
    lines = lines[1:]
    return lines if len(lines) <= LINES else [*lines[: LINES - 1], f"{lines[LINES - 1][:-1]}…"]
