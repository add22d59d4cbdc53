"""The recorder: lines and pad keys into jobs for the desk, in the order in which they fell."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from fieldkit.model.keys import TouchpointKey
from fieldkit.model.moment import Moment
from fieldkit.shorthand.line import Line as Read
from fieldkit.shorthand.line import parse
from fieldkit.shorthand.resolve import line_of, moves
from fieldkit.tui import amending
from fieldkit.tui.pad import (
    Feel,
    Intensify,
    Intent,
    Know,
    Mark,
    Move,
    Own,
    Pad,
    Place,
    Relayer,
    Repeat,
    Shift,
    TakeBack,
)
from fieldkit.tui.tagging import Text, end_of_words, with_sign
from fieldkit.tui.view import Saved, Unsaved, View
from fieldkit.tui.widgets.moment_list import MomentList, Waiting
from fieldkit.tui.wording import one_line
from fieldkit.tui.writing import Opened, Writing

if TYPE_CHECKING:
    from fieldkit.tui.bench import Bench
    from fieldkit.tui.desk import Desk

Job = Awaitable[Saved | Moment | None]


class Recorder:
    """Knows the touchpoint in force and what each pad key did, so that it can be taken back."""

    def __init__(
        self,
        desk: "Desk[Bench]",
        moments: MomentList,
        pad: Pad,
        tickets: Iterator[int],
        say: Callable[[str], None],
    ) -> None:
        self.view = View()
        self.in_force: TouchpointKey | None = None
        self.latest = 0
        """The ticket of the moment written last."""
        self._desk = desk
        self._moments = moments
        self._pad = pad
        self._tickets = tickets
        self._say = say
        self._effects: dict[int, Callable[[], Job]] = {}

    @property
    def target(self) -> int | str | None:
        """The moment that amending keys mean: the one under the cursor, else the newest."""
        waiting = self._moments.waiting
        if waiting and not self._moments.cursor:
            return waiting[-1].ticket
        chosen = self._moments.chosen
        return chosen.id if chosen else None

    def keep(self, writing: Writing, at: datetime) -> Job:
        """Save a line: a new moment, or the words of one that is there."""
        ticket, text, target = writing.ticket, writing.text, writing.target
        if target is not None:
            seen, words = writing.seen, Unsaved(ticket, at, text, target)
            return self._desk.do(lambda bench: bench.edit(ticket, target, text, seen), words=words)
        read = parse(text, self.view.words)
        in_force = self.in_force
        if moves(read):
            self.in_force = read.touchpoint
        return self._write(ticket, text, writing.began or at, in_force)

    def opened(self, sign: str) -> Opened | None:
        """Return the line of the moment that amending keys mean, with a sign at its end."""
        target = self.target
        if target is None:
            self._say("nothing is written yet")
            return None
        if isinstance(target, int):
            value = next(one.text for one in self._moments.waiting if one.ticket == target)
            return self._placed(target, value, sign)
        chosen = self._chosen()
        return replace(self._placed(target, str(self._undated(chosen)), sign), seen=chosen)

    def opened_moment(self, moment: Moment) -> Opened:
        """Return the line of a moment."""
        return replace(self._placed(moment.id, str(self._undated(moment)), ""), seen=moment)

    def strike(self, intent: Intent, at: datetime, page: int) -> list[Job]:
        """Do what a pad key means."""
        match intent:
            case Feel(digit, stroke):
                return self._feel(stroke, digit, at, page)
            case Mark(stroke):
                return self._record(stroke, "", at)
            case Repeat(stroke):
                return self._repeat(stroke, at)
            case Place(index, stroke):
                return self._put_in_force(stroke, index, page)
            case TakeBack(strokes):
                return self._take_back(strokes)
        return self._amend(intent, page)

    def amend(self, how: Callable[[Moment], Moment]) -> list[Job]:
        """Make another of the moment that amending keys mean."""
        target, ticket = self.target, next(self._tickets)
        if target is None:
            self._say("nothing is written yet")
            return []
        return [self._desk.do(lambda bench: bench.amend(ticket, target, how))]

    def _amend(self, intent: Intent, page: int) -> list[Job]:
        how: Callable[[Moment], Moment]
        match intent:
            case Move(index, stroke):
                where = self._touchpoint(index, page)
                if where is None:
                    return self._nothing(stroke, "there is no touchpoint on that letter")
                how = partial(amending.at_touchpoint, touchpoint=where)
            case Intensify(by, stroke):
                how = partial(amending.intensified, by=by)
            case Relayer(layer, stroke):
                how = partial(amending.relayered, layer=layer)
            case Own(whose, stroke):
                how = partial(amending.owned, whose=whose)
            case Know(known, stroke):
                how = partial(amending.known_as, known=known)
            case Shift(by, stroke):
                how = partial(amending.shifted, minutes=by)
            case _:
                return []
        target, ticket = self.target, next(self._tickets)
        if target is None:
            return self._nothing(stroke, "nothing is written yet")
        self._effects[stroke] = lambda: self._desk.do(lambda bench: bench.take_back([ticket]))
        return [self._desk.do(lambda bench: bench.amend(ticket, target, how))]

    def _touchpoint(self, index: int, page: int) -> TouchpointKey | None:
        """Return the touchpoint on a letter of the page shown, or None."""
        shown = self._pad.layout.touchpoints(self.view.letters, page)
        return TouchpointKey(shown[index]) if index < len(shown) else None

    def _feel(self, stroke: int, digit: int, at: datetime, page: int) -> list[Job]:
        feelings = self._pad.layout.feelings(self.view.digits, page)
        if digit > len(feelings):
            return self._nothing(stroke, f"there is no feeling on {digit}")
        return self._record(stroke, f"!{feelings[digit - 1]}", at)

    def _record(self, stroke: int, text: str, at: datetime) -> list[Job]:
        ticket = next(self._tickets)
        self._moments.newest()
        self._effects[stroke] = lambda: self._desk.do(lambda bench: bench.take_back([ticket]))
        return [self._write(ticket, text, at, self.in_force)]

    def _repeat(self, stroke: int, at: datetime) -> list[Job]:
        target, ticket = self.target, next(self._tickets)
        if target is None:
            return self._nothing(stroke, "nothing is written yet")
        self._effects[stroke] = lambda: self._desk.do(lambda bench: bench.take_back([ticket]))
        self._moments.newest()
        self.latest = ticket
        again = self._undated
        return [self._desk.do(lambda bench: bench.repeat(ticket, target, again, at))]

    def _write(self, ticket: int, text: str, at: datetime, in_force: TouchpointKey | None) -> Job:
        shown = text
        if in_force is not None and not parse(text, self.view.words).touchpoint:
            shown = f"{text} @{in_force}".strip()
        self.latest = ticket
        words = Unsaved(ticket, at, shown)
        job = self._desk.do(lambda bench: bench.write(ticket, text, at, in_force), words=words)
        self._moments.wait(Waiting(ticket, at, shown))  # drawn while the disk is at it
        return job

    def _put_in_force(self, stroke: int, index: int, page: int) -> list[Job]:
        where = self._touchpoint(index, page)
        if where is None:
            return self._nothing(stroke, "there is no touchpoint on that letter")
        before, self.in_force = self.in_force, where
        self._effects[stroke] = lambda: self._force(before)
        return [self._force(self.in_force)]

    def _force(self, touchpoint: TouchpointKey | None) -> Job:
        self.in_force = touchpoint
        return self._desk.do(lambda bench: bench.force(touchpoint), writes=False)

    def _take_back(self, strokes: tuple[int, ...]) -> list[Job]:
        effects = [self._effects.pop(stroke, None) for stroke in strokes]
        return [effect() for effect in effects if effect is not None]

    def _nothing(self, stroke: int, why: str) -> list[Job]:
        self._pad.forget(stroke)
        self._say(why)
        return []

    def _chosen(self) -> Moment:
        chosen = self._moments.chosen
        assert chosen is not None  # noqa: S101 — the target was one
        return chosen

    def _undated(self, moment: Moment) -> Read:
        zone = self.view.session.zone if self.view.session else "UTC"
        return replace(line_of(moment, zone=zone, words=self.view.words), when=None)

    def _placed(self, target: int | str, value: str, sign: str) -> Opened:
        if sign:
            text = with_sign(Text(value, 0), sign)
            return Opened(target, text.value, text.cursor)
        end = end_of_words(value, parse(value, self.view.words))
        if not end and value:
            value = f" {value}"
        return Opened(target, value, end)


def told(saved: Saved) -> str:
    """Return what the writer of a moment should know of it."""
    return one_line("  ".join(saved.told))
