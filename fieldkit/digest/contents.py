"""What a template may print: each part is made when it is asked for, and cites what it shows."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from fieldkit.analysis.evidence import one_each, strongest
from fieldkit.analysis.journey import best, journey
from fieldkit.analysis.sighting import Notes, Sighting, Voice
from fieldkit.analysis.tally import Met, by_code, by_touchpoint, everyone, met
from fieldkit.digest import phrases, population
from fieldkit.digest.chart import chart
from fieldkit.digest.citing import Citations, Cited
from fieldkit.digest.claims import Claim, claims, next_steps
from fieldkit.digest.days import Day, by_role, exposure_table, told
from fieldkit.digest.feelings import Felt, feelings, journey_table
from fieldkit.digest.leaders import LeaderHour, leader_hours, read_by_both
from fieldkit.digest.lived import Lived
from fieldkit.digest.markdown import Markdown, Words, escape, fence, scalar
from fieldkit.digest.stories import Story, stories
from fieldkit.model.keys import TouchpointKey

QUOTED = 3
"""Moments shown under a touchpoint."""
MOST = 10
"""Codes, touchpoints and tallies listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The strongest moments at one touchpoint."""

    heading: Words
    """Its name and how many people met it: ``Checkout: met by 4 of 6 people``."""
    moments: tuple[Cited, ...]


class Contents:
    """The parts of a digest; a template prints those it wants, ``evidence`` last."""

    def __init__(
        self,
        notes: Notes,
        kind: str,
        scope: str | None,
        beside: Notes | None = None,
        *,
        media: str = "media",
    ) -> None:
        """Keep what to read; nothing is counted before a template asks."""
        self._notes = notes
        self._beside = beside or notes
        self._kind = kind
        self._scope = scope
        self._citations = Citations(notes, media)

    @cached_property
    def title(self) -> Words:
        """The study's title."""
        return Words(self._notes.casebook.study.title or self._notes.casebook.study.id)

    @cached_property
    def question(self) -> Words:
        """The study's research question."""
        return Words(self._notes.casebook.study.question)

    @cached_property
    def scope(self) -> Words:
        """The search line that narrowed the digest; empty where it is on all notes."""
        return Words(self._scope)

    @cached_property
    def empty(self) -> str:
        """One line that says why there is nothing to show; empty where there is."""
        if self._notes.sightings:
            return ""
        if self._notes.left_out or self._notes.not_for_this:
            return f"Nothing to show. {population.left_out(self._notes)}."
        if self._scope:
            return "No note answers this search."
        return "No notes yet: nothing has been observed in this study."

    @cached_property
    def front(self) -> Markdown:
        """The YAML front matter."""
        study = self._notes.casebook.study
        rows = {
            "kind": scalar(self._kind),
            "study": scalar(study.id),
            "scope": scalar(self._scope or ""),
            "for": scalar(self._notes.use or ""),
            "notes": str(len(self._notes.sightings)),
            "people": scalar(population.in_short(self._notes)),
            "consent": scalar(population.consent(self._notes).replace(": ", "; ")),
        }
        lines = (f"{key}: {value}" for key, value in rows.items() if value != '""')
        return Markdown("\n".join(("---", *lines, "---")))

    @cached_property
    def headline(self) -> Words:
        """The first claim; empty where nobody has made one."""
        return self.insights[0].claim if self.insights else Words("")

    @cached_property
    def who(self) -> Markdown:
        """Who was heard, and where."""
        return population.who(self._notes)

    @cached_property
    def observers(self) -> Markdown:
        """Who observed, by role."""
        return population.observers(self._notes)

    @cached_property
    def consent(self) -> str:
        """What the people heard agreed to, to be read after the word "consent"."""
        return population.consent(self._notes)

    @cached_property
    def silence(self) -> str:
        """How many people and places the notes are silent about, in short."""
        return population.silence(self._notes)

    @cached_property
    def not_heard(self) -> tuple[Markdown, ...]:
        """Who and what the notes are silent about, a line each."""
        return population.not_heard(self._notes)

    @cached_property
    def insights(self) -> tuple[Claim, ...]:
        """The claims, in the study's order."""
        return tuple(claim for claim in self._claims if not claim.hypothesis)

    @cached_property
    def hypotheses(self) -> tuple[Claim, ...]:
        """What was claimed before the evidence, each with what became of it."""
        return tuple(claim for claim in self._claims if claim.hypothesis)

    @cached_property
    def next_steps(self) -> Markdown:
        """What is recommended, by whom and until when."""
        return next_steps(self._notes, self._citations)

    @cached_property
    def _claims(self) -> tuple[Claim, ...]:
        return claims(self._notes, self._citations)

    @cached_property
    def codes(self) -> Markdown:
        """The codes that most participants are tagged with."""
        return _most(by_code(self._notes), {})

    @cached_property
    def touchpoints(self) -> Markdown:
        """The touchpoints that most participants met."""
        names = {str(t.key): t.name or t.key for t in self._notes.touchpoints}
        return _most(by_touchpoint(self._notes), names)

    @cached_property
    def chart(self) -> Markdown:
        """The journey drawn in characters, in a ``journey`` fence; a page draws it as a figure."""
        drawn = chart(journey(self._notes))
        return fence("journey", drawn) if drawn else Markdown()

    @cached_property
    def journey(self) -> Markdown:
        """The journey as a table; empty where no feeling was read."""
        return journey_table(journey(self._notes))

    @cached_property
    def lived(self) -> Lived:
        """The journey person by person: paths, courses, turns, promises, how it should be."""
        return Lived(self._notes, self._citations)

    @cached_property
    def stories(self) -> tuple[Story, ...]:
        """One customer at a time."""
        return stories(self._notes, self._citations)

    @cached_property
    def days(self) -> tuple[Day, ...]:
        """The sessions, each as a debrief tells it."""
        return told(self._notes, self._beside, self._citations)

    @cached_property
    def leader_hours(self) -> tuple[LeaderHour, ...]:
        """Leaders' hours with customers: expected, guessed, told, seen, felt."""
        return leader_hours(self._notes, self._citations)

    @cached_property
    def read_by_both(self) -> tuple[Markdown, ...]:
        """What leaders read of customers' feelings beside researchers, a line a touchpoint."""
        return read_by_both(self._notes, self._citations)

    @cached_property
    def exposure(self) -> Markdown:
        """Who met customers, when and how long."""
        return exposure_table(self._notes)

    @cached_property
    def met_by(self) -> tuple[str, ...]:
        """How much each role met, a line each."""
        return by_role(self._notes)

    @cached_property
    def goals(self) -> tuple[Words, ...]:
        """What the study's readers want to be able to decide."""
        return tuple(
            Words(phrases.sentence(goal.strip())) for goal in self._notes.casebook.study.goals
        )

    @cached_property
    def method(self) -> Markdown:
        """How the notes came about: kinds of session, protocols, words for feelings."""
        return population.method(self._notes)

    @cached_property
    def questions(self) -> tuple[Cited, ...]:
        """What was kept to be asked or looked at later."""
        return tuple(self._citations.cite(s) for s in self._notes.sightings if s.moment.later)

    @cached_property
    def strongest(self) -> tuple[Place, ...]:
        """The moments that show most, touchpoint by touchpoint."""
        found = []
        for key in (*(t.key for t in self._notes.touchpoints), None):
            most = QUOTED if self._notes.touchpoints else MOST
            if shown := self._strongest(self._notes.at(key), most):
                moments = tuple(self._citations.cite(s) for s in shown)
                found.append(Place(heading=self._heading(key), moments=moments))
        return tuple(found)

    @cached_property
    def feelings(self) -> Felt:
        """Feelings by what the words say."""
        return feelings(self._notes, self._citations)

    @cached_property
    def counted(self) -> tuple[Cited, ...]:
        """What was counted rather than told, greatest first."""
        return tuple(self._citations.cite(s) for s in population.tallies(self._notes)[:MOST])

    @property
    def evidence(self) -> tuple[Cited, ...]:
        """Every note cited before this is asked for, in the study's order."""
        return self._citations.appendix()

    def _heading(self, key: TouchpointKey | None) -> Words:
        """Return a place's heading, which no note's id could be: links go by headings."""
        if key is None:
            return Words("Without a touchpoint" if self._notes.touchpoints else "In their words")
        heard = phrases.count(len(everyone(self._notes)), "person", "people")
        n = len(met(self._notes, (key,)))
        by = f"met by {n} of {heard}" if n else "unnamed people only"
        return Words(f"{self._citations.place(key)}: {by}")

    def _strongest(self, sightings: Iterable[Sighting], most: int) -> tuple[Sighting, ...]:
        telling = (
            s
            for s in sightings
            if s.voice is not Voice.OBSERVER
            and not s.tally
            and (best(s) is not None or self._citations.quotable(s))
        )
        return one_each(strongest(telling), most)


def _most(found: tuple[Met, ...], names: dict[str, str]) -> Markdown:
    parts = [f"{escape(names.get(f.key, f.key))} ({f.share})" for f in found[:MOST]]
    rest = len(found) - len(parts)
    return Markdown(", ".join(parts) + (f" and {rest} more" if rest else ""))
