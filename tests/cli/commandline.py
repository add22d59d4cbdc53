"""Runs fieldkit as a person would: a process of its own, its output and exit code."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


def run(*arguments: str, cwd: Path, stdin: str | bytes | None = None) -> Ran:
    """Run a command to its end; nothing is typed where stdin is left out."""
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [sys.executable, "-m", "fieldkit", *arguments],
        cwd=cwd,
        input=data if data is not None else b"",
        capture_output=True,
        check=False,
        timeout=60,
        env={**os.environ, "COLUMNS": "100"},
    )
    return Ran(
        code=done.returncode,
        out=done.stdout.decode("utf-8", "replace"),
        err=done.stderr.decode("utf-8", "replace"),
    )


def ok(*arguments: str, cwd: Path, stdin: str | bytes | None = None) -> Ran:
    """Run a command that must succeed."""
    ran = run(*arguments, cwd=cwd, stdin=stdin)
    assert ran.code == 0, ran
    assert "Traceback" not in ran.err
    return ran


def refused(*arguments: str, cwd: Path, stdin: str | bytes | None = None, code: int = 1) -> str:
    """Run a command that must be refused in one clear line; return the line."""
    ran = run(*arguments, cwd=cwd, stdin=stdin)
    assert ran.code == code, ran
    assert "Traceback" not in ran.err
    assert "own fault" not in ran.err
    lines = [line for line in ran.err.splitlines() if line.strip()]
    assert len(lines) == 1, ran.err
    return lines[0]
