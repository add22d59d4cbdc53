"""The command group: every command's name and line, each loaded only when it runs."""

import importlib
from pathlib import Path

import click

from fieldkit import __version__

COMMANDS = {
    "Start": {
        "demo": ("fieldkit.cli.studies", "Make a realistic finished study and open it."),
        "new": ("fieldkit.cli.studies", "Make a study."),
        "study": ("fieldkit.cli.study", "What the study is about; amend it."),
        "me": ("fieldkit.cli.studies", "Say who writes on this machine."),
    },
    "In the field": {
        "shadow": ("fieldkit.cli.studies", "Spend time with a customer, led step by step."),
        "session": ("fieldkit.cli.sessions", "Start, stop, list and show sessions."),
        "note": ("fieldkit.cli.note_command", "Write a moment; alone, a one-line capture."),
        "write-up": ("fieldkit.cli.write_up", "What wants words, and the full note beside it."),
        "attach": ("fieldkit.cli.attach", "Attach photos or sound to a moment."),
        "undo": ("fieldkit.cli.care", "Take back the last change."),
        "redo": ("fieldkit.cli.care", "Make the last undone change again."),
    },
    "Reading and tagging": {
        "moments": ("fieldkit.cli.moments", "Find moments."),
        "edit": ("fieldkit.cli.moments", "Make a moment read as a line says."),
        "tag": ("fieldkit.cli.moments", "Add tags to moments."),
        "delete": ("fieldkit.cli.moments", "Delete moments; undo brings them back."),
        "participants": ("fieldkit.cli.words", "List and add participants and staff."),
        "touchpoints": ("fieldkit.cli.touchpoints", "Touchpoints: order, promises, merges."),
        "codes": ("fieldkit.cli.codes", "The codebook: merge, split, move, near words."),
        "insights": ("fieldkit.cli.insights", "Claims with their evidence, weighed."),
        "journey": ("fieldkit.cli.journey", "Draw what customers felt along the touchpoints."),
        "digest": ("fieldkit.cli.digests", "Compile a digest that a team reads."),
        "publish": ("fieldkit.cli.publish", "Write the study as a small site of pages."),
        "conflicts": ("fieldkit.cli.conflicts", "Settle what two devices wrote at once."),
        "off-record": ("fieldkit.cli.off_record", "Hide the notes of some minutes."),
        "log": ("fieldkit.cli.history", "Who changed what, when, field by field."),
        "revert": ("fieldkit.cli.history", "Make a document read as it did at a time."),
    },
    "In and out, and care": {
        "import": ("fieldkit.cli.imports", "Bring notes in: JSONL, Markdown, field shorthand."),
        "export": ("fieldkit.cli.exports", "Write the study to a file that others open."),
        "check": ("fieldkit.cli.care", "Verify journal, store, links and, with --deep, backups."),
        "backup": ("fieldkit.cli.backups", "Make a verified backup, or list those there are."),
        "restore": ("fieldkit.cli.backups", "Put a backup into a new folder."),
        "erase": ("fieldkit.cli.erasure", "Erase a person: notes, sessions, backups. No undo."),
        "doctor": ("fieldkit.cli.care", "Versions, terminal, where things are."),
    },
}
NAMES = {name: entry for part in COMMANDS.values() for name, entry in part.items()}


class LazyGroup(click.Group):
    """A group whose commands are imported when they run: one note must not load the app."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """Return the names, in the order in which one comes to need them."""
        return list(NAMES)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        if cmd_name not in NAMES:
            return None
        module = importlib.import_module(NAMES[cmd_name][0])
        found: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_")
        return found

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by what one is doing."""
        for part, commands in COMMANDS.items():
            with formatter.section(part):
                formatter.write_dl([(name, line) for name, (_, line) in commands.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; for a mistyped one say which is near."""
        name = args[0]
        if name not in NAMES:
            from difflib import get_close_matches

            near = get_close_matches(name, NAMES, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else "; see: fieldkit --help"
            ctx.fail(f"There is no command {name!r}{hint}")
        return super().resolve_command(ctx, args)


HELP = """Field notes for people who go out and watch customers.

Alone, fieldkit opens the app on the study of this folder. The quickest way in:

\b
    fieldkit demo                     a finished study to look around in
    fieldkit new visits --title 'Store visits' --as ana
    fieldkit note                     a one-line capture
    fieldkit note 'card declined twice @till !frustrated4'
    fieldkit digest topline           what a team reads

In a line: @ where, ! feeling, # theme, " their words. Quote lines with signs in single quotes.
"""


@click.group(
    cls=LazyGroup,
    help=HELP,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--study",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="FIELDKIT_STUDY",
    metavar="DIR",
    help="The study's folder; else this folder's or a parent's, else the last one used.",
)
@click.version_option(__version__, "--version", message="fieldkit %(version)s")
@click.pass_context
def cli(ctx: click.Context, study: Path | None) -> None:
    """Run a command, or open the app."""
    ctx.obj = study
    if ctx.invoked_subcommand is None:
        from fieldkit.cli.studies import open_app

        ctx.exit(open_app(study))
