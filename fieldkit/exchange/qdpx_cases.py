"""The cases and variables of a QDA project: who somebody is, and where they occur."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from fieldkit.exchange.qda_codes import folded, key_from
from fieldkit.exchange.qda_text import labels_in
from fieldkit.exchange.xml_tree import child, children, words
from fieldkit.model.errors import InvalidValueError
from fieldkit.model.keys import ParticipantKey, as_person, is_staff
from fieldkit.model.people import Participant

VALUES = ("TextValue", "BooleanValue", "IntegerValue", "FloatValue", "DateValue", "DateTimeValue")


@dataclass(slots=True)
class Cases:
    """Whom a project tells of."""

    people: dict[str, Participant] = field(default_factory=dict)
    by_source: dict[str, list[ParticipantKey]] = field(default_factory=dict)
    by_selection: dict[str, list[ParticipantKey]] = field(default_factory=dict)
    conditions: dict[str, str] = field(default_factory=dict)
    """By source: the values of cases without a name, as some programs keep a file's variables."""
    renamed: list[str] = field(default_factory=list)
    """Names that are no codes and became one."""

    def fill(self, root: Element) -> "Cases":
        """Take in a project's cases."""
        names = {
            folded(one.get("guid")): one.get("name", "")
            for one in children(child(root, "Variables"), "Variable")
        }
        for case in children(child(root, "Cases"), "Case"):
            self._case(case, _values(case, names))
        for source in child(root, "Sources") or ():
            if values := _values(source, names):
                self.conditions.setdefault(folded(source.get("guid")), _line(values))
        return self

    def _case(self, case: Element, values: dict[str, str]) -> None:
        name = case.get("name", "").strip()
        sources = [folded(ref.get("targetGUID")) for ref in children(case, "SourceRef")]
        if not name:
            self.conditions.update(dict.fromkeys(sources, _line(values)) if values else {})
            return
        key = self._key(name)
        if not is_staff(key):
            history = labels_in(words(case, "Description"), ())[0] or None
            self.people[key] = Participant(key=key, attributes=values, history=history)
        for source in sources:
            self.by_source.setdefault(source, []).append(key)
        for ref in children(case, "SelectionRef"):
            self.by_selection.setdefault(folded(ref.get("targetGUID")), []).append(key)

    def _key(self, name: str) -> ParticipantKey:
        try:
            return as_person(name)
        except InvalidValueError:
            self.renamed.append(name)
        wanted = key = key_from(name)
        number = 1
        while wanted in self.people:
            number += 1
            wanted = f"{key}-{number}"
        return ParticipantKey(wanted)


def _values(holder: Element, names: dict[str, str]) -> dict[str, str]:
    """Return the values that a case or a source has, by the names of their variables."""
    found = {}
    for held in children(holder, "VariableValue"):
        ref = child(held, "VariableRef")
        name = names.get(folded(ref.get("targetGUID"))) if ref is not None else None
        value = next((text for kind in VALUES if (text := words(held, kind))), None)
        if name and value:
            found[name] = value.strip()
    return found


def _line(values: dict[str, str]) -> str:
    return "; ".join(f"{name}: {value}" for name, value in values.items())
