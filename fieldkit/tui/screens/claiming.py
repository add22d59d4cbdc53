"""What is done to claims by keys: written, weighed, given evidence, drawn from themes."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual import work

from fieldkit.model.errors import FieldkitError
from fieldkit.tui.screens.study_screen import StudyScreen

if TYPE_CHECKING:
    from fieldkit.store.notebook import Notebook
    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk
    from fieldkit.tui.forms import Forms
    from fieldkit.tui.insighting import Cite, Claimed

NEW = "claim new"
"""The name of the form of a claim that is not written yet."""
NONE_YET = "no claim yet: n claims something"
BY_HAND = (
    "ids, as ana-7 ana-9, or a search, as #signs @queue; moments marked in Moments come at once"
)
BY_THEME = "as #signs #queue; the moments that have one of them support the claim"


class ClaimingScreen(StudyScreen):
    """Changes claims; which one a key means, the screen built on it says."""

    def __init__(
        self,
        desk: "Desk[Bench]",
        forms: "Forms",
        ticket: Callable[[], int],
        marked: Callable[[], tuple[str, ...]],
    ) -> None:
        super().__init__(desk)
        self._forms = forms
        self._ticket = ticket
        self._marked = marked
        self._at = ""
        """The id of the claim shown."""

    @property
    def here(self) -> "Claimed | None":
        """The claim under the cursor."""
        raise NotImplementedError

    @property
    def cite(self) -> "Cite | None":
        """The moment under the cursor, where that is in the evidence."""
        raise NotImplementedError

    # Claiming

    @work
    async def action_claim(self) -> None:
        """Claim something."""
        from fieldkit.store.claims import claim

        parts = await self._asked(None, NEW)
        if parts:
            text = parts.pop("claim")
            await self._change(lambda book: claim(book, text, **parts), "{0.id} is kept", form=NEW)

    @work
    async def action_edit(self) -> None:
        """Edit the claim under the cursor."""
        from fieldkit.store.claims import amend

        one = self.here
        if one is None:
            self.say(NONE_YET)
            return
        name, form = one.insight.id, f"claim {one.insight.id}"
        parts = await self._asked(one, form)
        if parts:
            await self._change(lambda book: amend(book, name, **parts), "{0.id} is kept", form=form)
        elif parts is not None:
            self._forms.sent(form)

    async def _asked(self, one: "Claimed | None", form: str) -> "dict[str, Any] | None":
        """Ask for the parts of a claim; what was typed and not saved is there again."""
        from fieldkit.tui.screens.claim import ClaimScreen

        return await self.app.push_screen_wait(
            ClaimScreen(
                one.insight if one else None,
                left=self._forms.read(form),
                note=lambda fields: self._forms.note(form, fields),
                forget=lambda: self._forms.sent(form),
            )
        )

    @work
    async def action_hypothesis(self) -> None:
        """Say that it was claimed before the evidence, or that it was not."""
        from fieldkit.store.claims import amend

        if (one := self.here) is None:
            self.say(NONE_YET)
            return
        name, guess = one.insight.id, not one.insight.hypothesis
        said = "{0.id} is a hypothesis: " if guess else "{0.id} is no hypothesis: "
        said += "claimed before the evidence" if guess else "drawn from the evidence"
        await self._change(lambda book: amend(book, name, hypothesis=guess), said)

    # Evidence

    @work
    async def action_cite(self, supports: bool) -> None:  # noqa: FBT001 - an action's own form
        """Add moments to a side: those marked, else those that a line means."""
        from fieldkit.store.claims import amend, named

        if (one := self.here) is None:
            self.say(NONE_YET)
            return
        name, side = one.insight.id, "supporting" if supports else "contradicting"
        does = "support" if supports else "speak against"
        if marked := self._marked():
            one_does = "supports" if supports else "speaks against"
            those = f"the {len(marked)} marked now {does}"
            how = f"{those if len(marked) > 1 else f'{marked[0]} now {one_does}'} {name}"
            await self._change(lambda book: amend(book, name, **{side: marked}), how)
            return
        await self._by_line(
            f"Which moments {does} {name}?",
            BY_HAND,
            lambda book, line: amend(book, name, **{side: named(book, line)[0]}),
            f"{name} cites them now",
        )

    @work
    async def action_drop(self) -> None:
        """Cite the moment under the cursor no longer."""
        from fieldkit.store.claims import amend

        one, cite = self.here, self.cite
        if one is None or cite is None:
            self.say("Tab goes to the evidence; d drops the moment under the cursor")
            return
        name = one.insight.id
        said = f"{name} no longer cites {cite.id}; Ctrl+Z brings it back"
        await self._change(lambda book: amend(book, name, without=[cite.id]), said)

    @work
    async def action_theme(self) -> None:
        """Group the marked moments under a theme."""
        marked = self._marked()
        if not marked:
            self.say("mark moments in Moments first (x there): t groups them under a theme")
            return
        await self._by_line(
            f"A theme for the {len(marked)} marked moments",
            "as #signs or #signs/floor",
            lambda book, line: book.tag(marked, _themed(line)),
            "grouped; g draws a claim from themes",
        )

    @work
    async def action_gather(self) -> None:
        """Draw the claim from themes."""
        from fieldkit.store.claims import gather

        if (one := self.here) is None:
            self.say(NONE_YET)
            return
        name = one.insight.id
        await self._by_line(
            f"From which themes is {name} drawn?",
            BY_THEME,
            lambda book, line: gather(book, name, line),
            f"{name} is drawn from them",
        )

    async def _by_line(
        self, question: str, hint: str, job: "Callable[[Notebook, str], object]", said: str
    ) -> None:
        """Ask for a line until what it says can be done, or none is wanted."""
        from fieldkit.tui.screens.ask_line import AskLineScreen

        typed = trouble = ""
        while True:
            answer = await self.app.push_screen_wait(
                AskLineScreen(question, hint, typed=typed, trouble=trouble)
            )
            if answer is None:
                return
            typed = answer
            trouble = await self._tried(lambda book, line=answer: job(book, line), said)  # type: ignore[misc]  # bound here
            if not trouble:
                return

    async def _change(
        self, job: "Callable[[Notebook], object]", said: str, *, form: str = ""
    ) -> None:
        if trouble := await self._tried(job, said, form=form):
            self.say(trouble)

    async def _tried(
        self, job: "Callable[[Notebook], object]", said: str, *, form: str = ""
    ) -> str:
        """Have the desk do what undo can take back; return why it refused, or nothing."""
        ticket = self._ticket()
        try:
            result = await self._desk.do(lambda bench: bench.noted(ticket, job))
        except FieldkitError as error:
            return str(error)
        if form:
            self._forms.sent(form)
        name = getattr(result, "id", "")
        self._at = str(name) or self._at
        await self.load()
        self.say(said.format(result))
        return ""


def _themed(line: str) -> str:
    """Return a line of themes with their signs."""
    from fieldkit.store.claims import as_codes

    return " ".join(f"#{code}" for code in as_codes(line))
