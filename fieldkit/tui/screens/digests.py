"""Digests: compile one, read it by section, go to its evidence, write it out."""

import asyncio
import os
import webbrowser
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Markdown, OptionList, Static
from textual.widgets.option_list import Option
from typing_extensions import override

from fieldkit.model.errors import FieldkitError
from fieldkit.tui.commands import DIGESTS, EVERYWHERE, bindings
from fieldkit.tui.comparing import Standing
from fieldkit.tui.compiling import (
    FOLDER,
    Compiled,
    Wanted,
    compiled_of,
    document,
    first_words,
    how_stale,
    list_of,
    page_of,
    read_of,
    wanted_of,
    write,
    written,
)
from fieldkit.tui.reader import EVIDENCE, evidence_parts, safe_parser
from fieldkit.tui.rows import keys
from fieldkit.tui.widgets.digest_list import DigestList
from fieldkit.tui.widgets.notice import Notice
from fieldkit.tui.widgets.page import Page
from fieldkit.tui.widgets.rows import Rows
from fieldkit.tui.wording import RESEARCHER, one_line

if TYPE_CHECKING:
    from fieldkit.analysis.sighting import Use
    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk

USES: "dict[str | None, str]" = {
    None: "the study's own people",
    "internal": "inside the company: nobody who did not agree to that",
    "public": "anyone: only people who agreed to being published",
}
"""What each use means, as it is told."""
SIDE_BY_SIDE = 110
"""From so many columns the lists stand beside the text; below, the text has all of them."""


class DigestsScreen(Screen[None]):
    """Compiles digests and shows them."""

    BINDINGS: ClassVar = [
        *bindings(DIGESTS),
        ("right", "section(1)", "Next section"),
        ("left", "section(-1)", "Section before"),
        ("escape", "back", "Back"),
        ("colon", "app.command_palette", "Commands"),
        ("question_mark", "app.help", "Help"),
    ]
    DEFAULT_CSS: ClassVar[str] = """
    DigestsScreen {
        layers: default cover;
        & > .status { height: 1; background: $panel; }
        & > .keys { height: 1; background: $panel; }
        & > Horizontal { height: 1fr; }
        & .aside { width: 32; height: 100%; }
        & OptionList { border: none; background: transparent; padding: 0 1; }
        & .kinds { height: auto; max-height: 75%; }
        & .parts { height: 1fr; }
        & .heading { height: 1; color: $faint; padding: 0 1; }
        & .text { width: 1fr; height: 100%; padding: 0; scrollbar-size-vertical: 1; }
        & .about { height: auto; padding: 0 1; color: $faint; }
        & Markdown { padding: 0 1; }
        & MarkdownH1, & MarkdownH2, & MarkdownH3 { margin: 0 0 1 0; }
        & .evidence { dock: bottom; height: auto; max-height: 8; display: none; }
        & .evidence.-on { display: block; }
        &.-stacked.-reading .aside { display: none; }
    }
    """

    def __init__(self, desk: "Desk[Bench]") -> None:
        super().__init__()
        self._desk = desk
        self.compiled: Compiled | None = None
        self.scope = ""
        """The search that the digest is of; empty: the whole study."""
        self.use: Use | None = None
        self.at = 0
        """Which section is shown."""
        self._status = Rows(classes="status")
        self._notice = Notice()
        self._keys = Rows(classes="keys")
        self._kinds = DigestList(classes="kinds")
        self._parts = OptionList(classes="parts", compact=True)
        self._text = Page(classes="text")
        self._about = Static(classes="about")
        self._markdown = Markdown(parser_factory=safe_parser, open_links=False)
        self._evidence = OptionList(classes="evidence", compact=True)
        self._abouts: dict[str, str] = {}
        self._standing = Standing(desk)

    @override
    def compose(self) -> ComposeResult:
        """Put kinds and sections beside the text."""
        yield self._status
        with Horizontal():
            with Vertical(classes="aside"):
                yield Static("Kinds", classes="heading")
                yield self._kinds
                yield Static("Sections", classes="heading")
                yield self._parts
            with self._text:
                yield self._about
                yield self._markdown
        yield self._evidence
        yield self._notice
        yield self._keys

    def on_mount(self) -> None:
        """Begin with the kinds."""
        self._kinds.focus()

    def on_screen_resume(self) -> None:
        """List what there is now."""
        self.load_kinds()

    @on(OptionList.OptionSelected, ".parts")
    def read_part(self) -> None:
        """Go to the text of the section under the cursor."""
        self.add_class("-reading")
        self._text.focus()

    def on_resize(self) -> None:
        """Set things out afresh."""
        self.set_class(self.size.width < SIDE_BY_SIDE, "-stacked")
        self._show()

    @work(exclusive=True, group="list")
    async def load_kinds(self) -> None:
        """List the kinds there are, and what was written before; then find out how that stands."""
        from fieldkit.digest.compile import kinds
        from fieldkit.digest.written import written_in

        folder = await self._desk.do(lambda bench: bench.notebook.folder, writes=False)
        try:
            found = kinds(folder)
            files = await asyncio.to_thread(written_in, folder / FOLDER)
        except FieldkitError as error:
            self.say(str(error))
            return
        self._abouts = {name: one_line(about) for name, about in found}
        self._kinds.fill([name for name, _ in found], files)
        self._show()
        async for stand in self._standing.of(files):
            self._kinds.tell({one.path.name: told for one, told in stand.items()})
            self._tell_here()

    @on(OptionList.OptionHighlighted, ".kinds")
    def _tell_here(self) -> None:
        """Say what is under the cursor."""
        here = self._kinds.here
        if self.compiled is not None or here is None:
            return
        if isinstance(here, str):
            about = f"{self._abouts.get(here, '')}\n\nEnter compiles it."
        else:
            file = one_line(f"{FOLDER}/{here.path.name}")
            stands = one_line(self._kinds.stands(here))
            about = f"{one_line(here.title)}\n{file}\n{stands}\n\nEnter compiles it again."
        self._about.update(Content(about))

    # Compiling

    @on(OptionList.OptionSelected, ".kinds")
    def chosen(self) -> None:
        """Compile the kind under the cursor."""
        self.action_compile()

    def action_compile(self) -> None:
        """Compile the kind under the cursor, or again what is in the file there."""
        here = self._kinds.here
        if here is None:
            return
        try:
            wanted = self._wanted(here) if isinstance(here, str) else wanted_of(here)
        except FieldkitError as error:
            self.say(str(error))
            return
        self.scope, self.use = wanted.scope, wanted.use
        self.say(f"compiling {wanted}…")
        self._compile(wanted)

    def _wanted(self, kind: str) -> Wanted:
        return Wanted(kind=kind, scope=self.scope, use=self.use)

    @work
    async def action_scope(self) -> None:
        """Say what it is of: a search line, a saved search, or nothing for the whole study."""
        from fieldkit.tui.screens.scope import ScopeScreen

        saved = await self._desk.do(
            lambda bench: tuple(bench.notebook.table("searches")), writes=False
        )
        answer = await self.app.push_screen_wait(ScopeScreen(self.scope, saved))
        if answer is not None:
            self.scope = answer
            self._again()

    def action_use(self) -> None:
        """Say what it is for: the study's own people, the company, anyone."""
        from fieldkit.analysis.sighting import Use

        uses = (None, Use.INTERNAL, Use.PUBLIC)
        self.use = uses[(uses.index(self.use) + 1) % len(uses)]
        self.say(f"for {USES[self.use]}")
        self._again()

    def _again(self) -> None:
        """Compile again what is shown; else say what would be compiled."""
        if self.compiled is not None:
            self._compile(self._wanted(self.compiled.kind))
        self._show()

    @work(exclusive=True, group="compile")
    async def _compile(self, wanted: Wanted) -> None:
        try:
            found = await self._desk.do(lambda bench: read_of(bench, wanted), writes=False)
            compiled = await asyncio.to_thread(compiled_of, found, wanted)
        except FieldkitError as error:
            self.say(str(error))
            return
        self.compiled = compiled
        self.at = 0
        self._parts.set_options(
            Option(Content(one_line(section.title)), id=str(number))
            for number, section in enumerate(compiled.sections)
        )
        self._parts.highlighted = 0
        stale = how_stale(compiled)
        told = f"{'; '.join(compiled.told)}. " if compiled.told else ""
        self.say(f"{told}{compiled.wanted}: {len(compiled.casebook.moments)} moments{stale}")
        self._about.update("")
        self.add_class("-reading")
        self._text.focus()
        await self._read()

    # Reading

    @on(OptionList.OptionHighlighted, ".parts")
    async def turn(self, highlighted: OptionList.OptionHighlighted) -> None:
        """Show the section under the cursor."""
        if self.at != highlighted.option_index:
            self.at = highlighted.option_index
            await self._read()

    def action_section(self, by: int) -> None:
        """Go to the section before or after."""
        if self.compiled is not None:
            last = len(self.compiled.sections) - 1
            self._parts.highlighted = max(0, min(last, self.at + by))

    async def _read(self) -> None:
        compiled = self.compiled
        if compiled is None:
            return
        section = compiled.sections[self.at]
        self._evidence.remove_class("-on")
        text = section.text
        if section.title == EVIDENCE:
            text = "## Evidence\n\n" + list_of(section)
        await self._markdown.update(text)
        self._text.scroll_home(animate=False)
        self._show()

    def action_evidence(self) -> None:
        """List the moments this section rests on."""
        if self.compiled is None:
            self.say("compile a digest first: Enter")
            return
        names = self._evidence_here()
        if not names:
            self.say("this section rests on no single moment")
            return
        parts = self._evidence_parts()
        self._evidence.set_options(
            Option(Content(f"{name}  {first_words(parts.get(name, ''))}"), id=name)
            for name in names
        )
        self._evidence.add_class("-on")
        self._evidence.highlighted = 0
        self._evidence.focus()

    @on(OptionList.OptionSelected, ".evidence")
    def open_moment(self, selected: OptionList.OptionSelected) -> None:
        """Show one moment whole."""
        from fieldkit.tui.screens.evidence import EvidenceScreen

        name = selected.option.id or ""
        self.app.push_screen(EvidenceScreen(name, self._evidence_parts().get(name, "")))

    @on(Markdown.LinkClicked)
    def follow(self, clicked: Markdown.LinkClicked) -> None:
        """Show what a link of the digest stands for; no other link does anything here."""
        name = clicked.href.removeprefix("#")
        part = self._evidence_parts().get(name)
        if part is not None:
            from fieldkit.tui.screens.evidence import EvidenceScreen

            self.app.push_screen(EvidenceScreen(name, part))

    def action_back(self) -> None:
        """Go back: from the evidence to the section, from there to the kinds."""
        if self._evidence.has_class("-on"):
            self._evidence.remove_class("-on")
            self._text.focus()
        elif self.has_class("-reading"):
            self.remove_class("-reading")
            self._kinds.focus()
        else:
            self.run_action_soon("app.home")

    def run_action_soon(self, action: str) -> None:
        """Run an action after this key."""
        self.call_later(self.run_action, action)

    def _evidence_here(self) -> tuple[str, ...]:
        if self.compiled is None:
            return ()
        section = self.compiled.sections[self.at]
        return tuple(evidence_parts(section)) if section.title == EVIDENCE else section.evidence

    def _evidence_parts(self) -> dict[str, str]:
        if self.compiled is None:
            return {}
        found = [s for s in self.compiled.sections if s.title == EVIDENCE]
        return {**self.compiled.by_hand, **(evidence_parts(found[-1]) if found else {})}

    # Writing

    def action_export(self) -> None:
        """Write the digest into the study."""
        self._write(".md", document)

    def action_page(self) -> None:
        """Write it as a page and open that."""
        self._write(".html", page_of, opened=True)

    @work(exclusive=True, group="write")
    async def _write(
        self, suffix: str, made: Callable[[Compiled], str], *, opened: bool = False
    ) -> None:
        compiled = self.compiled
        if compiled is None:
            self.say("compile a digest first: Enter")
            return
        path = written(compiled).with_suffix(suffix)
        try:
            await asyncio.to_thread(lambda: write(path, made(compiled)))
        except FieldkitError as error:
            self.say(str(error))
            return
        shown = path.relative_to(compiled.folder)
        if not opened:
            self.say(f"written: {shown}")
        elif "SSH_CONNECTION" in os.environ or not webbrowser.open(path.as_uri()):
            self.say(f"written: {path}")
        else:
            self.say(f"{shown} is opened in the browser")
        self.load_kinds()

    # What stands around

    def say(self, text: str) -> None:
        """Show a notice."""
        self._notice.say(text)

    def _show(self) -> None:
        width = self.size.width
        if not self.is_mounted or not width:
            return
        here = " Digests"
        if self.compiled is not None:
            section = self.compiled.sections[self.at]
            here += f"   {self.compiled.wanted}   {self.at + 1} of {len(self.compiled.sections)}"
            here += f": {one_line(section.title)}"
            if names := self._evidence_here():
                here += f"   {len(names)} moments behind it (l)"
        elif self.scope or self.use:
            of = f"of {one_line(self.scope)}" if self.scope else "of the whole study"
            here += f"   {of}, for {USES[self.use]}"
        self._status.show([((here, "strong"),)])
        self._keys.show([keys([DIGESTS, EVERYWHERE], RESEARCHER, width, here=DIGESTS)])
