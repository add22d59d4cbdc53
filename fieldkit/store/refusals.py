"""Why a change was not written, as it is told to the person who made it."""

from pathlib import Path

from fieldkit.model.errors import FieldkitError, NotSavedError, ReadOnlyStudyError

NEWER = "A newer fieldkit wrote this study: it can be read here, not written."
READ_ONLY = frozenset({1, 13, 30})
"""EPERM, EACCES and EROFS."""


def refusal(error: OSError, folder: Path) -> FieldkitError:
    """Return what the operating system's refusal means for a study."""
    if not (folder / "log").is_dir():
        message = f"Not saved: {folder} is not there any more. Bring the disk or the folder back."
        return NotSavedError(message)
    if error.errno in READ_ONLY:
        message = (
            f"{folder} cannot be written: copy the study to a folder of yours, or ask for access."
        )
        return ReadOnlyStudyError(message)
    why = error.strerror or str(error)
    return NotSavedError(f"Not saved: {why}. Free some space, or copy the study to another disk.")


def on_network(kind: str) -> str:
    """Return why a study on a network drive is not written."""
    return (
        f"This study is on a network drive ({kind}): it can be read here, not written, for such a "
        "drive may lose notes. Copy it to a disk of this machine and work there; or, where one "
        "machine alone writes it, set FIELDKIT_ALLOW_NETWORK=1."
    )
