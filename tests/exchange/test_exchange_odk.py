"""The form for phones, and what phones send of it."""

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from casebooks_qda import book_of_words

from fieldkit.exchange import odk_form, odk_in
from fieldkit.exchange.formats import detect
from fieldkit.exchange.odk_names import NAME, choice_name
from fieldkit.model.emotion import Term
from fieldkit.model.errors import RefusedFileError
from fieldkit.model.words import Words

WORDS = Words(
    people=("P1", "S1"),
    touchpoints=("till", "kasse-ä"),
    codes=("trust/privacy", "über"),
    feelings={"frustrated": Term(word="frustrated", valence=-0.78, arousal=0.63)},
    vocabulary="customer",
)
HEAD = (
    "SubmissionDate,observer,session,at,who,who_other,layer,text,note,touchpoint,feelings,"
    "intensity,whose,known,codes,meta-instanceID,KEY\n"
)
ROW = (
    "2026-05-11T10:10:00Z,ana,Monday,2026-05-11T10:05:00.000+02:00,P1,,verbatim,Again my card?,"
    f"sighs,{choice_name('kasse-ä')},frustrated,i4,customer,prompted,"
    f"trust..privacy {choice_name('über')},uuid:1,uuid:1\n"
)


def test_the_form_has_the_sheets_and_names_that_xlsforms_have(shared: Path, tmp_path: Path) -> None:
    """As the forms of others do; every choice may stand among several in one value."""
    path = tmp_path / "form.xlsx"
    odk_form.write(book_of_words("=cmd()", "${x}", "über/ä"), path, media=tmp_path / "media")
    ours = openpyxl.load_workbook(path)
    theirs = openpyxl.load_workbook(shared / "data" / "odk" / "UCL_Biomass_Plot_Form.xlsx")
    assert set(ours.sheetnames) <= set(theirs.sheetnames)
    heads = [cell.value for cell in ours["survey"][1]]
    assert {"type", "name"} <= set(heads) & {c.value for c in theirs["survey"][1]}
    assert "label" in heads
    choices = list(ours["choices"].iter_rows(min_row=2, values_only=True))
    assert all(NAME.match(str(name)) for _, name, _ in choices)
    assert len({(where, name) for where, name, _ in choices}) == len(choices)
    lists = {str(row[0]) for row in choices}
    asked = [str(row[0]).split() for row in ours["survey"].iter_rows(min_row=2, values_only=True)]
    assert {words[1] for words in asked if words[0].startswith("select")} == lists
    cells = [cell for sheet in ours for row in sheet for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert not any("${x}" in str(cell.value) for cell in cells)


def test_a_submission_is_a_moment(tmp_path: Path) -> None:
    """With who, when, where, feelings and codes by the study's own keys, and only once."""
    path = tmp_path / "sent.csv"
    path.write_text(HEAD + ROW + ROW.replace("Again my card?", ""), encoding="utf-8")
    assert detect(path).name == "submissions"
    batch = odk_in.read(path, words=WORDS, zone="Europe/Rome")
    (found,) = batch.moments
    moment = found.moment
    assert (moment.speaker, moment.participants, moment.layer) == ("P1", ("P1",), "verbatim")
    assert (moment.touchpoint, moment.codes) == ("kasse-ä", ("trust/privacy", "über"))
    assert moment.at is not None
    assert moment.at.isoformat() == "2026-05-11T08:05:00+00:00"
    (felt,) = moment.emotions
    assert (felt.term, felt.intensity, felt.valence, felt.known) == (
        "frustrated",
        4,
        -0.78,
        "prompted",
    )
    assert [line.why for line in batch.unread] == ["it has no words"]
    assert batch.sessions[0].title == "Monday"
    assert (batch.codes, batch.touchpoints) == ((), ())
    again = odk_in.read(path, words=replace(WORDS, codes=()), zone="UTC").moments[0].moment
    assert again.source is not None
    assert moment.source is not None
    assert again.source.fingerprint == moment.source.fingerprint


def test_one_submission_as_xml_is_read(tmp_path: Path) -> None:
    """As it lies on the phone, and what was written behind "other"."""
    path = tmp_path / "sent.xml"
    path.write_text(
        '<?xml version="1.0"?><data id="fieldkit-till" version="1"><observer>ana</observer>'
        "<session/><at>2026-05-11T10:05:00Z</at><who>other</who><who_other>P9</who_other>"
        "<layer>observed</layer><text>waits</text><meta><instanceID>uuid:2</instanceID></meta></data>",
        encoding="utf-8",
    )
    assert detect(path).name == "submissions"
    moment = odk_in.read(path, words=WORDS, zone="UTC").moments[0].moment
    assert (moment.speaker, moment.text, moment.observer) == ("P9", "waits", "ana")


def test_submissions_of_another_form_are_refused(tmp_path: Path) -> None:
    """In one line."""
    path = tmp_path / "sent.csv"
    path.write_text("village,KEY\nx,uuid:1\n", encoding="utf-8")
    with pytest.raises(RefusedFileError, match="no submissions of fieldkit's form"):
        odk_in.read(path, words=WORDS, zone="UTC")
