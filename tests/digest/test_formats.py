"""PDF, Word and slides: made where they are installed, else one line says what is missing."""

import io
import re
import sys
import zipfile
from pathlib import Path

import pytest
from casebooks import crowded, desk

from fieldkit.digest.compile import compile_digest, kinds
from fieldkit.digest.formats import NEEDS, installed, needed, office, pdf
from fieldkit.digest.publish import figures_of, page_of
from fieldkit.digest.slides import FITS, slides
from fieldkit.exchange.plant import plant
from fieldkit.model.errors import UsageError
from fieldkit.model.keys import as_handle
from fieldkit.model.observer import Observer
from fieldkit.store.home import Home

KINDS = tuple(name for name, _ in kinds())
with_pdf = pytest.mark.skipif(not installed("pdf"), reason="pip install 'fieldkit[pdf]'")
with_office = pytest.mark.skipif(not installed("docx"), reason="pip install 'fieldkit[office]'")


@pytest.mark.parametrize("fmt", NEEDS)
def test_what_is_not_installed_is_refused_with_what_to_install(
    fmt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In one line that names the extra."""
    for name in NEEDS[fmt]:
        monkeypatch.setitem(sys.modules, name, None)
    assert not installed(fmt)
    with pytest.raises(UsageError, match=rf"{fmt} needs .*pip install 'fieldkit\[(pdf|office)\]'"):
        needed(fmt)


def test_a_format_nobody_knows_is_told_with_those_there_are() -> None:
    """Md and html are always there."""
    with pytest.raises(UsageError, match=r"no format 'odt'.*md, html, pdf, docx, pptx"):
        needed("odt")
    assert installed("md")
    assert installed("html")


def test_slides_name_the_notes_and_leave_them_out() -> None:
    """One a section, more where it would not fit; a long table stays in the digest."""
    text = slides(compile_digest(desk(), "topline"))
    assert "](#" not in text
    assert "## Evidence" not in text
    assert "ana-4" in text
    assert not text.startswith("---")
    for slide in re.split(r"^##? ", text, flags=re.MULTILINE)[1:]:
        body = slide.partition("\n")[2].strip()
        if "|" not in body and "```" not in body:
            assert len(body) <= FITS or "\n\n" not in body
    rows = "\n".join(f"| {n} | x |" for n in range(20))
    assert "The table is in the digest." in slides(f"## A\n\n| a | b |\n|---|---|\n{rows}\n")


def test_what_does_not_fit_goes_on_under_the_same_heading() -> None:
    """Numbered; a list between its items."""
    text = slides("# T\n\n## A\n\n" + "\n".join(f"- {'word ' * 40}{n}" for n in range(6)))
    assert re.findall("^## .*$", text, re.MULTILINE) == ["## A", "## A (2)", "## A (3)"]
    assert [line[-1] for line in text.split("\n") if line.startswith("- ")] == list("012345")


def test_a_deck_of_claims_has_a_slide_a_claim_and_what_to_do_next_comes_last(
    tmp_path: Path, home: Home
) -> None:
    """Title and method, each claim with its best quotation and what speaks against it: 10 to 15."""
    book = plant(tmp_path / "demo", home, Observer(handle=as_handle("me")), "hardware-store")
    case = book.casebook()
    text = slides(compile_digest(case, "topline"))
    title, *rest = re.split(r"^##? ", text, flags=re.MULTILINE)[1:]
    assert title.strip() == case.study.title
    assert 10 <= len(rest) + 1 <= 15
    claims = [slide for slide in rest if re.match(r"\d\. ", slide)]
    assert len(claims) == len(case.insights)
    for slide, insight in zip(claims, case.insights, strict=True):
        assert slide.startswith(f"{claims.index(slide) + 1}. {insight.claim}")
        assert slide.count("\n> ") == 1
        assert ("Against: " in slide) == bool(insight.contradicting)
        assert insight.need is not None
        assert insight.need in slide
    assert rest[-1].startswith("What to do next")
    assert all(str(insight.recommendation) in rest[-1] for insight in case.insights)
    assert all(len(slide.partition("\n")[2]) <= FITS for slide in rest if "```" not in slide)


def test_a_deck_of_many_claims_grows_by_a_slide_a_claim() -> None:
    """And by what to do next, which nobody may miss."""
    few, many = (slides(compile_digest(crowded(600, claims=n), "topline")) for n in (3, 13))
    grown = many.count("\n## ") - few.count("\n## ")
    assert 10 <= grown <= 13
    assert many.count("Hand the card on with the customer") == 13


@with_pdf
def test_a_page_becomes_pdf_of_the_same_bytes() -> None:
    """Nothing is fetched on the way."""
    html = page_of(desk(), compile_digest(desk(), "wall"))
    made = pdf(html)
    assert made.startswith(b"%PDF-")
    assert made == pdf(html)


@with_office
@pytest.mark.parametrize("fmt", ["docx", "pptx"])
def test_word_and_slides_hold_the_words_and_the_picture(fmt: str) -> None:
    """The journey is drawn, Mermaid's text is not in it, and the bytes are the same each time."""
    made = office(compile_digest(desk(), "journey"), fmt, figures_of(desk()))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        names = archive.namelist()
        text = "".join(
            archive.read(n).decode() for n in names if re.search(r"(document|slide\d+)\.xml$", n)
        )
        assert any(archive.read(n).startswith(b"\x89PNG") for n in names if "/media/" in n)
    assert "mermaid" not in text.lower()
    assert "One person at a time" in text
    assert made == office(compile_digest(desk(), "journey"), fmt, figures_of(desk()))


@with_office
@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_pandoc_reads_the_structure_that_commonmark_reads(kind: str) -> None:
    """Headings, quotations, lists, tables and links are the same in three of its readers."""
    import pypandoc  # type: ignore[import-not-found,import-untyped,unused-ignore] # an extra

    parts = (
        r"\b(Header|BlockQuote|BulletList|OrderedList|Table|CodeBlock|Link|Strong|Emph|Math|Cite)\b"
    )
    text = compile_digest(desk(), kind)
    found = [
        re.findall(parts, pypandoc.convert_text(text, "native", format=reader))
        for reader in ("commonmark_x", "gfm", "markdown")
    ]
    assert found[0]
    assert found[0] == found[1] == found[2]
