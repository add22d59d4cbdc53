"""The tiers of an ELAN file: what has a time of its own, and what hangs under it."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from fieldkit.exchange.xml_tree import child, children, words

DEEPEST = 32
"""Most tiers, or annotations, under each other."""
TIMED, REFERRING = "ALIGNABLE_ANNOTATION", "REF_ANNOTATION"


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """One annotation of a tier that hangs under none."""

    name: str
    """Its identifier."""
    tier: str
    participant: str
    start: int | None
    """Milliseconds from the beginning; None where it has none."""
    end: int | None
    text: str


@dataclass(slots=True)
class Hung:
    """The annotations of a file, each with what hangs under it at any depth."""

    tops: list[Top] = field(default_factory=list)
    under: dict[str, dict[str, list[tuple[str, str]]]] = field(default_factory=dict)
    """By top annotation and tier: the tier's type and the text."""
    astray: int = 0
    _order: dict[str, int] = field(default_factory=dict)
    _times: dict[str, int | None] = field(default_factory=dict)
    _parents: dict[str, str] = field(default_factory=dict)
    """Tiers by tier."""
    _refs: dict[str, str] = field(default_factory=dict)
    _places: dict[str, tuple[str, int]] = field(default_factory=dict)
    """By annotation with slots: its tier, and where its beginning stands in their order."""
    _spans: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    """By top tier: where its annotations begin, in order."""

    def fill(self, root: Element) -> "Hung":
        """Take in a document."""
        for at, slot in enumerate(children(child(root, "TIME_ORDER"), "TIME_SLOT")):
            name, value = slot.get("TIME_SLOT_ID", ""), slot.get("TIME_VALUE", "")
            self._order[name] = at
            usable = value.isdecimal() and len(value) < 12  # noqa: PLR2004 - digits
            self._times[name] = int(value) if usable else None
        tiers = list(children(root, "TIER"))
        self._parents = {t.get("TIER_ID", ""): t.get("PARENT_REF", "") for t in tiers}
        for tier in tiers:
            self._meet(tier)
        for spans in self._spans.values():
            spans.sort()
        for tier in tiers:
            if tier.get("PARENT_REF"):
                self._hang(tier)
        return self

    def _meet(self, tier: Element) -> None:
        name = tier.get("TIER_ID", "")
        for one in _in(tier):
            known = one.get("ANNOTATION_ID", "")
            if one.tag == REFERRING:
                self._refs[known] = one.get("ANNOTATION_REF", "")
                continue
            begins, ends = one.get("TIME_SLOT_REF1", ""), one.get("TIME_SLOT_REF2", "")
            self._places[known] = name, self._order.get(begins, -1)
            if not tier.get("PARENT_REF"):
                self._spans.setdefault(name, []).append((self._order.get(begins, -1), known))
                self.tops.append(
                    Top(
                        name=known,
                        tier=name,
                        participant=tier.get("PARTICIPANT", "").strip(),
                        start=self._times.get(begins),
                        end=self._times.get(ends),
                        text=words(one, "ANNOTATION_VALUE") or "",
                    )
                )

    def _hang(self, tier: Element) -> None:
        kind, name = tier.get("LINGUISTIC_TYPE_REF", ""), tier.get("TIER_ID", "")
        for one in _in(tier):
            top = self._top(one.get("ANNOTATION_ID", ""))
            text = words(one, "ANNOTATION_VALUE")
            if top is None:
                self.astray += text is not None
            elif text is not None:
                self.under.setdefault(top, {}).setdefault(name, []).append((kind, text))

    def _top(self, name: str) -> str | None:
        """Return the top annotation that another hangs under, by reference or by time."""
        for _ in range(DEEPEST):
            if name not in self._refs:
                break
            name = self._refs[name]
        tier, begins = self._places.get(name, ("", -1))
        for _ in range(DEEPEST):
            if not self._parents.get(tier):
                break
            tier = self._parents[tier]
        spans = self._spans.get(tier, [])
        at = bisect_right(spans, (begins, chr(0x10FFFF))) - 1
        return spans[at][1] if at >= 0 else None


def _in(tier: Element) -> Iterator[Element]:
    for annotation in children(tier, "ANNOTATION"):
        yield from (one for one in annotation if one.tag in {TIMED, REFERRING})
