"""The words of a study as the code tree of QDA programs, and such a tree as words.

Three folders stand at its root: Feelings (by whose they are), Touchpoints (by phase) and Codes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar
from xml.etree.ElementTree import Element, SubElement

from fieldkit.exchange.qda_text import Labels, described, first, guid, labels_in, plain
from fieldkit.exchange.xml_tree import child, children
from fieldkit.model.emotion import Emotion, Whose
from fieldkit.model.journey import Code, Colour, Phase, ServedBy, Stage, Touchpoint
from fieldkit.model.keys import MAX_KEY, CodeKey, PhaseKey, TouchpointKey, fold, is_key, is_key_char
from fieldkit.model.moment import Moment
from fieldkit.model.study import Casebook

Key = TypeVar("Key", bound=str)

FEELING, TOUCHPOINT, CODE, PHASE = "feeling", "touchpoint", "code", "phase"
ROOTS = {"Feelings": FEELING, "Touchpoints": TOUCHPOINT, "Codes": CODE}
"""The folders at the root, and what stands in each."""
LABELS = (
    "Key",
    "Use when",
    "Not when",
    "In vivo",
    "Channel",
    "Served by",
    "Stage",
    "Owner",
    "Promise",
    "Moment of truth",
    "Why",
    "Order",
)
"""What descriptions of codes tell beside their words."""
WORDLESS = "Without a name"


@dataclass(slots=True)
class Branch:
    """One code or folder of the tree that is written."""

    guid: str
    name: str
    codable: bool = True
    colour: str | None = None
    description: str = ""
    under: dict[str, "Branch"] = field(default_factory=dict)


def resolved(book: Casebook) -> Casebook:
    """Return a study in which each moment names what its words were merged into."""
    codes = _ends({c.key: c.same_as for c in book.codes if c.same_as})
    touchpoints = _ends({t.key: t.same_as for t in book.touchpoints if t.same_as})
    if not codes and not touchpoints:
        return book

    def renamed(moment: Moment) -> Moment:
        at = moment.touchpoint
        return replace(
            moment,
            touchpoint=touchpoints.get(at, at) if at else None,
            codes=tuple(dict.fromkeys(codes.get(code, code) for code in moment.codes)),
        )

    return replace(
        book,
        codes=tuple(c for c in book.codes if c.key not in codes),
        touchpoints=tuple(t for t in book.touchpoints if t.key not in touchpoints),
        moments=tuple(map(renamed, book.moments)),
    )


def _ends(into: dict[Key, Key]) -> dict[Key, Key]:
    """Return for each merged key the one it goes by in the end."""
    ends = {}
    for key in into:
        seen = [key]
        while (following := into.get(seen[-1])) is not None and following not in seen:
            seen.append(following)
        ends[key] = seen[-1]
    return ends


def code_tree(book: Casebook) -> tuple[Branch, ...]:
    """Return the folders of a study's words that hold any; see ``resolved``."""
    feelings = _folder(book, "Feelings")
    for emotion in sorted(
        {e.key: e for m in book.moments for e in m.emotions}.values(),
        key=lambda e: (tuple(Whose).index(e.whose), e.term),
    ):
        whose = feelings.under.setdefault(
            emotion.whose, _folder(book, str(emotion.whose), "Feelings")
        )
        key = feeling_key(emotion)
        whose.under.setdefault(
            emotion.term,
            Branch(
                guid=guid(book.study.id, FEELING, key),
                name=plain(emotion.term),
                description=described(None, [("Key", key)]),
            ),
        )
    roots = (feelings, _touchpoints(book), _codes(book))
    return tuple(root for root in roots if root.under)


def feeling_key(emotion: Emotion) -> str:
    """Return what a feeling's code is known by: whose it is, and the word."""
    return f"{emotion.whose}/{emotion.term}"


def add_codes(parent: Element, tree: Iterable[Branch]) -> None:
    """Add a tree's codes to an element, each with those under it."""
    for branch in tree:
        made = SubElement(
            parent,
            "Code",
            guid=branch.guid,
            name=branch.name or WORDLESS,
            isCodable="true" if branch.codable else "false",
        )
        if branch.colour:
            made.set("color", branch.colour)
        if branch.description:
            SubElement(made, "Description").text = branch.description
        add_codes(made, branch.under.values())


def _folder(book: Casebook, *names: str) -> Branch:
    path = "/".join(reversed(names))
    return Branch(guid=guid(book.study.id, "folder", path), name=names[0], codable=False)


def _touchpoints(book: Casebook) -> Branch:
    root = _folder(book, "Touchpoints")
    phases = {phase.key: phase for phase in book.phases}
    for touchpoint in book.touchpoints:
        parent = root
        if touchpoint.phase is not None:
            phase = phases.get(touchpoint.phase) or Phase(key=touchpoint.phase)
            parent = root.under.setdefault(f"/{phase.key}", _phase(book, phase))
        parent.under[touchpoint.key] = _touchpoint(book, touchpoint)
    used = dict.fromkeys(m.touchpoint for m in book.moments if m.touchpoint)
    known = {touchpoint.key for touchpoint in book.touchpoints}
    for key in used:
        if key not in known:
            root.under[key] = _touchpoint(book, Touchpoint(key=key))
    return root


def _phase(book: Casebook, phase: Phase) -> Branch:
    return Branch(
        guid=guid(book.study.id, PHASE, phase.key),
        name=plain(phase.name or phase.key),
        codable=False,
        description=described(None, [("Key", phase.key), ("Order", phase.order)]),
    )


def _touchpoint(book: Casebook, touchpoint: Touchpoint) -> Branch:
    labels: list[tuple[str, object]] = [
        ("Key", touchpoint.key),
        ("Order", touchpoint.order),
        ("Channel", touchpoint.channel),
        ("Served by", touchpoint.served_by),
        ("Stage", touchpoint.stage),
        ("Owner", touchpoint.owner),
        *(("Promise", promise) for promise in touchpoint.promises),
        ("Moment of truth", touchpoint.moment_of_truth),
        ("Why", touchpoint.why),
    ]
    return Branch(
        guid=guid(book.study.id, TOUCHPOINT, touchpoint.key),
        name=plain(touchpoint.name or touchpoint.key),
        description=described(None, labels),
    )


def _codes(book: Casebook) -> Branch:
    root = _folder(book, "Codes")
    used = dict.fromkeys(code for moment in book.moments for code in moment.codes)
    known = {code.key: code for code in book.codes}
    for key in dict.fromkeys((*known, *used)):
        parent, levels = root, key.split("/")
        for at, level in enumerate(levels, 1):
            path = "/".join(levels[:at])
            parent = parent.under.setdefault(
                level,
                Branch(
                    guid=guid(book.study.id, CODE, path),
                    name=plain(level),
                    codable=False,
                    description=described(None, [("Key", path)]),
                ),
            )
        _fill(parent, known.get(key) or Code(key=key))
    return root


def _fill(branch: Branch, code: Code) -> None:
    branch.codable = True
    branch.name = plain(code.name or code.key.rpartition("/")[2])
    branch.colour = code.colour.rgb if code.colour else None
    branch.description = described(
        code.definition,
        [
            ("Key", code.key),
            ("Use when", code.when),
            ("Not when", code.when_not),
            ("In vivo", code.in_vivo),
        ],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """What a code of a tree stands for."""

    kind: str
    """FEELING, TOUCHPOINT or CODE."""
    key: str
    whose: Whose = Whose.CUSTOMER


@dataclass(slots=True)
class CodeTree:
    """A code tree that was read: what each code stands for, and the words it brings."""

    meant: dict[str, Meant] = field(default_factory=dict)
    """By identifier, folded."""
    codes: dict[str, Code] = field(default_factory=dict)
    touchpoints: dict[str, Touchpoint] = field(default_factory=dict)
    phases: dict[str, Phase] = field(default_factory=dict)
    colours_lost: int = 0
    _owners: dict[tuple[str, str], str] = field(default_factory=dict)

    def fill(self, codes: Element | None) -> "CodeTree":
        """Take in the codes of an element."""
        for root in children(codes, "Code"):
            kind = ROOTS.get(root.get("name", "")) if _is_ours(root) else None
            if kind is None:
                self._codes(root, "")
            for one in children(root, "Code") if kind else ():
                if kind == FEELING:
                    self._feelings(one)
                elif kind == TOUCHPOINT:
                    self._touchpoints(one, None)
                else:
                    self._codes(one, "")
        return self

    def _feelings(self, folder: Element) -> None:
        name = fold(folder.get("name", ""))
        whose = Whose(name) if name in set(Whose) else Whose.CUSTOMER
        found = [folder] if name not in set(Whose) else list(children(folder, "Code"))
        for one in found:
            term = (_key(one) or "").partition("/")[2] or key_from(one.get("name", ""))
            self.meant[folded(one.get("guid"))] = Meant(kind=FEELING, key=term, whose=whose)

    def _touchpoints(self, one: Element, phase: PhaseKey | None) -> None:
        _, labels = _described(one)
        told = first(labels, "Key")
        key = told if told and is_key(told) else key_from(one.get("name", ""))
        name = _name(one, key)
        if not _codable(one):
            made = Phase(key=PhaseKey(key), name=name, order=_whole(first(labels, "Order")) or 0)
            self.phases[key] = made
            for under in children(one, "Code"):
                self._touchpoints(under, made.key)
            return
        self.meant[folded(one.get("guid"))] = Meant(kind=TOUCHPOINT, key=key)
        self.touchpoints[key] = _as_touchpoint(key, name, phase, labels)
        for under in children(one, "Code"):
            self._touchpoints(under, phase)

    def _codes(self, one: Element, above: str) -> None:
        words, labels = _described(one)
        told = first(labels, "Key")
        name = one.get("name", "")
        if told and is_key(told, levels=True):
            key = told
        else:
            key = self._free(f"{above}/{levels_from(name)}".strip("/"), one)
        self.meant[folded(one.get("guid"))] = Meant(kind=CODE, key=key)
        if _codable(one):
            colour = next((c for c in Colour if c.rgb == one.get("color", "").lower()), None)
            self.colours_lost += colour is None and "color" in one.attrib
            self.codes[key] = Code(
                key=CodeKey(key),
                name=_name(one, key.rpartition("/")[2]),
                definition=words or None,
                when=first(labels, "Use when"),
                when_not=first(labels, "Not when"),
                in_vivo="In vivo" in labels,
                colour=colour,
            )
        for under in children(one, "Code"):
            self._codes(under, key)

    def _free(self, key: str, one: Element) -> str:
        """Return the key, or one beside it where another code has it already."""
        owner = folded(one.get("guid"))
        key = key[:MAX_KEY].rstrip("/-")
        wanted, number = key, 1
        while self._owners.setdefault((CODE, wanted), owner) != owner:
            number += 1
            wanted = f"{key[: MAX_KEY - 8]}-{number}"
        return wanted


def folded(name: str | None) -> str:
    """Return an identifier as it is compared: programs differ in case and braces."""
    return (name or "").strip("{} ").casefold()


def key_from(name: str) -> str:
    """Return the key that a name of another program makes."""
    chars = [char if is_key_char(char) else "-" for char in fold(name)]
    key = "-".join(filter(None, "".join(chars).split("-")))[:MAX_KEY].rstrip("-")
    if key and not key[0].isalpha():
        key = f"k-{key}"[:MAX_KEY].rstrip("-")
    return key if is_key(key) else "unnamed"


def levels_from(name: str) -> str:
    """Return a code's key from a name, which some programs write with its folders before it."""
    return "/".join(
        key_from(part) for part in name.replace("\\", "::").split("::") if part.strip()
    ) or ("unnamed")


def _is_ours(root: Element) -> bool:
    return not _codable(root) and any(_key(one) for one in root.iter("Code"))


def _codable(one: Element) -> bool:
    return one.get("isCodable", "true").strip() in {"true", "1"}


def _key(one: Element) -> str | None:
    return first(_described(one)[1], "Key")


def _described(one: Element) -> tuple[str, Labels]:
    found = child(one, "Description")
    return labels_in(found.text if found is not None else None, LABELS)


def _name(one: Element, key: str) -> str | None:
    name = one.get("name", "").strip()
    return None if name in {"", key} else name


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004 - digits


def _as_touchpoint(
    key: str, name: str | None, phase: PhaseKey | None, labels: Labels
) -> Touchpoint:
    served, stage = first(labels, "Served by"), first(labels, "Stage")
    return Touchpoint(
        key=TouchpointKey(key),
        name=name,
        phase=phase,
        order=_whole(first(labels, "Order")),
        channel=first(labels, "Channel"),
        served_by=ServedBy(served) if served in set(ServedBy) else None,
        stage=Stage(stage) if stage in set(Stage) else None,
        owner=first(labels, "Owner"),
        promises=tuple(labels.get("Promise", ())),
        moment_of_truth="Moment of truth" in labels,
        why=first(labels, "Why"),
    )
