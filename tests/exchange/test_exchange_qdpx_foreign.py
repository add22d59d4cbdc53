"""A project as another program writes it: its own order, positions, cases and sources."""

import zipfile
from pathlib import Path

import pytest

from fieldkit.exchange import qdpx
from fieldkit.exchange.batch import Batch
from fieldkit.model.words import Words

TEXT = "I came in 😀\r\nNobody looked up.\r\nThen I left 😡 again.\r\n"
MEANT = ("Nobody looked up.", "I left")
PROJECT = """<?xml version="1.0" encoding="utf-8"?>
<Project name="x" origin="NVivo 12" xmlns="urn:QDA-XML:project:1.0">
<Users><User guid="{{A0000000-0000-4000-8000-000000000001}}" name="Kim Lee" /></Users>
<CodeBook><Codes>
<Code guid="c1" name="Codes" isCodable="true" color="#123456">
<Code guid="c2" name="Not seen!" isCodable="true">
<Description>Who: nobody looks</Description></Code>
<Code guid="c3" name="Not-seen" isCodable="true"/></Code>
</Codes></CodeBook>
<Variables><Variable guid="v1" name="Age" typeOfVariable="Integer"/></Variables>
<Cases>
<Case guid="k1" name="p07"><VariableValue><VariableRef targetGUID="v1"/>
<IntegerValue>44</IntegerValue></VariableValue><SourceRef targetGUID="S1"/></Case>
<Case guid="k2"><VariableValue><VariableRef targetGUID="v1"/><IntegerValue>9</IntegerValue>
</VariableValue><SourceRef targetGUID="s2"/></Case>
</Cases>
<Sources>
<TextSource guid="s1" name="Visit" plainTextPath="internal://T1.TXT">
<PlainTextSelection guid="{{B1}}" name="" startPosition="{0[0]}" endPosition="{0[1]}"
 creatingUser="a0000000-0000-4000-8000-000000000001">
<Coding guid="g1"><CodeRef targetGUID="C2"/></Coding>
<Coding guid="g2"><CodeRef targetGUID="c3"/></Coding>
<NoteRef targetGUID="n1"/></PlainTextSelection>
<PlainTextSelection guid="b2" startPosition="{1[0]}" endPosition="{1[1]}"/>
<PlainTextSelection guid="b3" startPosition="900" endPosition="901"/>
<Coding guid="g3"><CodeRef targetGUID="c1"/></Coding></TextSource>
<PDFSource guid="s2" name="Bill" path="internal://b.pdf">
<Representation guid="r1"><PlainTextContent>Total: 12 Euro</PlainTextContent>
<PlainTextSelection guid="b4" startPosition="0" endPosition="5"/></Representation></PDFSource>
<AudioSource guid="s3" name="Talk"><Transcript guid="t1">
<PlainTextContent>Hello there</PlainTextContent>
<SyncPoint guid="y1" timeStamp="0" position="0"/><SyncPoint guid="y2" timeStamp="9" position="5"/>
<TranscriptSelection guid="b5" fromSyncPoint="y1" toSyncPoint="y2"/></Transcript></AudioSource>
</Sources>
<Notes><Note guid="n1" name="memo"><PlainTextContent>Ask her again</PlainTextContent></Note></Notes>
</Project>"""


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    """Return the project, its positions counted as NVivo for Windows counts them."""
    halves = TEXT.encode("utf-16-le")
    spans = []
    for words in MEANT:
        start = halves.index(words.encode("utf-16-le")) // 2
        spans.append((start, start + len(words)))
    path = tmp_path / "a.qdpx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Some Name.QDE", PROJECT.format(*spans))
        archive.writestr("Sources/t1.txt", b"\xef\xbb\xbf" + TEXT.encode())
    return qdpx.read(path, words=Words(), zone="Europe/Rome")


def test_passages_are_found_whatever_the_program_counts(batch: Batch) -> None:
    """Past a byte order mark, line ends of two and pictures of two units."""
    texts = [found.moment.text for found in batch.moments]
    assert texts == [*MEANT, "Total", "Hello"]
    assert [line.why for line in batch.unread] == ["it stands outside its text (900 to 901)"]


def test_codes_keep_their_levels_names_and_definitions(batch: Batch) -> None:
    """Two names that make one key stay two codes; a folder called Codes is a code like any."""
    assert {code.key: (code.name, code.definition) for code in batch.codes} == {
        "codes": ("Codes", None),
        "codes/not-seen": ("Not seen!", "Who: nobody looks"),
        "codes/not-seen-2": ("Not-seen", None),
    }
    assert batch.moments[0].moment.codes == ("codes/not-seen", "codes/not-seen-2")


def test_cases_are_people_and_those_without_a_name_are_conditions(batch: Batch) -> None:
    """As some programs keep the variables of a file."""
    assert [(p.key, p.attributes) for p in batch.people] == [("P07", {"Age": "44"})]
    assert batch.moments[0].moment.participants == ("P07",)
    assert [s.conditions for s in batch.sessions] == [None, "Age: 9", None]


def test_who_coded_and_what_was_noted_come_along(batch: Batch) -> None:
    """A note is a memo about its passage."""
    assert batch.moments[0].moment.observer == "kimlee"
    assert [(m.memo.text, m.moment) for m in batch.memos] == [("Ask her again", 0)]


def test_what_has_no_place_is_said(batch: Batch) -> None:
    """A line for each."""
    assert batch.told == (
        "1 sources are coded as a whole; a code stands only at a moment.",
        "1 codes had colours that fieldkit has not.",
        "Its positions are counted in another way than the standard's; they are read so.",
    )
