"""Digests as the screen handles them: compiled, compared with what was written, written out."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fieldkit.model.errors import NotSavedError
from fieldkit.model.study import Casebook
from fieldkit.tui.reader import Section, evidence_parts, sections
from fieldkit.tui.wording import one_line

if TYPE_CHECKING:
    from fieldkit.digest.living import Renewed

FOLDER = "digests"


@dataclass(frozen=True, slots=True)
class Compiled:
    """A digest, and what it was made of."""

    kind: str
    markdown: str
    casebook: Casebook
    folder: Path
    sections: tuple[Section, ...]


def compiled_of(casebook: Casebook, kind: str, folder: Path) -> Compiled:
    """Compile a digest."""
    from fieldkit.digest.compile import compile_digest

    markdown = compile_digest(casebook, kind, folder=folder, media="../media")
    return Compiled(kind, markdown, casebook, folder, sections(markdown))


def written(compiled: Compiled) -> Path:
    """Return where it is written in the study."""
    return compiled.folder / FOLDER / f"{compiled.kind}.md"


def document(compiled: Compiled) -> str:
    """Return it as its file will hold it: what was written into that by hand stays."""
    return _renewed(compiled).text


def page_of(compiled: Compiled) -> str:
    """Return it as a page, with what was written into its file by hand."""
    from fieldkit.digest.living import plain
    from fieldkit.digest.publish import page_of as whole_page

    media = compiled.folder / "media"
    return whole_page(compiled.casebook, plain(document(compiled)), media=media)


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    from fieldkit.store.files import REAL_FILES, write_whole

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(REAL_FILES, path, text.encode("utf-8", "backslashreplace"), durable=True)
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}."
        raise NotSavedError(message) from error


def how_stale(compiled: Compiled) -> str:
    """Return how the file written before compares."""
    if not written(compiled).exists():
        return ", not written yet (e writes it)"
    try:
        found = _renewed(compiled)
    except NotSavedError as error:
        return f". {error}"
    if not found.stale:
        return ", the written one is up to date"
    since = f": {', '.join(found.changes)}" if found.changes else ""
    return f", the written one is stale{since} (e writes it anew)"


def _renewed(compiled: Compiled) -> "Renewed":
    from fieldkit.digest.living import renew

    path = written(compiled)
    try:
        held = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        held = None
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read, so what stands in it cannot be kept; move it away first."
        raise NotSavedError(message) from error
    return renew(held, compiled.markdown)


def list_of(section: Section) -> str:
    """Return the evidence as a list: whole, it may be long, and each opens by itself."""
    names = evidence_parts(section)
    return f"{len(names)} moments stand behind this digest. `l` lists them; Enter opens one."


def first_words(part: str) -> str:
    """Return the beginning of a moment's evidence."""
    lines = [line.lstrip("> ").strip() for line in part.split("\n") if line.strip()]
    return one_line("  ".join(lines[:2]))
