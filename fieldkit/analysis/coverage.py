"""Coverage: which of the things to look for, and which touchpoints, have nothing yet."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
    return counted(protocol, touchpoints, seen, visited)


def counted(
    protocol: Protocol | None,
    touchpoints: Sequence[Touchpoint],
    seen: Mapping[str, int],
    visited: Mapping[str, int],
) -> Coverage:
    """Return what moments cover that were counted before.

    Args:
        protocol: What is looked for.
        touchpoints: Where one can be.
        seen: How many moments speak to each dimension, by its key.
        visited: How many are of each touchpoint, by its key.
    """
    return Coverage(
        dimensions=tuple(
            (d, seen.get(d.key, 0)) for d in (protocol.dimensions if protocol else ())
        ),
        touchpoints=tuple((t, visited.get(t.key, 0)) for t in touchpoints),
    )
