"""``fieldkit moments``, with saved searches and groups; ``edit``, ``tag`` and ``delete``."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from fieldkit.cli.listing import format_option, list_rows
from fieldkit.cli.place import finish, open_notebook, say, shown, study_option, tell
from fieldkit.model.errors import UsageError
from fieldkit.model.finding import By
from fieldkit.model.keys import MomentId, fold
from fieldkit.model.moment import Layer, Moment

if TYPE_CHECKING:
    from fieldkit.shorthand.search import Search
    from fieldkit.store.notebook import Notebook

Groups = Sequence[tuple[str | None, Sequence[Moment]]]

COLUMNS = ("id", "when", "session", "who", "where", "feeling", "text", "codes")
MARKS = {
    Layer.VERBATIM: '"',
    Layer.PARAPHRASE: "'",
    Layer.INFERRED: "?",
    Layer.REFLEXIVE: "~",
    Layer.METHOD: "%",
}
LINE = {"ignore_unknown_options": True, "allow_interspersed_args": False}


@click.command("moments", context_settings=LINE)
@format_option
@click.option(
    "--group-by", "by", type=click.Choice([*map(str, By)]), help="Under headings with counts."
)
@click.option("--saved", metavar="NAME", help="What a saved search means, narrowed by SEARCH.")
@click.option("--save", metavar="NAME", help="Keep SEARCH in the study under a name.")
@click.option("--forget", metavar="NAME", help="Keep that search no longer.")
@click.option("--searches", is_flag=True, help="List the saved searches.")
@study_option
@click.argument("search", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def moments_(
    ctx: click.Context,
    fmt: str,
    by: str | None,
    saved: str | None,
    save: str | None,
    forget: str | None,
    searches: bool,
    study_here: Path | None,
    search: tuple[str, ...],
) -> None:
    """Find moments; with no search, all of them.

    The search is field shorthand: bare words (all must occur), "a phrase", @where !feeling #theme
    P3: layer:verbatim session:ana-s3 by:ana from:2026-05-01 valence:<0 saved:pain and - before what
    to leave out. Options come first.

    \b
    fieldkit moments '@till !frustrated'
    fieldkit moments --format csv '#trust -layer:method'
    fieldkit moments --group-by feeling '@till'
    fieldkit moments --save pain '@till valence:<0'
    fieldkit digest topline saved:pain
    """
    from fieldkit.shorthand.search import parse_search

    _refuse_late_options(ctx, search)
    notebook = open_notebook(ctx, study_here)
    line = " ".join(search)
    if searches:
        kept = notebook.table("searches")
        list_rows(fmt, ("name", "line"), [{"name": s.name, "line": s.line} for s in kept])
    elif forget is not None:
        notebook.delete("searches", [fold(forget)])
        say(f"forgot {fold(forget)}; fieldkit undo brings it back.")
        finish(notebook)
    elif save is not None:
        _save(notebook, save, line)
    else:
        line = f"saved:{saved} {line}" if saved else line
        asked = parse_search(line, notebook.pen.words())
        tell(asked.told)
        _list(notebook, asked, fmt, by)


def _save(notebook: "Notebook", name: str, line: str) -> None:
    if not line:
        message = "Give the search to save: fieldkit moments --save pain '@till valence:<0'"
        raise UsageError(message)
    tell(notebook.save_search(name, line))
    say(f"saved; see: fieldkit moments --saved {fold(name)}")
    finish(notebook)


def _refuse_late_options(ctx: click.Context, search: tuple[str, ...]) -> None:
    """Refuse an option behind the search: it would be looked for, and nothing found."""
    known = {name for option in ctx.command.params for name in option.opts if name[:2] == "--"}
    late = next((word for word in search if word.partition("=")[0] in known), None)
    if late is not None:
        message = f"{late} stands behind the search; options come first: fieldkit moments {late} …"
        raise UsageError(message)


def _list(notebook: "Notebook", asked: "Search", fmt: str, by: str | None) -> None:
    """Write the moments of a search, in groups where asked."""
    book = notebook.casebook(asked)
    if by is None:
        groups: Groups = [(None, book.moments)]
    else:
        held = {moment.id: moment for moment in book.moments}
        found = notebook.shelf.find(asked, By(by))
        groups = [
            (group.key or f"no {by}", [held[MomentId(name)] for name in group.ids])
            for group in (found.groups if found else ())
        ]
    if fmt != "table":
        from fieldkit.exchange.writing import write_grouped, write_moments

        pieces = write_moments(book.moments, fmt) if by is None else write_grouped(groups, by, fmt)
        for piece in pieces:
            click.echo(piece, nl=False)
        return
    zones: dict[str | None, str] = {s.id: s.zone for s in book.sessions}
    for key, moments in groups:
        if key is not None:
            click.echo(shown(f"{key}  {len(moments):,}"))
        if moments:
            list_rows(fmt, COLUMNS, [_row(m, zones) for m in moments])
        if key is not None:
            click.echo()
    say(f"{len(book.moments):,} of {len(notebook.moments):,} moments")


@click.command("edit", context_settings=LINE)
@study_option
@click.argument("name", metavar="ID")
@click.argument("line", nargs=-1, type=click.UNPROCESSED)
@click.pass_context
def edit_(ctx: click.Context, study_here: Path | None, name: str, line: tuple[str, ...]) -> None:
    """Make a moment read as a line says; undo takes it back.

    \b
    fieldkit edit ana-42 'card declined three times @till !frustrated5'
    """
    from fieldkit.shorthand.resolve import line_of

    notebook = open_notebook(ctx, study_here)
    if not line:
        moment: Moment = notebook.moments.want(name)
        message = f"Give the whole line; it reads now: {line_of(moment, zone='UTC')}"
        raise UsageError(message)
    edited = notebook.edit(name, " ".join(line))
    click.echo(edited.moment.id)
    tell(edited.told)
    finish(notebook)


@click.command("tag", context_settings=LINE)
@study_option
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED, metavar="ID… TAGS")
@click.pass_context
def tag_(ctx: click.Context, study_here: Path | None, words: tuple[str, ...]) -> None:
    """Add tags to moments, as one change.

    \b
    fieldkit tag ana-42 ana-43 '@till !frustrated4 #repeat-card'
    """
    notebook = open_notebook(ctx, study_here)
    split = next((at for at, word in enumerate(words) if not _is_id(word)), len(words))
    names, tags = words[:split], " ".join(words[split:])
    if not names or not tags.strip():
        message = "Give ids, then tags: fieldkit tag ana-42 '@till !frustrated'"
        raise UsageError(message)
    for edited in notebook.tag(names, tags):
        click.echo(edited.moment.id)
        tell(edited.told)
    finish(notebook)


@click.command("delete")
@study_option
@click.argument("names", nargs=-1, required=True, metavar="ID…")
@click.pass_context
def delete_(ctx: click.Context, study_here: Path | None, names: tuple[str, ...]) -> None:
    """Delete moments; undo brings them back."""
    notebook = open_notebook(ctx, study_here)
    notebook.delete("moments", names)
    for name in names:
        click.echo(name)
    say(f"deleted {len(names)}; fieldkit undo brings them back.")
    finish(notebook)


def _is_id(word: str) -> bool:
    mark, dash, number = word.rpartition("-")
    return bool(mark and dash and number.isdecimal() and mark[0].isalpha())


def _row(moment: Moment, zones: Mapping[str | None, str]) -> dict[str, object]:
    zone = ZoneInfo(zones.get(moment.session, "UTC"))
    feelings = [f"!{e.term}{e.intensity or ''}" for e in moment.emotions]
    who = moment.speaker or ",".join(moment.participants)
    mark = MARKS.get(moment.layer, "")
    close = mark if mark == '"' else ""
    count = f" *{moment.count}" if moment.count > 1 else ""
    return {
        "id": moment.id,
        "when": moment.at.astimezone(zone).strftime("%m-%d %H:%M") if moment.at else None,
        "session": moment.session,
        "who": who or None,
        "where": moment.touchpoint,
        "feeling": " ".join(feelings) or None,
        "text": f"{_words(moment, mark, close)}{count}",
        "codes": " ".join(f"#{code}" for code in moment.codes) or None,
    }


def _words(moment: Moment, mark: str, close: str) -> str:
    """Return a moment's words, and how many files are beside them."""
    beside = f"({len(moment.media)} attached)" if moment.media else ""
    if moment.text:
        return f"{mark}{moment.text}{close} {beside}".rstrip()
    return beside or "(marked)"
