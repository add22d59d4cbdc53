"""A study as a site: every link lands, nothing is loaded, nothing weighs too much."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from casebooks import desk

from fieldkit.analysis.sighting import Use
from fieldkit.digest.sandbox import hashed
from fieldkit.digest.site import HEAVY, site
from fieldkit.model.errors import NotFoundError
from fieldkit.model.keys import MomentId
from fieldkit.model.people import Scope
from fieldkit.model.study import Casebook


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """The site of the desk."""
    return site(desk())


def broken(pages: dict[str, str]) -> list[str]:
    """Return the links of a site that lead nowhere."""
    ids = {name: set(re.findall(r'\bid="([^"]*)"', html)) for name, html in pages.items()}
    return [
        f"{name}: {href}"
        for name, html in pages.items()
        for href in re.findall(r'href="([^"]*)"', html)
        for to, _, anchor in [href.partition("#")]
        if (to or name) not in pages or (anchor and anchor not in ids[to or name])
    ]


def test_there_is_an_overview_a_page_a_kind_and_the_evidence(pages: dict[str, str]) -> None:
    """The overview leads to each, with what it is for, and says who agreed to what."""
    assert {"index.html", "topline.html", "journey.html", "wall.html", "evidence.html"} <= set(
        pages
    )
    index = pages["index.html"]
    assert set(re.findall(r'<a href="([a-z]+\.html)"', index)) == set(pages)
    assert "Consent not recorded for 1 of 4: internal only" in index
    assert index.count("<svg ") == 1
    assert all(html.count('aria-current="page"') == 1 for html in pages.values())


def test_every_link_lands_also_across_pages(pages: dict[str, str]) -> None:
    """And every pop-out has its note."""
    assert not broken(pages)
    for html in pages.values():
        ids = set(re.findall(r'\bid="([^"]*)"', html))
        assert set(re.findall(r'popovertarget="([^"]*)"', html)) <= ids


def test_no_page_loads_anything_and_one_script_runs_by_its_hash(pages: dict[str, str]) -> None:
    """The filter of the evidence; all the others have none."""
    for name, html in pages.items():
        scripts = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
        assert len(scripts) == (name == "evidence.html")
        assert not re.search(r'\s(?:src|style|on\w+)="', html)
        assert "https://" not in html
        policy = re.search(r'Security-Policy" content="([^"]*)"', html)
        assert policy is not None
        assert "default-src 'none'" in policy[1]
        assert all(f"script-src '{hashed(script)}'" in policy[1] for script in scripts)


def test_notes_are_filtered_by_place_and_person(pages: dict[str, str]) -> None:
    """The form is shown by the script alone: without it, all notes stand there."""
    html = pages["evidence.html"]
    assert '<form class="find" id="fk-find" hidden>' in html
    assert "<option>Returns desk</option>" in html
    assert 'data-where="Returns desk" data-who="P1"' in html


def test_evidence_that_makes_a_page_heavy_moves_to_pages_of_its_own() -> None:
    """Links lead there, and each page stays below the bar."""
    book = desk()
    first = next(m for m in book.moments if m.id == "ana-4")
    many = tuple(
        replace(first, id=MomentId(f"ana-{n}"), text=f"{n} times {'and again ' * 110}")
        for n in range(1, 300)
    )
    claim = replace(book.insights[0], supporting=tuple(m.id for m in many), contradicting=())
    pages = site(replace(book, moments=many, insights=(claim,)), wanted=("topline",))
    assert {"evidence-1.html", "evidence-2.html"} <= set(pages)
    assert all(len(html.encode()) <= HEAVY for html in pages.values())
    assert not broken(pages)
    assert 'class="note"' not in pages["topline.html"]
    led = set(re.findall(r'href="(evidence-\d\.html)#ana', pages["topline.html"]))
    assert led == {name for name in pages if name.startswith("evidence")}


def test_nobody_who_did_not_agree_is_published() -> None:
    """Where that leaves no note, nothing is."""
    named = tuple(m for m in desk().moments if "P1" in m.participants)
    with pytest.raises(NotFoundError, match="nobody agreed to public use"):
        site(replace(desk(), moments=named), use=Use.PUBLIC)
    shown = site(_p1_published(), use=Use.PUBLIC)
    assert "debrief.html" not in shown
    assert "exposure.html" not in shown
    text = "".join(shown.values())
    assert "I already gave you this card" in text
    assert "Third time I spell my name" not in text


def test_a_site_leads_to_no_sound_or_photo_outside_itself(tmp_path: Path) -> None:
    """Photos stand in the pages; a sound, and a photo that cannot be read, are told in words."""
    names = (f"{'ab' * 32}.jpg", f"{'cd' * 32}.wav")
    book = replace(desk(), moments=tuple(replace(m, media=names) for m in desk().moments))
    pages = site(book, wanted=("topline",), media=tmp_path)
    assert "Photo: " in pages["evidence.html"]
    assert "(kept in the study)" in pages["evidence.html"]
    assert not broken(pages)
    assert not any("<img" in html for html in pages.values())


def test_a_kind_that_is_not_there_is_told() -> None:
    """With those there are."""
    with pytest.raises(NotFoundError, match=r"no 'nope'.*topline"):
        site(desk(), wanted=("nope",))


def test_a_kind_of_ones_own_takes_no_page_of_ours(tmp_path: Path) -> None:
    """Whatever it is called."""
    own = tmp_path / "templates" / "digests"
    own.mkdir(parents=True)
    for name in ("index", "evidence", "monday"):
        (own / f"{name}.md.j2").write_text("{# Ours: a few words. #}\n# Mine\n", encoding="utf-8")
    found = site(desk(), folder=tmp_path, wanted=("index", "evidence", "monday"))
    assert {"index.html", "kind-index.html", "kind-evidence.html", "monday.html"} <= set(found)
    assert "A few words." in found["index.html"] or "a few words." in found["index.html"]


def test_the_same_study_gives_the_same_bytes(pages: dict[str, str]) -> None:
    """So that it can be kept under version control."""
    assert site(desk()) == pages


def _p1_published() -> Casebook:
    book = desk()
    scopes = (Scope.OBSERVE, Scope.NOTES, Scope.QUOTE, Scope.PUBLISH)
    people = tuple(
        replace(p, consent=replace(p.consent, scopes=scopes)) if p.key == "P1" else p
        for p in book.participants
    )
    return replace(book, participants=people)
