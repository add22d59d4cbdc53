"""The capture form for phones as an XLSForm, for ODK, Kobo and others: one submission, one moment.

Source: https://xlsform.org/en/ - sheets ``survey``, ``choices`` and ``settings``.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import IllegalCharacterError

from fieldkit.exchange.batch import Progress
from fieldkit.exchange.odk_names import FORM, choice_name
from fieldkit.exchange.qda_codes import resolved
from fieldkit.exchange.qda_text import plain
from fieldkit.model.emotion import Known, Whose
from fieldkit.model.errors import FieldkitError, UsageError
from fieldkit.model.moment import UNNAMED, Layer
from fieldkit.model.shipped import vocabulary
from fieldkit.model.study import Casebook

VERSION = "1"
SURVEY = ("type", "name", "label", "hint", "required", "default", "appearance", "relevant")
LAYERS = {
    Layer.OBSERVED: "I saw it",
    Layer.VERBATIM: "Their words",
    Layer.PARAPHRASE: "They said, in my words",
    Layer.INFERRED: "My reading of it",
    Layer.REFLEXIVE: "What it did to me",
    Layer.METHOD: "About the fieldwork",
}
KNOWN = {
    Known.INFERRED: "I saw it in them",
    Known.SPONTANEOUS: "They said so",
    Known.PROMPTED: "They said so when asked",
    Known.RECALLED: "They told of the past",
    Known.REPORTED: "Somebody else told",
    Known.IMAGINED: "It is supposed",
}
WHOSE = {
    Whose.CUSTOMER: "The customer's",
    Whose.OBSERVER: "My own",
    Whose.STAFF: "Staff's",
    Whose.OTHER: "Someone else's",
}
INTENSITY = ("barely", "a little", "clearly", "strongly", "unmistakable")


def write(
    book: Casebook, path: Path, *, media: Path, progress: Progress | None = None
) -> tuple[str, ...]:
    """Write the form for this study: its people, places, feelings and codes are its choices.

    Raises:
        UsageError: A name holds a character that no workbook holds.
    """
    book = resolved(book)
    lists = dict(_lists(book, media.parent))
    workbook = openpyxl.Workbook(write_only=True)
    sheets = (
        ("survey", [SURVEY, *_survey(frozenset(lists))]),
        ("choices", [("list_name", "name", "label"), *_choices(lists)]),
        ("settings", [("form_title", "form_id", "version"), _settings(book)]),
    )
    try:
        for name, rows in sheets:
            sheet = workbook.create_sheet(name)
            for row in rows:
                sheet.append([_cell(sheet, text) for text in row])
        workbook.save(path)
    except IllegalCharacterError as error:
        message = "A name in the study holds a character that no workbook does; rename it."
        raise UsageError(message) from error
    if progress:
        progress(1, 1)
    return ("The form asks for new notes; none of the study's notes is in it.",)


def _lists(book: Casebook, folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the lists of choices that hold any, each with its labels by key."""
    people = {str(p.key): str(p.key) for p in (*book.participants, *book.staff) if not p.same_as}
    yield "who", {**people, UNNAMED: "Someone unnamed"}
    yield "layer", {str(layer): label for layer, label in LAYERS.items()}
    if book.touchpoints:
        yield "touchpoint", {str(t.key): t.name or t.key for t in book.touchpoints}
    if feelings := _feelings(book, folder):
        yield "feeling", {word: word for word in feelings}
        yield "intensity", {f"i{n}": f"{n} {word}" for n, word in enumerate(INTENSITY, 1)}
        yield "whose", {str(whose): label for whose, label in WHOSE.items()}
        yield "known", {str(known): label for known, label in KNOWN.items()}
    if book.codes:
        yield "code", {str(c.key): c.name or c.key for c in book.codes}


def _feelings(book: Casebook, folder: Path) -> Sequence[str]:
    try:
        words = [term.word for term in vocabulary(book.study.vocabulary, folder).terms]
    except FieldkitError:
        words = []
    used = (emotion.term for moment in book.moments for emotion in moment.emotions)
    return tuple(dict.fromkeys((*words, *used)))


def _survey(lists: frozenset[str]) -> Iterator[Sequence[str]]:
    """Yield the questions; one whose list is empty is not asked."""
    yield _asked("text", "observer", "Your handle", default="${last-saved#observer}", needed=True)
    hint = "The same words for every note of one encounter"
    yield _asked("text", "session", "Session", hint=hint, default="${last-saved#session}")
    yield _asked("dateTime", "at", "When", default="now()", needed=True)
    yield _asked("select_one who or_other", "who", "Who", hint="A code such as P4, never a name")
    yield _asked("select_one layer", "layer", "What it is", default=Layer.OBSERVED, needed=True)
    yield _asked("text", "text", "What happened, or their words", look="multiline", needed=True)
    yield _asked("text", "note", "Beside it")
    if "touchpoint" in lists:
        yield _asked("select_one touchpoint or_other", "touchpoint", "Where", look="minimal")
    if "feeling" in lists:
        felt = "string-length(${feelings}) > 0"
        yield _asked("select_multiple feeling", "feelings", "Feelings", look="minimal")
        for name, label in (
            ("intensity", "How strong"),
            ("whose", "Whose"),
            ("known", "How you know"),
        ):
            yield _asked(f"select_one {name}", name, label, look="minimal", only=felt)
    if "code" in lists:
        yield _asked("select_multiple code", "codes", "Themes", look="minimal")


def _asked(
    kind: str,
    name: str,
    label: str,
    *,
    hint: str = "",
    needed: bool = False,
    default: str = "",
    look: str = "",
    only: str = "",
) -> Sequence[str]:
    return (kind, name, label, hint, "yes" if needed else "", str(default), look, only)


def _choices(lists: dict[str, dict[str, str]]) -> Iterable[Sequence[str]]:
    for name, held in lists.items():
        for key, label in held.items():
            yield name, choice_name(key), plain(label).replace("${", "$ {")


def _settings(book: Casebook) -> Sequence[str]:
    name = re.sub(r"[^\w.-]", "_", book.study.id, flags=re.ASCII)
    return plain(book.study.title).replace("${", "$ {") or FORM, f"{FORM}-{name}", VERSION


def _cell(sheet: Any, text: str) -> Any:
    """Return a cell that is text, whatever it begins with."""
    cell = WriteOnlyCell(sheet, value=text)
    cell.data_type = "s"
    return cell
