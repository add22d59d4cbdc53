"""Where a command works: which study, for whom; and how it speaks."""

import os
import signal
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from fieldkit.model.errors import InvalidValueError, NoStudyError
from fieldkit.model.keys import as_handle, fold
from fieldkit.model.observer import Observer
from fieldkit.store.home import Home

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import click

    from fieldkit.store.notebook import Notebook

Decorated = TypeVar("Decorated", bound="Callable[..., Any]")


def study_option(command: Decorated) -> Decorated:
    """Give a command ``--study`` after its name, too: people put it on either side."""
    import click  # what only notes a line needs no options

    kind = click.Path(path_type=Path, file_okay=False)
    text = "The study's folder."
    return click.option("--study", "study_here", type=kind, metavar="DIR", help=text)(command)


def say(message: str) -> None:
    """Write a message for the person, on stderr."""
    sys.stderr.write(f"{shown(message)}\n")
    sys.stderr.flush()


def tell(warnings: "Iterable[str]") -> None:
    """Write warnings, one a line."""
    for warning in warnings:
        say(f"note: {warning}")


def shown(text: str) -> str:
    """Return text as it may be written to a terminal: control characters as symbols."""
    from fieldkit.model.visible import visible

    return visible(text)


def is_study(folder: Path) -> bool:
    """Tell whether a folder holds a study."""
    logs = folder / "log"
    return logs.is_dir() and any(path.suffix == ".jsonl" for path in logs.iterdir())


def find_study(ctx_study: Path | None, here: Path | None = None) -> Path:
    """Return the study to work on: as asked, of this folder or a parent, or the last one used.

    Raises:
        NoStudyError: There is none.
    """
    asked = here or ctx_study
    if asked is not None:
        if not is_study(asked):
            message = f"There is no study in {asked}; make one: fieldkit new {asked} --title …"
            raise NoStudyError(message)
        return asked.resolve()
    current = Path.cwd()
    for folder in (current, *current.parents):
        if is_study(folder):
            return folder
    last = Home().last_study()
    if last is None:
        message = (
            "There is no study here; make one: fieldkit new visits --title 'Store visits' "
            "--as ana — or look at one: fieldkit demo"
        )
        raise NoStudyError(message)
    say(f"in the study used last: {last}")
    return last


def who(home: Home) -> Observer:
    """Return who writes here: as said with ``fieldkit me``, else by the name of the account."""
    me = home.me()
    if me is not None:
        return me
    account = os.environ.get("USER") or os.environ.get("USERNAME") or ""
    letters = "".join(char for char in fold(account) if char.isalpha())
    try:
        return Observer(handle=as_handle(letters[:24]))
    except InvalidValueError:
        return Observer(handle=as_handle("me"))


def open_notebook(ctx: "click.Context", here: Path | None = None) -> "Notebook":
    """Open the study whole, and say what opening it found."""
    from fieldkit.store.notebook import Notebook

    folder = find_study(ctx.find_root().obj, here)
    home = Home()
    notebook = Notebook(folder, home, who(home))
    home.remember_study(folder)
    tell_troubles(notebook)
    if sys.stderr.isatty():
        tell_overdue(notebook, home)
    return notebook


def tell_overdue(notebook: "Notebook", home: Home) -> None:
    """Say in a line what has waited for words for longer than one wants to be let off."""
    from fieldkit.model.write_up import told_overdue

    after = home.remind_after()
    if after is not None and (line := told_overdue(notebook.wanting(), notebook.clock(), after)):
        say(f"note: {line}; see: fieldkit write-up")


def tell_troubles(notebook: "Notebook") -> None:
    """Say what was damaged, and what was found that the journal did not know."""
    ledger = notebook.ledger
    if why := ledger.journal.shut:
        say(f"note: {why}")
    tell_synced(notebook.folder, ledger.journal.study, ledger.journal.home)
    if ledger.journal.troubles:
        count = len(ledger.journal.troubles)
        say(f"note: {count} damaged place{'s' * (count != 1)} in the journal; see: fieldkit check")
    if ledger.journal.erased:
        from fieldkit.store.erase import not_everywhere

        for person in not_everywhere(ledger):
            say(f"note: {person} is not erased everywhere on this machine: fieldkit erase {person}")
    if ledger.state.rivals or ledger.state.deletions:
        from fieldkit.store import conflicts

        if fields := conflicts.count(ledger.state):
            say(
                f"note: {fields} field{'s' * (fields != 1)} written by two devices at once; "
                "see: fieldkit conflicts"
            )
    found = ledger.recovered
    if found is not None:
        kept = f"kept in quarantine/ as {found.kept}" if found.kept else "no copy could be kept yet"
        taken = f"{found.documents} changes taken over from it."
        if found.why:
            taken = f"what it says is not taken over yet. {found.why}"
        say(f"note: study.json was not as fieldkit left it; {kept}, {taken}")


def tell_synced(folder: Path, study: str, home: Home) -> None:
    """Say once for each study and machine that a program syncs its folder."""
    from fieldkit.store.mounts import synced

    program = synced(folder)
    if program and home.first_time(f"synced {study}"):
        say(
            f"note: {program} syncs this study. That is fine: each device writes its own log. Let "
            "it finish syncing before you write on another device. (Said once.)"
        )


def finish(notebook: "Notebook") -> None:
    """Bring ``study.json`` up to date after a command."""
    try:
        notebook.settle()
    except OSError as error:
        say(
            f"note: study.json could not be written ({error.strerror}); "
            "the journal holds everything, and the next command tries again."
        )


@contextmanager
def stoppable() -> "Iterator[Callable[[], None]]":
    """Let Ctrl+C stop the block until what is yielded is called; from then on it ends its work.

    So what was said to be stopped has changed nothing, and what is written is told.
    """

    def told(_number: int, _frame: object) -> None:
        say("fieldkit: it is being written already; to take it back: fieldkit undo")

    def go_on() -> None:
        signal.signal(signal.SIGINT, told)

    before = signal.getsignal(signal.SIGINT)
    try:
        yield go_on
    finally:
        signal.signal(signal.SIGINT, before)


def has_terminal() -> bool:
    """Tell whether a person sits at both ends."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def progress(what: str) -> "Callable[[int, int], None] | None":
    """Return what shows how far long work is, or None where nobody looks."""
    if not sys.stderr.isatty():
        return None
    shown_at = -1

    def show(done: int, of: int) -> None:
        nonlocal shown_at
        percent = 100 * done // max(of, 1)
        if percent != shown_at:
            shown_at = percent
            sys.stderr.write(f"\r{what} {percent:3d} %" + "\n" * (done >= of))
            sys.stderr.flush()

    return show
