"""``fieldkit codes``: the codebook, put in order without touching a text."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from fieldkit.cli.listing import format_option, list_rows
from fieldkit.cli.naming import group, kept, key_of, lister, merger, renamer
from fieldkit.cli.place import finish, open_notebook, say, shown, study_option, tell
from fieldkit.model.errors import UsageError
from fieldkit.model.journey import Code, Colour
from fieldkit.model.keys import CodeKey

if TYPE_CHECKING:
    from fieldkit.analysis.sighting import Notes
    from fieldkit.model.study import Casebook

codes_ = group("codes", "The codebook: list, add, show, rename, merge, split, move.")
COLUMNS = ("key", "name", "moments", "people", "colour", "definition", "same_as")
TOGETHER = ("one", "other", "people", "moments")


def _codes(book: "Casebook") -> list[dict[str, object]]:
    from fieldkit.analysis.sighting import read
    from fieldkit.analysis.tally import by_code

    notes = Counter(code for moment in book.moments for code in moment.codes)
    people = {met.key: str(met.share) for met in by_code(read(book))}
    return [
        {
            "key": c.key,
            "name": c.name,
            "moments": notes[c.key],
            "people": people.get(c.key),
            "colour": f"{c.colour} {c.colour.sign}" if c.colour else None,
            "definition": c.definition,
            "same_as": c.same_as,
        }
        for c in book.codes
    ]


codes_.add_command(lister(COLUMNS, _codes))
codes_.add_command(merger("codes", "queueing waiting-line waiting"))
codes_.add_command(renamer("codes", "waiting 'Waiting in line'"))


@codes_.command("add")
@click.argument("key")
@click.option("--name", help="How it is shown.")
@click.option("--definition", help="What it means.")
@click.option("--when", help="When to use it.")
@click.option("--when-not", help="When not to.")
@click.option("--example", "examples", multiple=True, metavar="ID", help="A moment that shows it.")
@click.option("--colour", type=click.Choice([str(c) for c in Colour]), help="Its colour.")
@click.option("--in-vivo", is_flag=True, help="It is a customer's own word.")
@study_option
@click.pass_context
def add_code(ctx: click.Context, /, key: str, study_here: Path | None, **given: Any) -> None:
    """Add a code, or amend one.

    \b
    fieldkit codes add trust/privacy --definition 'Worries about who sees what'
    """
    notebook = open_notebook(ctx, study_here)
    folded = CodeKey(key_of("codes", key))
    held: Code = notebook.table("codes").get(folded) or Code(key=folded)
    changes = {name: value for name, value in given.items() if value}
    if "colour" in changes:
        changes["colour"] = Colour(changes["colour"])
    if "examples" in changes:
        more = (notebook.moments.want(name).id for name in changes["examples"])
        changes["examples"] = tuple(dict.fromkeys((*held.examples, *more)))
    kept(notebook, "codes", replace(held, **changes), folded)


@codes_.command("show")
@click.argument("key")
@study_option
@click.pass_context
def show_code(ctx: click.Context, key: str, study_here: Path | None) -> None:
    """Show one code: what it means, who it was noted of, and with what."""
    from fieldkit.store.codebook import known

    notebook = open_notebook(ctx, study_here)
    code: Code = known(notebook, "codes", key_of("codes", key))
    for line in _told(code, _notes(ctx, study_here)):
        click.echo(shown(line))


@codes_.command("split", context_settings={"ignore_unknown_options": True})
@click.argument("key")
@click.argument("search", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option("--into", required=True, metavar="NEW", help="The code they get instead.")
@study_option
@click.pass_context
def split_code(
    ctx: click.Context, key: str, search: tuple[str, ...], into: str, study_here: Path | None
) -> None:
    """Give those of a code's moments that a search means another code instead.

    \b
    fieldkit codes split waiting '@returns' --into waiting/at-the-desk
    """
    from fieldkit.shorthand.search import parse_search
    from fieldkit.store.codebook import known, split

    notebook = open_notebook(ctx, study_here)
    old, new = key_of("codes", key), key_of("codes", into)
    known(notebook, "codes", old)
    asked = parse_search(" ".join(search), notebook.pen.words())
    tell(asked.told)
    done = split(notebook, old, asked, new)
    if not done:
        message = f"No moment of #{old} is found by that; nothing was changed."
        raise UsageError(message)
    say(f"{done} moments are #{new} now; fieldkit undo takes it back.")
    finish(notebook)


@codes_.command("move")
@click.argument("key")
@click.argument("under", metavar="UNDER", default="")
@study_option
@click.pass_context
def move_code(ctx: click.Context, key: str, under: str, study_here: Path | None) -> None:
    """Put a code, with those below it, under another; alone, at the top.

    \b
    fieldkit codes move privacy trust
    """
    from fieldkit.store.codebook import move

    notebook = open_notebook(ctx, study_here)
    moved = move(notebook, key_of("codes", key), key_of("codes", under) if under else "")
    for old, new in moved:
        click.echo(f"{old} is {new} now")
    if not moved:
        say("nothing to do: it stands there already.")
    finish(notebook)


@codes_.command("near")
@study_option
@click.pass_context
def near_codes(ctx: click.Context, study_here: Path | None) -> None:
    """Find codes that are nearly the same word, to be merged or told apart."""
    from fieldkit.shorthand.nearness import nearly

    codes = [c.key for c in open_notebook(ctx, study_here).casebook().codes if c.same_as is None]
    pairs = [(k, near) for n, k in enumerate(codes) if (near := nearly(k, codes[:n]))]
    for key, near in pairs:
        click.echo(f"{near} {key}")
    say("to merge: fieldkit codes merge KEY INTO" if pairs else "none is near another.")


@codes_.command("together")
@click.argument("one", type=click.Choice(["code", "touchpoint", "feeling"]), default="code")
@click.argument("other", type=click.Choice(["code", "touchpoint", "feeling"]), default="code")
@format_option
@study_option
@click.pass_context
def together(ctx: click.Context, one: str, other: str, fmt: str, study_here: Path | None) -> None:
    """Count what is noted together, by people.

    \b
    fieldkit codes together code feeling
    """
    from fieldkit.analysis.cooccurrence import cooccurrence

    pairs = cooccurrence(_notes(ctx, study_here), one, other)
    rows = [
        {"one": p.one, "other": p.other, "people": len(p.people), "moments": p.moments}
        for p in pairs
    ]
    list_rows(fmt, TOGETHER, rows)


def _notes(ctx: click.Context, study_here: Path | None) -> "Notes":
    from fieldkit.analysis.sighting import read

    return read(open_notebook(ctx, study_here).casebook())


def _told(code: Code, notes: "Notes") -> list[str]:
    from fieldkit.analysis.cooccurrence import cooccurrence
    from fieldkit.analysis.evidence import one_each, strongest
    from fieldkit.analysis.tally import people, share

    found = [s for s in notes.sightings if code.key in s.codes]
    count = share(notes, people(found), found)
    lines = [f"#{code.key}" + (f"  {code.name}" if code.name else "")]
    lines += [f"same as: #{code.same_as}"] if code.same_as else []
    parts = (("means", code.definition), ("when", code.when), ("not when", code.when_not))
    lines += [f"{name}: {text}" for name, text in parts if text]
    lines.append(f"noted of: {count} people, {len(found)} moments")
    near = [
        f"{other} ({len(p.people)})"
        for kind in ("code", "touchpoint", "feeling")
        for p in cooccurrence(notes, "code", kind)
        if code.key in {p.one, p.other} and (other := p.other if p.one == code.key else p.one)
    ]
    lines += [f"together with: {', '.join(near[:8])}"] if near else []
    examples = notes.find(code.examples) or one_each(strongest(found), 3)
    lines += [f"{s.id:<10} {s.moment.text}" for s in examples]
    return lines
