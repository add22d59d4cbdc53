"""Memos and insights as the notes of a QDA project, each tied to what it is about."""

from collections.abc import Callable, Iterator
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement

from fieldkit.exchange.batch import shorten
from fieldkit.exchange.qda_codes import CODE, PHASE, TOUCHPOINT
from fieldkit.exchange.qda_text import described, plain
from fieldkit.model.insight import Insight, Memo
from fieldkit.model.study import Casebook

Signs = Callable[[Element, str | None, datetime | None], None]
"""Says on an element who wrote it and when."""
MEMO = ("Memo", "About")
"""What a note tells of its memo beside its words."""
INSIGHT = (
    ("Need", "need"),
    ("How might we", "how_might_we"),
    ("Recommendation", "recommendation"),
    ("Owner", "owner"),
    ("Due", "due"),
    ("Status", "status"),
    ("Area", "area"),
)
"""What a note tells of its insight beside the claim."""


class Notes:
    """A study's memos and insights on their way into a project."""

    def __init__(self, book: Casebook, name_of: Callable[[str, str], str]) -> None:
        self._book = book
        self._name_of = name_of
        self._refs: dict[str, list[str]] = {}
        self.about_study: list[str] = []
        """Identifiers of the notes about nothing else that the project has."""
        targets = self._targets()
        for memo in book.memos:
            note = name_of("memo", memo.id)
            if memo.about in targets:
                self._refs.setdefault(targets[memo.about], []).append(note)
            else:
                self.about_study.append(note)
        for insight in book.insights:
            note = name_of("insight", insight.id)
            held = [targets[m] for m in insight.supporting if m in targets]
            for target in held:
                self._refs.setdefault(target, []).append(note)
            if not held:
                self.about_study.append(note)

    def refer(self, made: Element, name: str) -> None:
        """Refer from a code, a source or a selection to the notes about it, where they stand."""
        at = 1 if len(made) and made[0].tag == "Description" else 0
        if made.tag != "Code":
            at = len(made)
        for note in self._refs.get(name, ()):
            made.insert(at, Element("NoteRef", targetGUID=note))
            at += 1

    def elements(self, sign: Signs) -> Iterator[Element]:
        """Yield the notes."""
        for memo in self._book.memos:
            yield self._memo(memo, sign)
        for insight in self._book.insights:
            yield self._insight(insight, sign)

    def links(self) -> Iterator[Element]:
        """Yield a link from each moment that speaks against a claim to its note."""
        known = {moment.id for moment in self._book.moments}
        for insight in self._book.insights:
            for moment in insight.contradicting:
                if moment in known:
                    yield Element(
                        "Link",
                        guid=self._name_of("link", f"{insight.id} {moment}"),
                        name="contradicts",
                        direction="OneWay",
                        originGUID=self._name_of("moment", moment),
                        targetGUID=self._name_of("insight", insight.id),
                    )

    def _targets(self) -> dict[str | None, str]:
        """Return the identifier of everything that a note can be tied to, by key or id."""
        book = self._book
        found: dict[str | None, str] = {}
        for kind, things in ((TOUCHPOINT, book.touchpoints), (CODE, book.codes)):
            found.update({str(one.key): self._name_of(kind, one.key) for one in things})
        used = {phase for t in book.touchpoints if (phase := t.phase) is not None}
        found.update({str(key): self._name_of(PHASE, key) for key in used})
        found.update({str(s.id): self._name_of("source", s.id) for s in book.sessions})
        found.update({str(m.id): self._name_of("moment", m.id) for m in book.moments})
        return found

    def _memo(self, memo: Memo, sign: Signs) -> Element:
        made = Element("Note", guid=self._name_of("memo", memo.id), name=shorten(plain(memo.text)))
        sign(made, memo.observer, memo.at)
        told = [("Memo", memo.id), ("About", memo.about)]
        SubElement(made, "Description").text = described(None, told)
        SubElement(made, "PlainTextContent").text = plain(memo.text)
        return made

    def _insight(self, insight: Insight, sign: Signs) -> Element:
        name = self._name_of("insight", insight.id)
        made = Element("Note", guid=name, name=shorten(plain(insight.claim)))
        sign(made, None, insight.created)
        SubElement(made, "Description").text = described(None, [("Insight", insight.id)])
        told = [(label, getattr(insight, part)) for label, part in INSIGHT]
        SubElement(made, "PlainTextContent").text = described(insight.claim, told)
        return made
