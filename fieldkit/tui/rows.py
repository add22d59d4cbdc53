"""What stands in the rows around the list: status, legend, reading, choices, keys. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len

from fieldkit.model.keys import TouchpointKey
from fieldkit.model.moment import ANSWER, QUESTION, Layer
from fieldkit.model.session import Session
from fieldkit.model.words import Words
from fieldkit.shorthand.line import Line
from fieldkit.tui.commands import Command, at, shown
from fieldkit.tui.layouts import Layout
from fieldkit.tui.widgets.rows import Piece, Row
from fieldkit.tui.wording import (
    ELLIPSIS,
    LAYERS,
    Names,
    feeling_words,
    one_line,
    span,
    spoken,
)

GAP = "  "
HELP = "help"
"""The command that tells of all others."""
USUAL: Mapping[str, str] = {}
ASKED = {QUESTION: "you asked", ANSWER: "answered"}
FULL = 80
"""From so many columns counts have their words."""
SPACED = re.compile(r"\s*\S+\s?|\s+")
"""A word with the white space around it."""
SIGN = {"touchpoint": "@", "emotion": "!", "code": "#", "dimension": ":"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What the status line tells."""

    title: str
    session: Session | None
    moments: int
    saving: int
    """How many lines are on their way."""
    now: datetime
    opening: bool = False
    failed: bool = False


def status(told: Status, names: Names, width: int) -> Row:
    """Return the status line: what is least needed goes first where there is little room."""
    right = _right(told, names, short=width < FULL)
    session = told.session
    left = [("● " if session else "○ ") + one_line(told.title)]
    if session is not None:
        extra = [
            f"{session.id} {session.kind}",
            one_line(session.place or ""),
            ",".join(session.participants),
        ]
    else:
        extra = ["" if told.opening else "no session  :start"]
    room = width - 2 - sum(cell_len(text) for text, _ in right)
    for part in reversed(extra):
        if part and cell_len(GAP.join([*left, part])) + 1 < room:
            left.insert(1, part)
    title = _cut(" " + "   ".join(left), room) if len(left) == 1 else " " + _joined(left, room)
    fill = " " * max(1, width - cell_len(title) - sum(cell_len(t) for t, _ in right))
    return ((title, "strong"), (fill, ""), *right)


def _right(told: Status, names: Names, *, short: bool) -> list[Piece]:
    pieces: list[Piece] = []
    if told.session is not None and told.session.start is not None:
        if told.session.paused:
            pieces.append(("paused ", "bad"))
        pieces.append((span(told.session.lasted(told.now)), "strong"))
    count = str(told.moments) if short else counted(told.moments, names)
    pieces.append((f"{GAP}{count}{GAP}", ""))
    if told.failed:
        pieces.append(("NOT SAVED ", "bad"))
    elif told.opening:
        pieces.append(("opening… ", "faint"))
    else:
        pieces.append(
            ("saving… " if told.saving else "saved ", "feeling" if told.saving else "good")
        )
    return pieces


def counted(number: int, names: Names) -> str:
    """Return a count with its word."""
    return f"{number:,} {names.moment if number == 1 else names.moments}"


def _joined(parts: list[str], room: int) -> str:
    for gap in ("   ", "  "):
        if cell_len(gap.join(parts)) + 1 <= room:
            return gap.join(parts)
    return _cut("  ".join(parts), room - 1)


def _cut(text: str, room: int) -> str:
    return text if cell_len(text) <= room else text[: max(0, room - 1)] + ELLIPSIS


def rule(said: str, width: int) -> Row:
    """Return a rule across the screen, with a notice in it where there is one."""
    if not said:
        return (("─" * width, "faint"),)
    text = f" {_cut(one_line(said), width - 4)} "
    return (("──", "faint"), (text, "strong"), ("─" * (width - 2 - cell_len(text)), "faint"))


def flow(items: Iterable[Row], width: int, *, lead: str = " ", gap: str = GAP) -> list[Row]:
    """Return items set one after another, on as many rows as they take; none is cut in two."""
    rows: list[Row] = []
    row: list[Piece] = []
    used = 0
    for item in items:
        size = sum(cell_len(text) for text, _ in item)
        if row and used + len(gap) + size > width:
            rows.append(tuple(row))
            row, used = [], 0
        row.append((gap if row else lead, ""))
        row += item
        used += size + len(gap if used else lead)
    return [*rows, tuple(row)] if row else rows


def legend(
    *,
    layout: Layout,
    feelings: Sequence[str],
    more: bool,
    touchpoints: Sequence[str],
    in_force: TouchpointKey | None,
    place: str,
    names: Names,
    width: int,
) -> list[Row]:
    """Return what the digits, the letters and the other keys mean now.

    Args:
        layout: The keyboard.
        feelings: Those on the digits, the first on 1.
        more: Whether 0 shows others.
        touchpoints: The study's, in order; those beyond the row have no letter.
        in_force: Shown in brackets.
        place: ``pad`` or ``tags``.
        names: What things are called for the one who looks.
        width: Cells in a row.
    """
    felt = [
        ((f"{layout.digit_key(number)} ", "key"), (one_line(word), ""))
        for number, word in enumerate(feelings, 1)
    ]
    if more and not layout.one_handed:
        felt.append(((f"{layout.digit_key(0)} ", "key"), ("more", "faint")))
    where = [
        _where(key, one_line(touchpoint), in_force=touchpoint == in_force)
        for key, touchpoint in zip(layout.row, touchpoints, strict=False)
    ]
    if not where:
        where = [((f"no {names.where} yet: write @and-a-word in a line", "faint"),)]
    rows = [*flow(felt, width), *flow(where, width)]
    return [*rows, *flow(_legend(place, names, layout), width)]


def _where(key: str, touchpoint: str, *, in_force: bool) -> Row:
    if in_force:
        return ((f"[{key} {touchpoint}]", "where"),)
    return ((f"{key} ", "key"), (touchpoint, ""))


def _legend(place: str, names: Names, layout: Layout) -> list[Row]:
    return [
        ((f"{_slot(command, layout)} ", "key"), (spoken(command.brief, names), "faint"))
        for command in at(place)
        if command.brief
    ]


def _slot(command: Command, layout: Layout) -> str:
    return str(getattr(layout, command.slot)) if command.slot else command.shown


def keys(
    places: Sequence[str], names: Names, width: int, *, here: str, keymap: Mapping[str, str] = USUAL
) -> Row:
    """Return the line of keys: as many as there is room for, those of the place first.

    Help, where it is among them, always stands: it tells of those there is no room for.
    """
    told = [
        command
        for place in places
        for command in at(place)
        if command.brief and command.name != here
    ]
    items: list[Row] = [
        ((f"{shown(command, keymap)} ", "key"), (spoken(command.brief, names), "faint"))
        for command in told
    ]
    rows = flow(items, width - 1)
    helps = next((n for n, command in enumerate(told) if command.name == HELP), None)
    if helps is None or (rows and items[helps][0] in rows[0]):
        return rows[0] if rows else ()
    held = items.pop(helps)
    room = width - 1 - len(GAP) - sum(cell_len(text) for text, _ in held)
    return (*flow(items, room)[0], (GAP, ""), *held)


def reading(
    line: Line, in_force: TouchpointKey | None, at_time: str, names: Names, width: int
) -> tuple[list[Row], list[Row]]:
    """Return what a line will be saved as, and what its writer should know of it."""
    where = line.touchpoint or in_force
    parts: list[Row] = [((at_time, "faint"),)]
    if where:
        parts.append(((f"at {one_line(where)}", "where"),))
    feelings = " and ".join(feeling_words(emotion) for emotion in line.emotions)
    if feelings:
        parts.append(((feelings, "feeling"),))
    if said := _said(line):
        parts.append(said)
    if line.note:
        parts.append(((f"({one_line(line.note)})", ""),))
    if line.codes:
        parts.append(((f"{names.code} {one_line(', '.join(line.codes))}", "code"),))
    if line.dimension:
        parts.append(((one_line(line.dimension), "code"),))
    if line.count > 1:
        parts.append(((f"{line.count} times", "code"),))
    row: list[Piece] = [(" ", "")]
    for number, part in enumerate(parts):
        row += [(" · ", "faint")] if number else []
        row += part
    told: list[Row] = [((f" ! {one_line(warning)}", "feeling"),) for warning in _told(line)]
    return wrapped(tuple(row), width), told


def _said(line: Line) -> Row:
    """Return the words of a line, with who said them and what kind of knowledge they are."""
    who = ", ".join(ASKED.get(one, one) for one in line.who)
    if not line.text:
        return ((who, ""),) if who else ()
    layer = "a question for later" if line.later else LAYERS[line.layer]
    if ASKED.keys() & line.who:
        plain = line.layer is Layer.OBSERVED
        head = who if plain else f"{who}, {layer}"
    else:
        head = f"{who} {layer}".strip()
    return ((f"{head}: ", "faint"), (one_line(line.text), ""))


def wrapped(row: Row, width: int) -> list[Row]:
    """Return a row on as many rows as it takes, broken at spaces where there are any."""
    rows: list[Row] = []
    now: list[Piece] = []
    used = 0
    for text, style in row:
        for found in SPACED.findall(text):
            word = found
            if used > 1 and used + cell_len(word.rstrip()) > width:
                rows.append(_trimmed(now))
                now, used, word = [(" ", "")], 1, word.lstrip()
            while used + cell_len(word.rstrip()) > width:
                head, word = chop(word, width - used)
                rows.append((*now, (head, style)))
                now, used = [(" ", "")], 1
            now.append((word, style))
            used += cell_len(word)
    return [*rows, tuple(now)]


def first(rows: Sequence[Row], room: int, width: int) -> list[Row]:
    """Return as many rows as there is room for, one at least; an ellipsis tells of more."""
    room = max(1, room)
    if len(rows) <= room:
        return list(rows)
    *before, last = rows[:room]
    used = sum(cell_len(text) for text, _ in last)
    more = f" {ELLIPSIS}" if used + 2 <= width else ELLIPSIS
    return [*before, (*last, (more, "faint"))]


def _trimmed(row: list[Piece]) -> Row:
    """Return a row without the space behind its last word, which may be past the edge."""
    *before, (text, style) = row
    return (*before, (text.rstrip(), style))


def chop(text: str, width: int) -> tuple[str, str]:
    """Cut text where it fills so many cells, after one character at least."""
    used = 0
    for index, char in enumerate(text):
        used += cell_len(char)
        if used > width and index:
            return text[:index], text[index:]
    return text, ""


def _told(line: Line) -> list[str]:
    """Return a line's warnings, and the words it would make."""
    new = [
        f"{SIGN.get(kind, '')}{key}"
        for kind, key in _keys_of(line)
        if key not in _known(line.words, kind)
    ]
    told = list(line.told)
    said = " ".join(told)
    if fresh := [key for key in new if key not in said]:
        told.append(f"new: {' '.join(fresh)}")
    return told


def _keys_of(line: Line) -> list[tuple[str, str]]:
    found = [("touchpoint", str(line.touchpoint))] if line.touchpoint else []
    found += [("code", str(code)) for code in line.codes]
    return found + [("person", who) for who in line.who if who not in {"X", "Q", "A"}]


def _known(words: Words, kind: str) -> Sequence[str]:
    return {"touchpoint": words.touchpoints, "code": words.codes, "person": words.people}[kind]


def choices(kind: str, words: Sequence[str], chosen: int, room: int) -> list[Row]:
    """Return the list of words that could be meant; the chosen one is always among those shown."""
    start = max(0, min(chosen - room + 1, len(words) - room))
    shown = words[start : start + room]
    rows: list[Row] = []
    for number, word in enumerate(shown, start):
        text = f"{SIGN.get(kind, '')}{one_line(word)}"
        here = number == chosen
        row: list[Piece] = [(" ▸ " if here else "   ", "key"), (text, "chosen" if here else "")]
        if here:
            row.append(("  Tab takes it", "faint"))
        rows.append(tuple(row))
    if rows and len(words) > start + room:
        rows[-1] = (*rows[-1], (f"  … {len(words) - start - room} more", "faint"))
    return rows
