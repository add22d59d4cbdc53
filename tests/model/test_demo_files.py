"""The demo study's files: whole, declared, and as much as they promise."""

import re
import tomllib
from collections import Counter
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from fieldkit.model import shipped
from fieldkit.model.emotion import Known, Whose
from fieldkit.model.insight import Insight, Status
from fieldkit.model.journey import Code, Phase, ServedBy, Stage, Touchpoint
from fieldkit.model.keys import CodeKey, InsightId, TouchpointKey, is_staff
from fieldkit.model.moment import FREE_DIMENSIONS, Layer
from fieldkit.model.observer import Observer, Role
from fieldkit.model.people import Consent, ConsentState, Participant, Scope, Staff
from fieldkit.model.session import Kind
from fieldkit.model.words import Words
from fieldkit.shorthand.line import parse

FOLDER = shipped.find("studies", "hardware-store")
FILES = sorted(FOLDER.glob("*.md"))
STUDY: dict[str, Any] = tomllib.loads((FOLDER / "study.toml").read_text(encoding="utf-8"))
SPEAKER = re.compile(r"(?:[0-9:]+ )?([A-Z][0-9]*): ")
QUOTATION = re.compile(r'(?:[0-9:]+ )?(?:[A-Z][0-9]*: )?"')
DIMENSION = re.compile(r"(?<=\s):(\w+)")
KEYED = re.compile(r"(?<=\s)([@#])([\w/-]+)")


def front_matter(file: Path) -> dict[str, str]:
    """Read the simple lines between the two rules."""
    _, head, _ = file.read_text(encoding="utf-8").split("---\n", 2)
    pairs = (line.partition(": ") for line in head.splitlines())
    return {key: value for key, _, value in pairs}


def lines(file: Path) -> list[str]:
    """Read the moments of a file: every line that is not blank."""
    body = file.read_text(encoding="utf-8").split("---\n", 2)[2]
    return [line for line in body.splitlines() if line.strip()]


def keys(table: str) -> set[str]:
    """Read the keys that the study declares in a table."""
    return {row["key"] for row in STUDY[table]}


EVERY_LINE = [(file.name, line) for file in FILES for line in lines(file)]
by_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def test_there_are_eight_sessions_of_six_participants_and_three_staff() -> None:
    """The size that the product promises of its demo."""
    assert len(FILES) == 8
    assert keys("participants") == {f"P{number}" for number in range(1, 7)}
    assert keys("staff") == {"S1", "S2", "S3"}
    met = Counter(front_matter(file).get("participants", "none") for file in FILES)
    assert met == Counter({"P1": 2, "P2": 1, "P3": 1, "P4": 1, "P5": 1, "P6": 1, "none": 1})


def test_two_researchers_and_a_leader_observe_and_each_writes() -> None:
    """The first observer of a session is the one who writes."""
    roles = {row["handle"]: row["role"] for row in STUDY["observers"]}
    assert roles == {"ana": "researcher", "leo": "researcher", "mira": "leader"}
    heads = [front_matter(file) for file in FILES]
    writers = {(head.get("observer") or head["observers"]).split(",")[0] for head in heads}
    assert writers == set(roles)


def test_there_are_moments_enough_to_make_a_digest_of() -> None:
    """Counted as the import counts: a line, a moment."""
    assert len(EVERY_LINE) >= 150
    assert sum(bool(QUOTATION.match(line)) for _, line in EVERY_LINE) >= 50
    assert sum(" !" in line for _, line in EVERY_LINE) >= 100
    assert sum(" @" in line for _, line in EVERY_LINE) >= 150
    assert sum(" #" in line for _, line in EVERY_LINE) >= 100


@pytest.mark.parametrize(
    "sign",
    [
        *(r'" @', r": '", r"^[0-9:]+ \? ", r"^[0-9:]+ ~ ", r"^[0-9:]+ % ", r"^\?\? ", r" \*[0-9]+"),
        *(r"Q: ", r"A: ", r"X: ", r'!"\w', r"!\w+[1-5]\(", r"!\w+[1-5]?\?", r"!o:", r"!s:", r"!c:"),
        *(r"/recalled", r"/prompted", r"/imagined", r" :expects", r" :objects", r"\+?#\w+/\w"),
        r"^[0-9]{2}:[0-9]{2}:[0-9]{2} ",
    ],
)
def test_every_sign_of_the_shorthand_is_met_somewhere(sign: str) -> None:
    """The demo is the tutorial."""
    assert any(re.search(sign, line) for _, line in EVERY_LINE)


def test_the_first_file_takes_up_the_four_large_signs_one_after_another() -> None:
    """Words alone, then where, feeling, theme, quotation; the small signs only after them."""
    texts = [line.split(" ", 1)[1] for line in lines(FILES[0]) if " % " not in line]
    firsts = [
        next(number for number, text in enumerate(texts) if re.search(sign, text))
        for sign in (r"^\w", r" @\w", r" !\w", r" #\w", r'^"', r"^[A-Z][0-9]*: ", r"[1-5]\(")
    ]
    assert all(earlier < later for earlier, later in pairwise(firsts))


@by_file
def test_front_matter_is_simple_lines_that_the_model_can_hold(file: Path) -> None:
    """No session is refused at import."""
    head = front_matter(file)
    assert head["fieldkit"] == "1"
    assert head["session"]
    assert Kind(head["kind"])
    assert head["zone"] == STUDY["zone"]
    assert datetime.fromisoformat(head["start"]) < datetime.fromisoformat(head["end"])
    assert head["protocol"] in shipped.names("protocols")
    assert head["debrief"].endswith(".")


@by_file
def test_only_declared_people_touchpoints_and_codes_occur(file: Path) -> None:
    """Nothing in the demo is made by a slip of the pen."""
    declared = {"@": keys("touchpoints"), "#": keys("codes")}
    people = keys("participants") | keys("staff") | {"X", "Q", "A"}
    for line in lines(file):
        for sign, key in KEYED.findall(line):
            assert key in declared[sign], line
        if speaker := SPEAKER.match(line):
            assert speaker[1] in people, line


@by_file
def test_only_dimensions_of_its_protocol_occur_in_a_file(file: Path) -> None:
    """A word that the protocol does not know would stay text."""
    protocol = shipped.protocol(front_matter(file)["protocol"])
    known = {*FREE_DIMENSIONS, *(dimension.key for dimension in protocol.dimensions)}
    assert {key for line in lines(file) for key in DIMENSION.findall(line)} <= known


@by_file
def test_clock_times_do_not_run_backwards(file: Path) -> None:
    """A line stands where it happened."""
    times = [match[0] for line in lines(file) if (match := re.match(r"[0-9]{2}:[0-9:]+", line))]
    assert times == sorted(times)


def test_every_declared_touchpoint_and_code_is_used() -> None:
    """No empty rows in the first digest that anyone sees."""
    used = {(sign, key) for _, line in EVERY_LINE for sign, key in KEYED.findall(line)}
    assert used == {
        *(("@", key) for key in keys("touchpoints")),
        *(("#", key) for key in keys("codes")),
    }


def test_a_participant_who_withdrew_is_in_one_session_and_in_no_memo_or_claim() -> None:
    """What digests must leave out is there to be left out, and told nowhere else."""
    states = {row["key"]: row["consent"]["state"] for row in STUDY["participants"]}
    assert [key for key, state in states.items() if state == ConsentState.WITHDRAWN] == ["P6"]
    assert [file.name[:2] for file in FILES if "P6" in file.read_text(encoding="utf-8")] == ["07"]
    made_of_it = [str(row) for table in ("insights", "memos") for row in STUDY[table]]
    assert not [text for text in made_of_it if "P6" in text.replace("-P6:", "")]


def test_study_toml_names_the_fields_of_the_model() -> None:
    """Every row becomes a value as it stands."""
    for row in STUDY["observers"]:
        assert Observer(handle=row["handle"], role=Role(row["role"])).name is None
    for row in STUDY["participants"] + STUDY["staff"]:
        agreed = dict(row["consent"])
        consent = Consent(
            state=ConsentState(agreed.pop("state")),
            scopes=tuple(Scope(scope) for scope in agreed.pop("scopes", ())),
            **agreed,
        )
        person = Staff if is_staff(row["key"]) else Participant
        assert person(**{**row, "consent": consent}).consent.recorded
    phases = [Phase(**row) for row in STUDY["phases"]]
    for row in STUDY["touchpoints"]:
        served_by = ServedBy(row["served_by"]) if "served_by" in row else None
        touchpoint = Touchpoint(
            **{
                **row,
                "key": TouchpointKey(row["key"]),
                "served_by": served_by,
                "stage": Stage(row["stage"]),
                "promises": tuple(row.get("promises", ())),
            }
        )
        assert touchpoint.phase in {phase.key for phase in phases}
    for row in STUDY["codes"]:
        assert Code(**{**row, "key": CodeKey(row["key"])}).definition
    assert STUDY["vocabulary"] in shipped.names("vocabularies")
    assert STUDY["protocol"] in shipped.names("protocols")


def test_insights_are_claims_with_both_sides_searched_for() -> None:
    """Contradictions stand beside the claim; the searches use declared words."""
    assert len(STUDY["insights"]) == 4
    declared = {"@": keys("touchpoints"), "#": keys("codes")}
    for number, row in enumerate(STUDY["insights"], start=1):
        searches = [row[side] for side in ("supporting", "contradicting")]
        words = {key: text for key, text in row.items() if text not in searches}
        insight = Insight(
            id=InsightId(f"ana-i{number}"), **{**words, "status": Status(words["status"])}
        )
        assert insight.owner
        for search in searches:
            for sign, key in KEYED.findall(" " + search):
                assert key in declared[sign]


def test_memos_are_about_something_declared() -> None:
    """A memo's subject can be opened."""
    subjects = {*keys("codes"), *keys("touchpoints"), *keys("participants"), *keys("staff")}
    assert {row["about"] for row in STUDY["memos"]} <= subjects


def words(file: Path) -> Words:
    """Return the words that a file of the demo is read with."""
    vocabulary = shipped.vocabulary(STUDY["vocabulary"])
    protocol = shipped.protocol(front_matter(file)["protocol"])
    return Words(
        people=(*sorted(keys("participants")), *sorted(keys("staff"))),
        touchpoints=tuple(sorted(keys("touchpoints"))),
        codes=tuple(sorted(keys("codes"))),
        feelings={term.word: term for term in vocabulary.terms},
        vocabulary=vocabulary.name,
        dimensions=(*FREE_DIMENSIONS, *(dimension.key for dimension in protocol.dimensions)),
    )


@by_file
def test_every_line_parses_with_nothing_to_tell(file: Path) -> None:
    """No sign is taken for text, no feeling unknown, and the canonical line says the same."""
    known = words(file)
    for text in lines(file):
        line = parse(text, known)
        assert not line.told, text
        assert line.touchpoint is None or line.touchpoint in known.touchpoints, text
        assert set(line.codes) <= set(known.codes), text
        assert {emotion.term for emotion in line.emotions} <= set(known.feelings), text
        assert not re.search(r"(?:^|\s)[@!#*:]\w", line.text), text
        assert parse(str(line), known) == line, text


def test_every_layer_and_every_way_of_knowing_a_feeling_occurs() -> None:
    """A digest of the demo shows all that digests tell apart."""
    parsed = [parse(text, words(file)) for file in FILES for text in lines(file)]
    feelings = [emotion for line in parsed for emotion in line.emotions]
    assert {line.layer for line in parsed} == set(Layer)
    assert {emotion.known for emotion in feelings} == set(Known)
    assert {emotion.whose for emotion in feelings} == set(Whose)
    assert {emotion.intensity for emotion in feelings} >= {None, 2, 3, 4, 5}
