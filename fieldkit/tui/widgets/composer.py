"""The composer: the line, the touchpoint in force before it, and what keys and words mean below."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from typing_extensions import override

from fieldkit.model.keys import TouchpointKey
from fieldkit.model.times import Clock, now
from fieldkit.shorthand.line import parse
from fieldkit.tui import rows
from fieldkit.tui.commands import ONE_HAND, OTHER_PAGE, PAD, TAGS
from fieldkit.tui.view import View
from fieldkit.tui.widgets.line import Line
from fieldkit.tui.widgets.rows import Row, Rows
from fieldkit.tui.wording import RESEARCHER, Names, clock_time, one_line, spoken, zone_of
from fieldkit.tui.writing import Mode

LEAST = 6
"""Rows below the line at least: the reading, its warnings and four words to choose from."""
SIGNS: Row = (
    (" ", ""),
    ("@", "key"),
    ("where  ", "faint"),
    ("!", "key"),
    ("feeling  ", "faint"),
    ("#", "key"),
    ("theme  ", "faint"),
    ('"', "key"),
    ("their words", "faint"),
    ('"', "key"),
    ("  P3:", "key"),
    (" who", "faint"),
)


class Composer(Vertical):
    """Shows the line and what it means; asks, through the line's messages, and writes nothing."""

    DEFAULT_CSS = """
    Composer {
        height: auto;
        & > Horizontal { height: 1; }
        & .in-force { width: auto; height: 1; color: $primary; text-style: bold; }
        & > .below { height: 6; }
        & > .rule { height: 1; color: $faint; }
    }
    """

    def __init__(self, line: Line, *, clock: Clock = now, names: Names = RESEARCHER) -> None:
        super().__init__()
        self.line = line
        self.names = names
        self.in_force: TouchpointKey | None = None
        self.full = ""
        """What is told of the moment under the cursor, on the pad."""
        self.label = ""
        """What stands before the line, in place of the touchpoint in force."""
        self.about = ""
        """What the line is for, where it is no new moment."""
        self._clock = clock
        self._view = View()
        self._where = Rows(classes="in-force")
        self._rule = Rows(classes="rule")
        self._legends: dict[str, tuple[tuple[object, ...], list[Row]]] = {}
        """What was set out last at each place, and of what."""
        self._below = Rows(classes="below")

    @override
    def compose(self) -> ComposeResult:
        """Put the line beside the touchpoint in force, and the rest below."""
        with Horizontal():
            yield self._where
            yield self.line
        yield self._rule
        yield self._below

    def on_resize(self) -> None:
        """Set things out afresh."""
        self._rule.show([(("─" * self.size.width, ""),)])
        self.tell()

    def use(self, view: View, in_force: TouchpointKey | None) -> None:
        """Write with these words from now on."""
        if self.line.words != view.words:
            self.line.words = view.words
            self.line.refresh()
        self._view = view
        self.line.used = view.uses
        self.line.digits, self.line.letters = view.digits, view.letters
        self.in_force = in_force
        self.tell()

    @on(Line.Read)
    def tell(self) -> None:
        """Show what the line, and the keys, mean now."""
        if not self.is_mounted or not self.size.width:
            return
        label = self.label or f" {f'@{one_line(self.in_force)}' if self.in_force else '@?'} ▏ "
        if self._where.text != label:
            self._where.styles.width = len(label)
            self._where.show([((label, "where" if self.in_force else "faint"),)])
        width = self.size.width
        legends = [len(self._legend(place, width)) for place in (TAGS, PAD)]
        high = max(LEAST, *(1 + legend for legend in legends))
        if self._below.styles.height is None or self._below.styles.height.value != high:
            self._below.styles.height = high
        self._below.show(self._rows(width, high)[:high])

    def _rows(self, width: int, high: int) -> list[Row]:
        line = self.line
        if line.mode is Mode.PAD:
            legend = self._legend(PAD, width)
            if not self.full:
                return legend
            full = rows.wrapped(((f" {self.full}", ""),), width)
            return [*rows.first(full, high - len(legend), width), *legend]
        if line.mode is Mode.TAGS:
            legend = self._legend(TAGS, width)
            reading, _ = self._reading(width)
            return [*rows.first(reading, high - len(legend), width), *legend]
        reading, told = self._reading(width)
        listed = line.choices
        if listed.typing is None:
            return [*reading[: max(1, high - len(told))], *told]
        # What is told of a word half typed is noise while the list still offers the rest of it.
        shown = rows.choices(listed.typing.kind, listed.words, listed.chosen, high - 2)
        return [*reading[: max(2, high - len(shown))], *shown]

    def _reading(self, width: int) -> tuple[list[Row], list[Row]]:
        line = self.line
        if not line.value.strip():
            return [SIGNS], []
        if (command := line.asks) is not None:
            does = ((" Enter: ", "key"), (spoken(command.does, self.names), ""))
            return rows.wrapped(does, width), []
        read = parse(line.value, line.words)
        at = clock_time(line.began or self._clock(), zone_of(self._view.session))
        in_force = self.in_force
        if self.about:
            at, in_force = self.about, None
        elif line.target is not None:
            at = f"amends {line.target}" if isinstance(line.target, str) else "amends the last"
            in_force = None
        elif read.when is not None:
            at = f"at {one_line(line.value.split()[0])}"
        return rows.reading(read, in_force, at, self.names, width)

    def _where_now(self) -> TouchpointKey | None:
        """Return the touchpoint of the line being tagged, else the one in force."""
        if self.line.mode is Mode.TAGS:
            return parse(self.line.value, self.line.words).touchpoint or self.in_force
        return self.in_force

    def _legend(self, place: str, width: int) -> list[Row]:
        line = self.line
        if line.layout_pad.layout.one_handed and place == PAD:
            place = OTHER_PAGE if line.page else ONE_HAND
        layout, where = line.layout_pad.layout, self._where_now()
        says = (place, width, layout, line.feelings, line.pages, line.touchpoints, where)
        if self._legends.get(place, (None,))[0] != says:  # set out anew at each letter it is 1 ms
            legend = rows.legend(
                layout=layout,
                feelings=line.feelings,
                more=line.pages > 1,
                touchpoints=line.touchpoints,
                in_force=where,
                place=place,
                names=self.names,
                width=width - 1,
            )
            self._legends[place] = (says, legend)
        return self._legends[place][1]
