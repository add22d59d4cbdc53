"""Rows of tables in notes whose headings say what their cells are: a log sheet, say."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fieldkit.exchange.note_heads import PERSON, code_of, touchpoint_in
from fieldkit.exchange.note_line import Clock, Told, tell, timed
from fieldkit.exchange.note_tags import codes_of
from fieldkit.exchange.note_text import words_of
from fieldkit.exchange.table_columns import named
from fieldkit.model.keys import fold
from fieldkit.model.moment import ANSWER, Layer
from fieldkit.model.words import Words

BESIDE = frozenset({"at", "time", "participants", "speaker", "touchpoint"})
"""What besides words makes a table a log of moments."""
SPOKEN = frozenset(
    "quote quotes verbatim zitat zitate cita citas citation citations citazione said".split()  # noqa: SIM905 - a list of words
)
"""How a column of people's own words is headed."""
Cells = Sequence[tuple[str, str]]


def is_log(cells: Cells) -> bool:
    """Tell whether a table's headings say which cells are words, and of whom, when or where."""
    fields = [named(head) for head, _ in cells]
    return "text" in fields and not BESIDE.isdisjoint(field for field in fields if field)


def row_told(cells: Cells, clock: Clock, words: Words) -> Iterator[Told]:
    """Yield what a row tells: a thing for each cell of words, with all that stands beside it."""
    beside = Told(text="")
    said: list[Told] = []
    kept: list[str] = []
    for head, raw in cells:
        text = words_of(raw)
        field = named(head)
        if not text or field == "date":
            continue
        if field == "text":
            said += _words(head, text, clock)
        elif (found := _beside(field, text, clock, words, beside)) is not None:
            beside = found
        else:
            kept.append(f"{head}: {text}" if field != "note" else text)
    for one in said or [Told(text="; ".join(kept))] if kept or said else []:
        note = "; ".join(filter(None, (one.note, *(kept if said else ())))) or None
        yield replace(
            one,
            note=note,
            at=one.at or beside.at,
            untimed=one.untimed or beside.untimed,
            speaker=one.speaker or beside.speaker,
            people=beside.people,
            touchpoint=beside.touchpoint,
            codes=beside.codes,
        )


def _words(head: str, text: str, clock: Clock) -> Iterator[Told]:
    for one in tell(text, clock, quoted=False, nested=False, asked=False):
        spoken = SPOKEN.intersection(fold(head).split()) and one.speaker in {None, ANSWER}
        yield replace(one, layer=Layer.VERBATIM, guessed=False) if spoken else one


def _beside(field: str | None, text: str, clock: Clock, words: Words, held: Told) -> Told | None:
    """Return what stands beside a row's words with one cell more, or None where it is no such."""
    if field in {"at", "time"}:
        begun = timed(f"{text} x", clock)
        if begun.when or begun.untimed:
            held = replace(held, at=begun.when, untimed=begun.untimed)
        return held if begun.when else None
    if field in {"participants", "speaker"}:
        return _with_person(text, words, held, speaks=field == "speaker")
    if field == "touchpoint" and (key := touchpoint_in(text, words)):
        return replace(held, touchpoint=key)
    if field == "codes" and (codes := codes_of(text)):
        return replace(held, codes=codes)
    return None


def _with_person(text: str, words: Words, held: Told, *, speaks: bool) -> Told | None:
    match = PERSON.fullmatch(text) or PERSON.fullmatch(f"P{text}")
    if match is None:
        return None
    code = code_of(match["what"], match["number"], words)
    people = (*held.people, code)
    return replace(held, people=people, speaker=code if speaks else held.speaker)
