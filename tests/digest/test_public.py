"""What the public reads names nobody of ours, no file, and nobody who did not agree."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from casebooks import ANA, FRUSTRATED, MIA, P1, P2, P4, P5, desk

from fieldkit.analysis.journey import journey
from fieldkit.analysis.sighting import Use, read
from fieldkit.digest.compile import compile_digest, kinds
from fieldkit.digest.population import not_heard, silence
from fieldkit.digest.publish import figures_of
from fieldkit.digest.site import site
from fieldkit.digest.unfelt import not_drawn
from fieldkit.exchange.plant import plant
from fieldkit.model.errors import UsageError
from fieldkit.model.insight import Memo
from fieldkit.model.keys import CodeKey, MemoId, MomentId, TouchpointKey, as_handle
from fieldkit.model.moment import Layer, Moment, Source
from fieldkit.model.observer import Observer
from fieldkit.model.people import Consent, ConsentState, Participant, Scope, Staff
from fieldkit.model.study import Casebook
from fieldkit.store.home import Home

KINDS = tuple(name for name, _ in kinds())
SECRET = re.compile(r"(?<![^\W_])(?:ana|mia|P3|P4|P5|notes/p4|p4\.md|Ana|Mia|Berg)(?![^\W_])")
"""Handles, names, a file, and the codes of who withdrew or was not asked."""
TELLS = "as P4 and P5 said; ana asked, by Mia's pen, of Dr Berg"
ANAS = TouchpointKey("ana-desk")
SCOPES = (Scope.OBSERVE, Scope.NOTES, Scope.QUOTE, Scope.PUBLISH)


def loose() -> Casebook:
    """Return the desk where P1, P2 and S1 may be published, and every text tells too much."""
    book = desk()
    given = Consent(state=ConsentState.GIVEN, scopes=SCOPES)
    file = Source(path="notes/p4.md", line=7, section="notes/p4.md > P4")
    tells = TELLS
    people = tuple(
        replace(p, consent=given, history=tells, attributes={"met": tells})
        if p.key in {P1, P2}
        else p
        for p in book.participants
    )
    moments = tuple(
        replace(
            m, source=file, note=tells, jotting=tells, text=f"{m.text} {tells}",
            emotions=tuple(replace(e, cue=tells) for e in m.emotions),
            touchpoint=ANAS if m.touchpoint == "desk" else m.touchpoint,
            codes=(*m.codes, CodeKey("mia/p4")),
        )
        for m in book.moments
    )  # fmt: skip
    seen = replace(
        moments[0],
        id=MomentId("mia~3f9ac01b-1"),
        observer=MIA,
        layer=Layer.REFLEXIVE,
        emotions=(FRUSTRATED,),
    )
    first, second = book.sessions
    return replace(
        book,
        study=replace(book.study, question=f"What is hard, {tells}?", goals=(tells,)),
        observers=(replace(book.observers[0], name="Ana Berg"), *book.observers[1:]),
        touchpoints=tuple(
            replace(t, key=ANAS, name=None, promises=(tells,))
            if t.key == "desk"
            else replace(t, name=f"{t.name or t.key} {tells}")
            for t in book.touchpoints
        ),
        participants=people,
        staff=(Staff(key=book.staff[0].key, consent=given),),
        sessions=(
            replace(
                first, title="notes/p4.md", source="notes/p4.md", label="p4.md", place=tells,
                debrief=tells, conditions=tells, end=datetime(2026, 5, 11, 9, 0, tzinfo=UTC),
                participants=(P1, P2, P4, P5),
            ),
            second,
        ),
        moments=(*moments, seen),
        insights=tuple(
            replace(
                i, claim=f"{i.claim} {tells}", need=tells, how_might_we=tells, area=tells,
                recommendation=tells, owner="mia",
            )
            for i in book.insights
        ),
        memos=(Memo(id=MemoId("ana-m1"), text=tells, about="ana-4", observer=ANA),),
    )  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_no_public_digest_tells_a_handle_a_file_or_a_code_of_who_is_out(kind: str) -> None:
    """In whatever text it stood; the words of who agreed are there."""
    assert not SECRET.findall(compile_digest(loose(), kind, use=Use.PUBLIC))


def test_no_page_of_a_public_site_does_in_text_attributes_titles_or_figures() -> None:
    """All kinds, those about our own people too, where they are asked for."""
    pages = site(loose(), wanted=KINDS, use=Use.PUBLIC)
    assert {name: found for name, html in pages.items() if (found := SECRET.findall(html))} == {}
    assert "I already gave you this card" in pages["topline.html"]
    assert "1 researcher and 1 leader." in pages["index.html"]
    assert "<svg" in pages["index.html"]
    assert not any(SECRET.findall(svg) for svg in figures_of(loose(), Use.PUBLIC).values())


def public(text: str, *observers: Observer) -> str:
    """Return what the public reads of a note of P1, where these people observe."""
    given = Consent(state=ConsentState.GIVEN, scopes=SCOPES)
    book = Casebook(
        study=desk().study,
        observers=observers,
        participants=(Participant(key=P1, consent=given),),
        moments=(Moment(id=MomentId("x-1"), participants=(P1,), speaker=P1, text=text),),
    )
    return read(book, Use.PUBLIC).sightings[0].moment.text


@pytest.mark.parametrize(
    ("handle", "text", "shown"),
    [
        ("ana", "ana asked; ANA's pen (ana)", "[observer] asked; [observer]'s pen ([observer])"),
        ("ana", "a banana, an analogue till", "a banana, an analogue till"),
        ("ana", "see ana-42", "see [observer]-42"),
        ("zoé", "Zoe\u0301 asked", "[observer] asked"),
        ("安娜", "問安娜小姐", "問[observer]小姐"),
        ("me", "the machine asks me again", "the machine asks me again"),
        ("a", "a till", "a till"),
        ("leo", "the till is shut", "the till is shut"),
    ],
)
def test_a_handle_in_a_text_is_masked_where_it_stands_as_a_word(
    handle: str, text: str, shown: str
) -> None:
    """Inside another word it is none, nor is the handle of who never chose one."""
    assert public(text, Observer(handle=as_handle(handle))) == shown


def test_a_name_is_masked_whole_and_in_parts_as_it_is_written() -> None:
    """Whoever knows Ana knows her by either; a will that is a wish is nobody."""
    will = Observer(handle=as_handle("wb"), name="Will van Berg")
    shown = public("Will van Berg smiled; Will and Berg will, from a van", will)
    assert shown == "[observer] smiled; [observer] and [observer] will, from a van"


def test_inside_the_company_all_of_it_is_told() -> None:
    """So that what the test above looks for is there to be found."""
    text = "".join(site(loose(), wanted=KINDS).values())
    assert {"ana", "mia", "P4", "P5", "notes/p4"} <= set(SECRET.findall(text))


def test_an_id_goes_by_its_writers_role_whatever_the_digest_is_of() -> None:
    """So a link lands, in this digest and in the next."""
    whole = {s.id for s in read(loose(), Use.PUBLIC).sightings}
    assert {"ra-1", "ra-4", "la~3f9ac01b-1"} <= whole
    part = read(replace(loose(), moments=loose().moments[3:4]), Use.PUBLIC)
    assert [s.id for s in part.sightings] == ["ra-4"]


def test_the_public_site_of_the_demo_names_nobody_of_ours(tmp_path: Path, home: Home) -> None:
    """Nor a file, nor those who did not agree to being published."""
    book = plant(tmp_path / "demo", home, Observer(handle=as_handle("zoe")), "hardware-store")
    secret = re.compile(r"(?<![^\W_])(?:ana|leo|mira|zoe|P2|P3|P4|P6|S[123]|[\w-]+\.md)(?![^\W_])")
    pages = site(book.casebook(), use=Use.PUBLIC)
    assert {name: found for name, html in pages.items() if (found := secret.findall(html))} == {}


def test_where_somebody_is_left_out_nobody_says_that_nothing_was_noted() -> None:
    """What may not be told happened all the same: at the place, and with the leader there."""
    given = Consent(state=ConsentState.GIVEN, scopes=SCOPES)
    book = desk()
    people = tuple(
        replace(p, consent=given if p.key == P1 else Consent()) for p in book.participants
    )
    book = replace(book, participants=people, moments=book.moments[:4])
    notes = read(book, Use.PUBLIC)
    assert [s.people for s in notes.sightings] == [(P1,), (P1,)]
    text = " ".join((*not_heard(notes), *not_drawn(journey(notes)), silence(notes)))
    assert text.count("Nothing that may be told was noted at") == 2
    assert not re.search(r"Nothing was noted|has met a customer", text)
    alone = replace(book, participants=people[:1], staff=(), moments=book.moments[:1])
    assert "Nothing was noted at" in " ".join(not_heard(read(alone, Use.PUBLIC)))


@pytest.mark.parametrize("scope", ["by:ana @desk", "session:ana-s3", "Mia"])
def test_a_search_that_names_one_of_ours_is_not_printed_for_the_public(scope: str) -> None:
    """It is refused with what to do; inside the company it is what was asked."""
    with pytest.raises(UsageError, match="saved:visits"):
        compile_digest(loose(), "topline", scope=scope, use=Use.PUBLIC)
    assert "saved:visits" in compile_digest(
        loose(), "topline", scope="saved:visits", use=Use.PUBLIC
    )
    assert scope in compile_digest(loose(), "topline", scope=scope, use=Use.INTERNAL)
