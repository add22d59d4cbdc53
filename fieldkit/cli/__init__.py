"""The command line: one module per noun, each loaded when it is asked for."""

import gc
import os
import sys
from types import TracebackType

from fieldkit.model.errors import FieldkitError


def main() -> None:
    """Run the command line; data on stdout, messages on stderr, never a traceback."""
    brief = sys.argv[1:2] == ["note"]
    if brief:
        gc.disable()  # a note is over before there is garbage to look for
    sys.excepthook = _our_fault
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    code = _run()
    if brief:
        # All is on the disk; taking the interpreter apart takes longer than writing the note did.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    sys.exit(code)


def _run() -> int:
    """Run the command; return its exit code, having said what was wrong."""
    try:
        code = _note() if _is_line(sys.argv[1:]) else _command()
        sys.stdout.flush()
    except KeyboardInterrupt:
        _say("stopped.")
        return 130
    except BrokenPipeError:
        # Whoever read us has seen enough, as `fieldkit moments | head` does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (FieldkitError, OSError) as error:
        _say(_line(error))
        return 1
    return code


def _is_line(arguments: list[str]) -> bool:
    """Tell whether a note is given as a line, without options: most are, and need no parser."""
    plain = arguments[:1] == ["note"] and len(arguments) > 1 and arguments[1][:1] != "-"
    return plain and "FIELDKIT_STUDY" not in os.environ


def _note() -> int:
    from fieldkit.cli.note import note
    from fieldkit.cli.place import find_study

    note(find_study(None), sys.argv[2:])
    return 0


def _command() -> int:
    import click

    from fieldkit.cli.group import cli

    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort as stopped:
        raise KeyboardInterrupt from stopped
    return code if isinstance(code, int) else 0


def _say(what: str) -> None:
    sys.stderr.write(f"fieldkit: {what}\n")


def _line(error: FieldkitError | OSError) -> str:
    """Return what was refused, in one line."""
    if isinstance(error, FieldkitError):
        return str(error)
    where = f" ({error.filename})" if error.filename else ""
    return f"{error.strerror or error}{where}."


def _our_fault(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Say in one line that fieldkit failed, and where; all of it where FIELDKIT_DEBUG is set.

    Where it came from is kept for ``fieldkit doctor --report``, without a value.
    """
    _keep(error)
    if os.environ.get("FIELDKIT_DEBUG"):
        sys.__excepthook__(kind, error, trace)
        return
    import traceback

    last = traceback.extract_tb(trace)[-1] if trace else None
    where = f"{last.filename.rpartition(os.sep)[2]}:{last.lineno}" if last else "?"
    sys.stderr.write(
        f"fieldkit: this is fieldkit's own fault ({kind.__name__} at {where}), not yours. "
        "What was saved is safe. Please report it: fieldkit doctor --report writes a file for that "
        "without a word of your notes.\n"
    )


def _keep(error: BaseException) -> None:
    from fieldkit.cli.group import NAMES
    from fieldkit.model.times import now
    from fieldkit.store.fault import keep_fault
    from fieldkit.store.home import Home

    doing = next((word for word in sys.argv[1:] if word in NAMES), "app")
    keep_fault(Home().root, error, now(), doing=doing)
