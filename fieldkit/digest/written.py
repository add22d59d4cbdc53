"""The digests that stand in a study's folder, each by what it says of itself."""

from dataclasses import dataclass
from pathlib import Path

from fieldkit.analysis.sighting import Use
from fieldkit.digest.front import facts, split
from fieldkit.model.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A digest in a file, as its front matter says."""

    path: Path
    kind: str
    scope: str
    """The search it is of; empty: the whole study."""
    for_: str
    """What it is for, as it stands there; empty: the study's own people."""
    text: str
    """The whole file."""

    @property
    def title(self) -> str:
        """Return it as it is told: ``topline of @pay, public``."""
        of = f" of {self.scope}" if self.scope else ""
        return f"{self.kind}{of}{f', {self.for_}' if self.for_ else ''}"

    @property
    def use(self) -> Use | None:
        """What it is for.

        Raises:
            UsageError: Somebody wrote there what no digest is for.
        """
        if self.for_ and self.for_ not in tuple(Use):
            message = f"it says it is for {self.for_!r}; that can be: {', '.join(Use)}"
            raise UsageError(message)
        return Use(self.for_) if self.for_ else None


def written_digest(path: Path) -> Written | None:
    """Return what a file says of itself; None where it is no digest that we wrote.

    Raises:
        UsageError: It cannot be read as text.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read as UTF-8, so nothing is known of it; move it away first."
        raise UsageError(message) from error
    said = dict(facts(split(text)[0]))
    if "kind" not in said or "study" not in said:
        return None
    return Written(
        path=path,
        kind=said["kind"],
        scope=said.get("scope", ""),
        for_=said.get("for", ""),
        text=text,
    )


def written_in(folder: Path) -> tuple[Written, ...]:
    """Return the digests in a folder by their files' names; other pages there are left alone.

    Raises:
        UsageError: A file there cannot be read as text.
    """
    paths = sorted(folder.glob("*.md")) if folder.is_dir() else []
    return tuple(found for path in paths if (found := written_digest(path)) is not None)
