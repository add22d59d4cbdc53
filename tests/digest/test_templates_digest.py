"""Templates: found, told apart, sandboxed, and blamed by name and line."""

from dataclasses import replace
from pathlib import Path

import pytest
from casebooks import desk

from fieldkit.digest.compile import compile_digest, kinds
from fieldkit.model.errors import NotFoundError, TemplateError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A study's folder with room for templates of its own."""
    (tmp_path / "templates" / "digests").mkdir(parents=True)
    return tmp_path


def written(folder: Path, text: str, name: str = "own") -> Path:
    """Write a template of the study's own."""
    path = folder / "templates" / "digests" / f"{name}.md.j2"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_studys_own_kind_is_listed_with_its_line(folder: Path) -> None:
    """The description is the comment on the first line; without one it is empty."""
    written(folder, "{# For the board. #}\n# {{ digest.title }}\n")
    written(folder, "# {{ digest.title }}\n", "bare")
    found = dict(kinds(folder))
    assert found["own"] == "For the board."
    assert found["bare"] == ""
    assert found["topline"].startswith("Topline: ")


def test_a_studys_own_template_stands_before_the_shipped_one(folder: Path) -> None:
    """Same name, the study's wins."""
    written(folder, "{{ digest.title }}", "topline")
    assert compile_digest(desk(), "topline", folder=folder) == "The returns desk\n"


def test_an_unknown_kind_lists_those_there_are(folder: Path) -> None:
    """One line that says what does work."""
    with pytest.raises(NotFoundError, match="topline"):
        compile_digest(desk(), "nothing", folder=folder)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("one\n{% if %}\n", 2),
        ("one\ntwo\n{{ digest.nothing }}\n", 3),
        ("{{ nobody }}\n", 1),
        ("one\n{{ 1 / 0 }}\n", 2),
        ("one\n\n{% for x in 3 %}{% endfor %}\n", 3),
        ("{{ digest.title + 1 }}\n", 1),
        ("{% include 'absent' %}\n", 1),
    ],
)
def test_a_template_that_fails_is_named_with_its_line(folder: Path, text: str, line: int) -> None:
    """Whatever fails in it, at reading or at running."""
    path = written(folder, text)
    with pytest.raises((TemplateError, NotFoundError)) as caught:
        compile_digest(desk(), "own", folder=folder)
    if isinstance(caught.value, TemplateError):
        assert str(caught.value).startswith(f"{path}, line {line}: ")
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ digest.__class__ }}",
        "{{ digest._notes.casebook }}",
        "{{ digest.title._text }}",
        "{{ digest.empty.format.__globals__ }}",
        "{{ 'x' * 99999999 }}",
        "{{ 9 ** 9 ** 9 }}",
        "{% set _ = digest.insights.append(1) %}",
    ],
)
def test_a_stranger_s_template_reaches_nothing_else(folder: Path, text: str) -> None:
    """A study from a stranger is safe to open."""
    written(folder, text)
    with pytest.raises(TemplateError):
        compile_digest(desk(), "own", folder=folder)


def test_words_are_escaped_whatever_a_filter_does(folder: Path) -> None:
    """The author of a template cannot forget."""
    written(folder, "{{ digest.evidence }}{{ digest.title | upper }} {{ digest.title ~ '!' }}")
    book = replace(desk(), study=replace(desk().study, title="*a* <b>"))
    assert compile_digest(book, "own", folder=folder) == "()\\*A\\* \\<B> \\*a\\* \\<b>!\n"


def test_a_template_that_is_not_text_is_refused_in_one_line(folder: Path) -> None:
    """A foreign encoding names the file."""
    path = folder / "templates" / "digests" / "own.md.j2"
    path.write_bytes("{{ digest.title }} é".encode("latin-1"))
    with pytest.raises(TemplateError, match="not UTF-8"):
        compile_digest(desk(), "own", folder=folder)


def test_only_what_a_template_prints_is_evidence(folder: Path) -> None:
    """Parts are made when asked for: a template of strongest moments cites only those."""
    written(
        folder,
        "{% for c in digest.counted %}{{ c.link }}{% endfor %}"
        "{% for c in digest.evidence %} {{ c.id }}{% endfor %}",
    )
    assert compile_digest(desk(), "own", folder=folder) == "[ana-9](#ana-9) ana-9\n"
