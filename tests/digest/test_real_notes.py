"""The topline of real notes, where they stand beside this checkout."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from casebooks import SHARED

from fieldkit.digest.compile import compile_digest
from fieldkit.digest.markdown import clean
from fieldkit.digest.publish import page_of
from fieldkit.model.keys import MomentId, ParticipantKey, SessionId, StudyId
from fieldkit.model.moment import Layer, Moment, Source
from fieldkit.model.session import Session
from fieldkit.model.study import Casebook, Study

LAYERS = {"observation": Layer.OBSERVED, "quote": Layer.VERBATIM, "other": Layer.METHOD}
NOTES = ("va-covid-fieldvisits", "va-edu-dashboard", "autspaces-2023", "fs-epermit")
FOLDER = SHARED / "data" / "neutral" / "shared"


def moments(path: Path) -> Iterator[Moment]:
    """Read notes as an importer would, in the plainest way."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        row = json.loads(line)
        person = row["participant"]
        yield Moment(
            id=MomentId(f"va-{number}"),
            session=SessionId(row["session"]),
            participants=(ParticipantKey(person),) if person else (),
            speaker=person,
            layer=LAYERS[row["kind"]],
            text=row["text"],
            source=Source(
                path=row["source_path"], line=row["line"], guessed=row["kind"] == "observation"
            ),
        )


@pytest.mark.parametrize("name", NOTES)
def test_every_quotation_of_real_notes_stands_in_them_word_for_word(name: str) -> None:
    """In the topline, beside the id it came from."""
    path = FOLDER / f"{name}.jsonl"
    if not path.exists():
        pytest.skip(f"../shared/data/neutral/shared/{path.name} is not beside this checkout")
    found = tuple(moments(path))
    sessions = tuple(Session(id=key) for key in dict.fromkeys(m.session for m in found) if key)
    book = Casebook(study=Study(id=StudyId(name), title=name), sessions=sessions, moments=found)
    markdown = compile_digest(book, "topline")
    words = {m.id: clean(m.text) for m in found if m.layer is Layer.VERBATIM}
    shown = 0
    for line in markdown.split("\n"):
        if line.startswith("> ") and "](#" in line:
            quotation, _, rest = line.removeprefix("> ").rpartition(" — ")
            id_ = MomentId(rest.split("[")[1].split("]")[0])
            text = quotation.replace("\\[…\\]", "").replace("\\", "").strip("“” ")
            own = words[id_].replace("\\", "")
            assert text in own or text.removesuffix('"').strip() in own
            shown += 1
    assert shown >= 3
    assert "seen" not in markdown.split("## Evidence")[1].split(" · ")
    assert page_of(book, markdown).count("<h1") == 1
