"""The last fault of fieldkit itself, kept for its report: where, never with what.

A traceback's values, and often its message, are words of somebody's notes. Only the kind of each
error, the file, the line and the name of the function are kept.
"""

import contextlib
import os
from datetime import datetime
from pathlib import Path
from traceback import extract_tb

from fieldkit import __version__
from fieldkit.model.times import to_iso
from fieldkit.store.files import REAL_FILES, Files, read_bytes, write_whole

NAME = "last-fault.txt"
DEEPEST = 60
"""Calls kept of one error, the innermost; a recursion has thousands."""
LINKED = 8
"""How many errors are followed that led to one another."""
LONGEST = 1 << 16


def keep_fault(
    root: Path, error: BaseException, at: datetime, *, doing: str = "", files: Files = REAL_FILES
) -> None:
    """Keep where an error came from, in place of the last one; a full disk is no second error.

    Args:
        root: This installation's own folder.
        error: The error.
        at: When.
        doing: The command, or the screen; no word of its arguments.
        files: The seam.
    """
    lines = [f"fieldkit {__version__}", f"at {to_iso(at)}", f"doing {doing or 'unknown'}"]
    seen: BaseException | None = error
    for _ in range(LINKED):
        if seen is None:
            break
        lines += ["", type(seen).__name__]
        calls = extract_tb(seen.__traceback__)
        lines += [f"  {_place(c.filename)}:{c.lineno} {c.name}" for c in calls[-DEEPEST:]]
        seen = seen.__cause__ or seen.__context__
    with contextlib.suppress(OSError):
        files.make_folder(root)
        write_whole(files, root / NAME, "\n".join([*lines, ""]).encode(), durable=False)


def last_fault(root: Path) -> str | None:
    """Return what was kept of the last fault, or None."""
    try:
        data = read_bytes(root / NAME)
    except OSError:
        return None
    return None if data is None else data[:LONGEST].decode("utf-8", "replace")


def _place(filename: str) -> str:
    """Return a source file without the folders above its package: they may hold a name."""
    parts = filename.replace(os.sep, "/").split("/")
    for top in ("fieldkit", "site-packages"):
        if top in parts[:-1]:
            at = len(parts) - 1 - parts[::-1].index(top)
            return "/".join(parts[at:] if top == "fieldkit" else parts[at + 1 :])
    return parts[-1]
