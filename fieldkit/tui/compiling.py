"""Digests as the screen handles them: compiled, compared with what was written, written out."""

import re
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from fieldkit.model.errors import NotSavedError
from fieldkit.model.study import Casebook
from fieldkit.shorthand.search import parse_search
from fieldkit.tui.reader import Section, evidence_parts, sections
from fieldkit.tui.wording import one_line

if TYPE_CHECKING:
    from fieldkit.analysis.sighting import Use
    from fieldkit.digest.living import Renewed
    from fieldkit.digest.written import Written
    from fieldkit.tui.bench import Bench

FOLDER = "digests"
LONGEST = 32
"""Letters of a search in a file's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which digest is wanted."""

    kind: str
    scope: str = ""
    """A search line; empty: the whole study."""
    use: "Use | None" = None
    """What it is for; None: the study's own people read it."""
    path: Path | None = None
    """The file it stands in; None: one named by the rest."""

    def __str__(self) -> str:
        """Return it as it is told: ``topline of @pay, public``."""
        of = f" of {one_line(self.scope)}" if self.scope else ""
        return f"{self.kind}{of}{f', {self.use}' if self.use else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    """A digest, and what it was made of."""

    wanted: Wanted
    markdown: str
    casebook: Casebook
    folder: Path
    sections: tuple[Section, ...]
    """As it is read: with what was written into its file by hand."""
    by_hand: dict[str, str]
    """What notes linked by hand say, by their ids; none for one that is not in this digest."""
    told: tuple[str, ...] = ()
    """What was told of the search."""

    @property
    def kind(self) -> str:
        """Its kind."""
        return self.wanted.kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a digest is of, as the writer's thread read it."""

    scope: str | None
    """The search it is of; a debrief has one where nobody gave any."""
    casebook: Casebook
    whole: Casebook
    folder: Path
    told: tuple[str, ...]


def wanted_of(one: "Written") -> Wanted:
    """Return what a written digest is, to be compiled again into its file.

    Raises:
        UsageError: Nobody knows what it is for.
    """
    return Wanted(kind=one.kind, scope=one.scope, use=one.use, path=one.path)


def read_of(bench: "Bench", wanted: Wanted, whole: Casebook | None = None) -> Read:
    """Read what a digest is of, out of the whole study where that was read before."""
    from fieldkit.digest.compile import usual_scope

    whole = whole or bench.casebook()
    scope = wanted.scope or usual_scope(wanted.kind, whole)
    search = parse_search(scope, bench.pen.words()) if scope else None
    return Read(
        scope=scope,
        casebook=bench.notebook.casebook(search) if search else whole,
        whole=whole,
        folder=bench.notebook.folder,
        told=search.told if search else (),
    )


def compiled_of(found: Read, wanted: Wanted) -> Compiled:
    """Compile a digest, to be read with what was written into its file by hand."""
    from fieldkit.analysis.sighting import read
    from fieldkit.digest.living import plain
    from fieldkit.digest.markdown import escape
    from fieldkit.digest.publish import printed

    markdown = _markdown(found, wanted)
    made = Compiled(
        wanted=wanted,
        markdown=markdown,
        casebook=found.casebook,
        folder=found.folder,
        sections=sections(markdown),
        by_hand={},
        told=found.told,
    )
    if not written(made).exists():
        return made
    try:
        read_as = sections(plain(document(made)))
    except NotSavedError:
        return made  # how stale it is says so
    shown = printed(read(found.casebook, wanted.use))
    linked = {name for section in read_as for name in section.evidence}
    by_hand = {name: escape(shown(name) or f"{name} is no note of this digest.") for name in linked}
    return replace(made, sections=read_as, by_hand=by_hand)


def _markdown(found: Read, wanted: Wanted) -> str:
    from fieldkit.digest.compile import compile_digest

    return compile_digest(
        found.casebook,
        wanted.kind,
        folder=found.folder,
        scope=found.scope,
        whole=found.whole,
        use=wanted.use,
        media="../media",
    )


def written(compiled: Compiled) -> Path:
    """Return where it is written in the study: one file for each kind, scope and use."""
    wanted = compiled.wanted
    if wanted.path is not None:
        return wanted.path
    name = wanted.kind
    if wanted.scope:
        words = re.sub(r"[^a-z0-9]+", "-", wanted.scope.lower()).strip("-")[:LONGEST].strip("-")
        name += f"-{words}-{zlib.crc32(wanted.scope.encode()) & 0xFFFF:04x}"
    if wanted.use:
        name += f"-{wanted.use}"
    return compiled.folder / FOLDER / f"{name}.md"


def document(compiled: Compiled) -> str:
    """Return it as its file will hold it: what was written into that by hand stays."""
    return _renewed(compiled).text


def page_of(compiled: Compiled) -> str:
    """Return it as a page, with what was written into its file by hand."""
    from fieldkit.digest.living import plain
    from fieldkit.digest.publish import page_of as whole_page

    media = compiled.folder / "media"
    text = plain(document(compiled))
    return whole_page(compiled.casebook, text, compiled.wanted.use, media=media)


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


def standing(found: Read, wanted: Wanted, held: str) -> str:
    """Return how a file's text compares with what it would be now: ``stale: 2 new notes``."""
    from fieldkit.digest.living import renew

    again = renew(held, _markdown(found, wanted))
    if not again.stale:
        return "up to date"
    return f"stale: {', '.join(again.changes)}" if again.changes else "stale"


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
