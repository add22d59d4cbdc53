"""Coverage: which of the things to look for, and which touchpoints, have nothing yet."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fieldkit.model.journey import Touchpoint
from fieldkit.model.moment import Moment
from fieldkit.model.protocol import Dimension, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many moments speak to each thing to look for, and to each touchpoint."""

    dimensions: tuple[tuple[Dimension, int], ...]
    touchpoints: tuple[tuple[Touchpoint, int], ...]

    @property
    def unseen(self) -> tuple[Dimension, ...]:
        """The things to look for that no moment speaks to."""
        return tuple(dimension for dimension, count in self.dimensions if not count)

    @property
    def unvisited(self) -> tuple[Touchpoint, ...]:
        """The touchpoints at which nothing was written."""
        return tuple(touchpoint for touchpoint, count in self.touchpoints if not count)


def coverage(
    protocol: Protocol | None, touchpoints: Sequence[Touchpoint], moments: Iterable[Moment]
) -> Coverage:
    """Return what a session's moments cover; hidden ones count for nothing."""
    seen: Counter[str] = Counter()
    visited: Counter[str] = Counter()
    for moment in moments:
        if moment.hidden:
            continue
        seen.update([moment.dimension] if moment.dimension else [])
        visited.update([moment.touchpoint] if moment.touchpoint else [])
    return Coverage(
        dimensions=tuple((d, seen[d.key]) for d in (protocol.dimensions if protocol else ())),
        touchpoints=tuple((t, visited[t.key]) for t in touchpoints),
    )
