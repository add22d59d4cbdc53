"""A digest as PDF, for Word and for slides: by programs that are installed beside, if wanted.

PDF is the page as it prints, made by WeasyPrint; Word and slides are made by pandoc of the
Markdown, with the journey's picture drawn by resvg. None of them may read a file or fetch anything.
"""

import base64
import importlib
import logging
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fieldkit.digest.markdown import clean
from fieldkit.digest.slides import slides
from fieldkit.model.errors import FieldkitError, UsageError

TEXT = ("md", "html")
"""Formats that are always there."""
NEEDS: Mapping[str, tuple[str, ...]] = {
    "pdf": ("weasyprint",),
    "docx": ("pypandoc", "resvg_py"),
    "pptx": ("pypandoc", "resvg_py"),
}
EXTRAS = {"pdf": "pdf", "docx": "office", "pptx": "office"}
FORMATS = (*TEXT, *NEEDS)
READER = "commonmark+pipe_tables+strikeout+yaml_metadata_block+gfm_auto_identifiers"
FENCE = re.compile(
    r"^(?P<marks>`{3,})(?P<name>journey|mermaid)\n.*?^(?P=marks)\n", re.DOTALL | re.MULTILINE
)
IMAGE = re.compile(r"!\[((?:[^\]\\]|\\.)*)\]\([^)\s]*\)")
MERMAID = re.compile(r"^## For tools that draw Mermaid\n.*?(?=^## |\Z)", re.DOTALL | re.MULTILINE)
EPOCH = "1577836800"
"""Seconds that a document says it was made at, 1 January 2020: its date is that of its notes."""


def installed(fmt: str) -> bool:
    """Tell whether a format can be written on this machine."""
    return all(find_spec(name) is not None for name in NEEDS.get(fmt, ()))


def needed(fmt: str) -> None:
    """Refuse a format that there is not, or that is not installed.

    Raises:
        UsageError: The message says what to install.
    """
    if fmt not in FORMATS:
        message = f"There is no format {fmt!r} for digests; there are: {', '.join(FORMATS)}."
        raise UsageError(message)
    if not installed(fmt):
        extra = EXTRAS[fmt]
        message = f"{fmt} needs the extra {extra!r}: pip install 'fieldkit[{extra}]'"
        raise UsageError(message)


def pdf(html: str) -> bytes:
    """Return a page as PDF, as it prints.

    Raises:
        UsageError: WeasyPrint, or a library it needs, is not here.
    """
    needed("pdf")
    try:
        weasyprint: Any = importlib.import_module("weasyprint")
    except OSError as error:
        message = f"pdf needs libraries that WeasyPrint does not bring along (Pango): {error}."
        raise UsageError(message) from error
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)  # it tells each style it passes over
    fetcher = weasyprint.URLFetcher(allowed_protocols=("data",))
    made: bytes = weasyprint.HTML(string=html, url_fetcher=fetcher).write_pdf()
    return made


def office(markdown: str, fmt: str, figures: Mapping[str, str]) -> bytes:
    """Return a digest for Word (``docx``) or as slides (``pptx``).

    Args:
        markdown: The digest.
        fmt: Either of the two.
        figures: SVG by the name of the fence it stands for.

    Raises:
        UsageError: What makes it is not here.
    """
    needed(fmt)
    pypandoc: Any = importlib.import_module("pypandoc")
    text = MERMAID.sub("", IMAGE.sub(r"\1", markdown))
    text = FENCE.sub(lambda found: _pictured(found, figures), text)
    text = slides(text) if fmt == "pptx" else text
    with TemporaryDirectory() as folder, _made_at(EPOCH):
        path = Path(folder) / f"digest.{fmt}"
        try:
            pypandoc.convert_text(
                text,
                fmt,
                format=READER,
                outputfile=str(path),
                extra_args=["--sandbox", *(["--slide-level=2"] if fmt == "pptx" else [])],
            )
        except (RuntimeError, OSError) as error:
            message = f"pandoc could not write {fmt}: {clean(str(error))[:200]}."
            raise FieldkitError(message) from error
        return path.read_bytes()


def _pictured(found: re.Match[str], figures: Mapping[str, str]) -> str:
    """Return the picture that a fence stands for, else the fence."""
    drawn = figures.get(found["name"])
    if drawn is None:
        return found[0]
    resvg: Any = importlib.import_module("resvg_py")
    png = resvg.svg_to_bytes(
        svg_string=drawn.replace("currentColor", "#1a1a1a"),
        background="#ffffff",
        zoom=2,
        font_family="sans-serif",
    )
    address = f"data:image/png;base64,{base64.b64encode(bytes(png)).decode()}"
    return f"![What customers felt along the journey]({address})\n"


@contextmanager
def _made_at(seconds: str) -> Iterator[None]:
    """Set pandoc's clock for a while, so that the same digest gives the same bytes."""
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = seconds
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before
