"""What the public reads names nobody of ours, no file, and nobody who did not agree."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from casebooks import ANA, FRUSTRATED, MIA, P1, P2, P4, P5, desk

from fieldkit.analysis.sighting import Use, read
from fieldkit.digest.compile import compile_digest, kinds
from fieldkit.digest.publish import figures_of
from fieldkit.digest.site import site
from fieldkit.exchange.plant import plant
from fieldkit.model.insight import Memo
from fieldkit.model.keys import MemoId, MomentId, as_handle
from fieldkit.model.moment import Layer, Source
from fieldkit.model.observer import Observer
from fieldkit.model.people import Consent, ConsentState, Scope, Staff
from fieldkit.model.study import Casebook
from fieldkit.store.home import Home

KINDS = tuple(name for name, _ in kinds())
SECRET = re.compile(r"(?<![^\W_])(?:ana|mia|P3|P4|P5|notes/p4|p4\.md|Ana)(?![^\W_])")
"""Handles, a name, a file, and the codes of who withdrew or was not asked."""
SCOPES = (Scope.OBSERVE, Scope.NOTES, Scope.QUOTE, Scope.PUBLISH)


def loose() -> Casebook:
    """Return the desk where P1, P2 and S1 may be published, and every text tells too much."""
    book = desk()
    given = Consent(state=ConsentState.GIVEN, scopes=SCOPES)
    file = Source(path="notes/p4.md", line=7, section="notes/p4.md > P4")
    tells = "as P4 and P5 said"
    people = tuple(
        replace(p, consent=given, history=tells) if p.key in {P1, P2} else p
        for p in book.participants
    )
    moments = tuple(
        replace(
            m, source=file, note=tells, jotting=tells, text=f"{m.text} {tells}",
            emotions=tuple(replace(e, cue=tells) for e in m.emotions),
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
            replace(i, claim=f"{i.claim} {tells}", need=tells, recommendation=tells, owner="mia")
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
