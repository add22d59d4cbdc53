"""How often words are used: those of this session come first in the lists."""

from collections import Counter
from collections.abc import Iterable, Mapping

from fieldkit.model.moment import Moment

IN_SESSION = 1 << 20
"""What one use in this session weighs against uses in the study."""


class Uses:
    """Counts the words of a session's moments."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = {}

    def clear(self) -> None:
        """Begin another session."""
        self._counts.clear()

    def count(self, moments: Iterable[Moment]) -> None:
        """Count the words of moments that were written."""
        for moment in moments:
            found = [("touchpoint", str(moment.touchpoint))] if moment.touchpoint else []
            found += [("code", str(code)) for code in moment.codes]
            found += [("emotion", emotion.term) for emotion in moment.emotions]
            found += [("person", moment.speaker)] if moment.speaker else []
            for kind, word in found:
                self._counts.setdefault(kind, Counter())[word] += IN_SESSION

    def over(self, study: Mapping[str, Mapping[str, int]]) -> Mapping[str, Mapping[str, int]]:
        """Return uses in the study and in this session together."""
        return {
            kind: Counter(study.get(kind, {})) + self._counts.get(kind, Counter())
            for kind in {*study, *self._counts}
        }
