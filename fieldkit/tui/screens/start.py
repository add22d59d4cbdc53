"""The start of a session: last time's answers are filled in, so that one Enter starts."""

from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, Static
from typing_extensions import override

from fieldkit.model.errors import InvalidValueError
from fieldkit.model.keys import ParticipantKey, as_handle, as_person, is_staff
from fieldkit.model.observer import Observer, Role
from fieldkit.model.people import Consent
from fieldkit.model.session import LONGEST_EVERY, Kind
from fieldkit.tui.form import MOVES, field
from fieldkit.tui.screens.consent import stood
from fieldkit.tui.view import Answers, View
from fieldkit.tui.widgets.choice import Choice
from fieldkit.tui.wording import names_for

KINDS = {
    Kind.OBSERVATION: "watch people, from beside",
    Kind.SHADOWING: "go along with one customer",
    Kind.INTERVIEW: "ask and listen",
    Kind.IMMERSION: "live it yourself",
    Kind.TRAINING: "learn to watch",
}
HINTS = {
    "place": "where, coarsely: no address",
    "conditions": "weather, crowd, what is unusual today",
    "with": "who is there beside you: cleo:leader, ben (researcher, leader or team)",
    "protocol": "what to look for; its prompts come with F5",
    "every": "minutes between two looks round; empty: as the protocol says, 0: never",
    "taking": "what you wrote without a session",
}
"""What each field is for."""
LABELS = {
    "kind": "Kind",
    "place": "Place",
    "people": "Participants",
    "protocol": "Look for",
    "with": "With you",
    "conditions": "Conditions",
    "every": "Look round",
    "taking": "Take in",
}
FOR_LEADERS = ("kind", "place", "people", "taking")


class StartScreen(ModalScreen[Answers | None]):
    """Asks what a session starts with; closes with None where turned down."""

    gives_way = True
    """Whether leaving the app closes it first."""

    BINDINGS: ClassVar = [
        ("escape", "dismiss(None)", "Not now"),
        *MOVES,
    ]
    DEFAULT_CSS: ClassVar[str] = """
    StartScreen {
        align: center middle;
        & > Vertical {
            width: 78; max-width: 98%; height: auto;
            border: round $primary; background: $surface; padding: 0 1;
        }
        & Horizontal { height: 1; }
        & .label { width: 14; color: $faint; }
        & .after { width: auto; color: $faint; }
        & .heading { text-style: bold; margin-bottom: 1; }
        & .hint { color: $faint; height: auto; }
        & .apart { margin-top: 1; }
        & .trouble { color: $error; text-style: bold; height: auto; }
        & Input { border: none; height: 1; padding: 0; background: transparent; }
        & Input:focus { border: none; background: $panel; }
    }
    """

    def __init__(
        self,
        view: View,
        role: Role = Role.RESEARCHER,
        *,
        left: Mapping[str, str] | None = None,
        note: Callable[[Mapping[str, str]], None] = lambda _: None,
    ) -> None:
        super().__init__()
        self._names = names_for(role)
        self._role = role
        self._view = view
        self._left = left
        self._note = note
        stands = {**_last_time(view, role), **(left or {})}
        self._fields: dict[str, Choice | Input] = {
            "kind": Choice(tuple(Kind), stands["kind"]),
            "place": field(stands["place"], chosen=not left),
            "people": field(stands["people"], chosen=not left),
            "conditions": field(stands["conditions"], chosen=not left),
            "with": field(stands["with"], chosen=not left),
            "protocol": Choice(view.protocols or ("open",), stands["protocol"]),
            "every": field(stands["every"], chosen=not left),
            "taking": Choice(("yes", "no"), stands["taking"]),
        }
        self._hint = Static(classes="hint apart")
        self._trouble = Static(classes="trouble")

    @override
    def compose(self) -> ComposeResult:
        """Put the questions one under another."""
        with Vertical():
            heading = "A new session, as you left it" if self._left else "A new session"
            yield Static(heading, classes="heading")
            for name in self._asked():
                with Horizontal():
                    yield Static(LABELS[name], classes="label")
                    yield self._fields[name]
                    if name == "taking":
                        word = self._names.moment if self._view.loose == 1 else self._names.moments
                        yield Static(f"{self._view.loose} loose {word}", classes="after")
            yield self._hint
            yield self._trouble
            yield Static(_keys(), classes="hint")

    def on_mount(self) -> None:
        """Begin at the first field."""
        self._fields["kind"].focus()

    @on(Input.Submitted)
    @on(Choice.Entered)
    def start(self) -> None:
        """Start, or say what cannot be."""
        for name, read in (("people", self._people), ("with", self._with), ("every", self._every)):
            try:
                read()
            except InvalidValueError as error:
                self._trouble.update(Content(str(error)))
                self._fields[name].focus()
                return
        said = self._said()
        self.dismiss(
            Answers(
                kind=Kind(said["kind"]),
                place=said["place"].strip() or None,
                participants=self._people(),
                protocol=said["protocol"],
                conditions=said["conditions"].strip() or None,
                observers=self._with(),
                every=self._every(),
                take_loose=bool(self._view.loose) and said["taking"] == "yes",
            )
        )

    @on(Input.Changed)
    @on(Choice.Chosen)
    def changed(self) -> None:
        """Have what stands here kept, once it is no longer what stood here first."""
        self._tell()
        if self._left is not None or self._said() != _last_time(self._view, self._role):
            self._left = self._said()
            self._note(self._left)

    def on_descendant_focus(self) -> None:
        """Say what the field is for."""
        self._tell()

    # What stands here

    def _asked(self) -> tuple[str, ...]:
        leads = self._names.moment != "moment"
        names = FOR_LEADERS if leads else tuple(LABELS)
        return tuple(name for name in names if name != "taking" or self._view.loose)

    def _said(self) -> dict[str, str]:
        return {name: one.value for name, one in self._fields.items()}

    def _people(self) -> tuple[ParticipantKey, ...]:
        try:
            people = tuple(map(as_person, _words(self._fields["people"].value)))
        except InvalidValueError as error:
            message = f"{error} People go by code: P1, P2."
            raise InvalidValueError(message) from None
        return tuple(dict.fromkeys(people))

    def _with(self) -> tuple[Observer, ...]:
        found = []
        for word in _words(self._fields["with"].value):
            handle, colon, role = word.partition(":")
            if colon and role not in set(Role):
                message = f"{role!r} is no role; say {', '.join(Role)}, as in {handle}:leader."
                raise InvalidValueError(message)
            found.append(Observer(handle=as_handle(handle), role=Role(role or Role.RESEARCHER)))
        return tuple(found)

    def _every(self) -> int | None:
        typed = self._fields["every"].value.strip()
        if not typed:
            return None
        if not (typed.isdecimal() and typed.isascii() and int(typed) <= LONGEST_EVERY):
            message = f"{typed!r} is no number of minutes; give 1 to {LONGEST_EVERY}, or 0."
            raise InvalidValueError(message)
        return int(typed)

    def _tell(self) -> None:
        focused = next((n for n, one in self._fields.items() if one.has_focus), "kind")
        if focused == "kind":
            kind = Kind(self._fields["kind"].value)
            said = f"{kind}: {KINDS[kind]}"
        elif focused == "people":
            said = self._told_people()
        else:
            said = HINTS[focused]
        self._hint.update(Content(said))

    def _told_people(self) -> str:
        """Say how each stands, and which code is free."""
        try:
            people = self._people()
        except InvalidValueError:
            people = ()
        known = self._view.consents
        told = [
            f"{p} {stood(known.get(p, Consent())) or 'is asked on Enter'}"
            for p in people
            if not is_staff(p)
        ]
        return "; ".join(
            [*told, f"codes, no names; the next free one is {next_code((*known, *people))}"]
        )


def next_code(known: Iterable[str]) -> str:
    """Return the participant code after the highest: ``P5``."""
    numbers = [int(key[1:]) for key in known if key[:1] == "P" and key[1:].isdecimal()]
    return f"P{max(numbers, default=0) + 1}"


def _last_time(view: View, role: Role) -> dict[str, str]:
    """Return the answers of the session before, as they stand in the fields."""
    last = view.last
    kind = last.kind if last else Kind.SHADOWING if role is Role.LEADER else Kind.OBSERVATION
    protocols = view.protocols or ("open",)
    wanted = (last and last.protocol) or (view.study.protocol if view.study else "open")
    return {
        "kind": str(kind),
        "place": (last and last.place) or "",
        "people": ", ".join(last.participants) if last else "",
        "conditions": "",
        "with": ", ".join(last.observers[1:]) if last else "",
        "protocol": wanted if wanted in protocols else protocols[0],
        "every": "" if last is None or last.every is None else str(last.every),
        "taking": "yes",
    }


def _words(typed: str) -> list[str]:
    return typed.replace(";", " ").replace(",", " ").split()


def _keys() -> Content:
    return Content.assemble(
        ("Enter", "bold"), " start   ",
        ("Tab", "bold"), " next   ",
        ("← →", "bold"), " choose   ",
        ("Esc", "bold"), " not now",
    )  # fmt: skip
