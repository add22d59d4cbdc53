"""The topline holds to the rules of a digest."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from casebooks import P1, P2, P4, altered, blns, claimed, desk
from markdown_it import MarkdownIt
from mdit_py_plugins.front_matter import front_matter_plugin

from fieldkit.analysis.sighting import read
from fieldkit.digest.compile import compile_digest
from fieldkit.digest.markdown import clean
from fieldkit.model.emotion import Emotion, Known
from fieldkit.model.journey import Touchpoint
from fieldkit.model.keys import MomentId, StudyId, TouchpointKey
from fieldkit.model.moment import Layer, Moment, Source
from fieldkit.model.people import Consent, ConsentState, Participant, Scope
from fieldkit.model.session import Session
from fieldkit.model.study import Casebook, Study

PARSER = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
PARSER.use(front_matter_plugin)


def topline(book: Casebook) -> str:
    """Return the topline of a casebook."""
    return compile_digest(book, "topline")


def section(markdown: str, heading: str) -> str:
    """Return what stands under a heading, up to the next of its level."""
    level = heading.split(" ", maxsplit=1)[0]
    _, _, rest = markdown.partition(f"\n{heading}")
    assert rest, f"there is no {heading!r}"
    return re.split(rf"\n{level} ", rest)[0]


def quotations(markdown: str) -> Iterator[str]:
    """Yield the quoted words of every block quotation, unescaped, without who said them."""
    tokens = PARSER.parse(markdown)
    inside = 0
    for token in tokens:
        inside += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if inside and token.type == "inline":
            text = "".join(
                " " if child.type.endswith("break") else child.content
                for child in token.children or ()
            )
            yield text.rpartition(" — ")[0] or text


def check_word_for_word(book: Casebook) -> int:
    """Hold that every quotation stands in a verbatim moment, and return how many there are."""
    own = [clean(m.text) for m in book.moments if m.layer is Layer.VERBATIM]
    found = list(quotations(topline(book)))
    for quotation in found:
        for part in quotation.split("[…]"):
            words = part.strip().removeprefix("“").removesuffix("”").strip()
            assert any(words in text for text in own) or any(
                words.removesuffix('"') in text for text in own
            ), words
    return len(found)


def test_every_quotation_stands_word_for_word_in_the_notes() -> None:
    """With its own quotation marks and across its line breaks."""
    assert check_word_for_word(desk()) >= 10


@pytest.mark.skipif(not blns(), reason="../shared/data/i18n/blns.json is not beside this checkout")
def test_naughty_quotations_stand_word_for_word_too() -> None:
    """Whatever a customer says prints as it was said."""
    assert check_word_for_word(claimed([text for text in blns() if clean(text)])) > 300


def test_a_long_quotation_is_cut_with_its_mark_and_whole_in_the_appendix() -> None:
    """Anything cut is marked […]."""
    long = " ".join(f"word{n}" for n in range(200))
    found = topline(altered(desk(), 4, lambda m: replace(m, text=long)))
    assert r"\[…\]” — P1" in section(found, "## 1. ")
    assert long in section(found, "### ana-4")


def test_counts_are_people_and_a_contradiction_stands_beside_the_claim() -> None:
    """Three people support it, one is against; staff and the one who withdrew add nobody."""
    first = section(topline(desk()), "## 1. ")
    assert first.startswith("People give the same thing again and again. 3 of 4, 1 against\n")
    assert "Against: P4 ([ana-12](#ana-12))." in first
    assert "Evidence: strong (3 participants; said and told by others)." in first


def test_from_half_the_supporters_up_the_claim_is_mixed() -> None:
    """Two for it and one against."""
    book = desk()
    first = replace(book.insights[0], supporting=book.insights[0].supporting[:2])
    found = topline(replace(book, insights=(first,)))
    assert "## 1. People give the same thing again and again. Mixed: 2 of 4, 1 against\n" in found


def test_staffs_and_strangers_words_are_marked_as_theirs() -> None:
    """They never print as a customer's."""
    found = topline(desk())
    assert "> “What a circus” — unnamed (amused, our reading), [ana-8](#ana-8)" in found
    for line in found.split("\n"):
        assert "What a circus” — P" not in line
        assert "without the receipt" not in line or "— P" not in line
    assert "· staff S1 · said" in section(found, "### ana-7")


def test_a_line_whose_speaker_is_unsure_names_all_who_may_have_said_it() -> None:
    """Two participants and no speaker: one or the other."""
    book = altered(desk(), 4, lambda m: replace(m, speaker=None, participants=(P1, P2)))
    assert "— P1 or P2 (" in topline(book)


def test_only_verbatim_words_are_quotations() -> None:
    """A paraphrase says "said that", a guess "noted", what was seen "seen"."""
    found = topline(desk())
    assert "P4 said that: she was done in two minutes" in found
    assert "P1, seen: looks for the way" in found
    first = replace(desk().insights[0], supporting=(MomentId("ana-13"),), contradicting=())
    book = replace(desk(), insights=(first,))
    assert "- P4, noted: Came with the box open ([ana-13](#ana-13))" in topline(book)
    assert "- From: notes/p4.md:7" in topline(book)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('"I love it."', '"I love it."'),
        ('"I love it', '"I love it"'),
        ('First: "Is this it?"', 'First: "Is this it?"'),
        ("„Geht nicht“ (lacht)", "„Geht nicht“ (lacht)"),
        ("I love it", "“I love it”"),
        ('I said "no" and left', '“I said "no" and left”'),
    ],
)
def test_imported_words_keep_the_marks_they_came_with(text: str, shown: str) -> None:
    """What stood outside the marks does not become part of the quotation."""
    source = Source(path="notes.md", line=1)
    found = topline(altered(desk(), 4, lambda m: replace(m, text=text, source=source)))
    assert f"> {shown} — P1" in found


def test_feelings_are_words_never_decimals() -> None:
    """A digest says frustrated, 4 of 5; not -0.78."""
    found = topline(desk())
    assert "(frustrated, 4 of 5, our reading)" in found
    assert not re.search(r"-?\b0\.\d", found)


def test_told_and_imagined_feelings_are_said_as_such_and_enter_no_journey() -> None:
    """The staff's "they get angry" is in the table of words only."""
    found = topline(desk())
    assert "told by staff S1" in section(found, "## Feelings, by what the words say")
    assert "angry" not in section(found, "## The emotional journey")
    imagined = Emotion(term="apprehensive", valence=-0.5, known=Known.IMAGINED)
    book = altered(desk(), 3, lambda m: replace(m, emotions=(imagined,)))
    assert "apprehensive" not in section(topline(book), "## The emotional journey")
    assert "imagined" in section(topline(book), "## Feelings, by what the words say")


def test_observers_own_feelings_stand_apart() -> None:
    """Ana's shame is no customer's."""
    found = section(topline(desk()), "## Feelings, by what the words say")
    assert "| ashamed" not in found
    assert "The observers' own feelings, apart: ana: ashamed ([ana-10](#ana-10))." in found


def test_people_who_withdrew_are_a_number_without_a_name() -> None:
    """P5's words, code and feeling are nowhere."""
    found = topline(desk())
    assert "P5" not in found
    assert "1 person is left out: consent refused, withdrawn or expired." in found


def test_words_of_people_who_did_not_agree_to_quoting_are_held_back() -> None:
    """P3 agreed to notes, not to quotes: neither beside a claim nor in the appendix."""
    found = topline(desk())
    assert "Third time" not in found
    assert "P3: words held back, no consent to being quoted" in found


@pytest.mark.parametrize(
    ("consent", "line"),
    [
        (Consent(), "- **Consent not recorded: internal only.**"),
        (
            Consent(state=ConsentState.GIVEN, scopes=(Scope.NOTES, Scope.QUOTE)),
            "- **Consent given by all 4: internal only.**",
        ),
        (
            Consent(state=ConsentState.GIVEN, scopes=tuple(Scope)),
            "- **Consent given by all 4: may be published.**",
        ),
    ],
)
def test_consent_says_what_may_be_done_with_the_digest(consent: Consent, line: str) -> None:
    """Unknown is internal only."""
    book = desk()
    people = tuple(
        p if p.consent.refused else replace(p, consent=consent) for p in book.participants
    )
    assert line in topline(replace(book, participants=people))


def test_who_was_not_heard_is_a_section() -> None:
    """People, places and leaders."""
    book = desk()
    found = section(topline(book), "## Who was not heard")
    assert "- Without a note of their own: P6." in found
    assert "- Nothing was noted at Car park." in found
    alone = replace(book, observers=book.observers[:1])
    assert "- No leader has met a customer yet." in section(topline(alone), "## Who was not heard")


def test_an_unread_study_lists_what_most_people_met() -> None:
    """Without insights the headline says so."""
    found = topline(replace(desk(), insights=()))
    assert "\n**Not yet read by anyone.**\n" in found
    unread = section(found, "## Not yet read by anyone")
    assert "- Touchpoints: Returns desk (4 of 4), Entrance (2 of 4), queue (1 of 4)." in unread
    assert "- Codes: repeat-request (3 of 4), signs (2 of 2)." in unread


@pytest.mark.parametrize(
    ("book", "scope", "line"),
    [
        (replace(desk(), moments=()), None, "No notes yet"),
        (replace(desk(), moments=()), "@till", "No note answers this search."),
    ],
)
def test_an_empty_study_says_so_in_one_line(book: Casebook, scope: str | None, line: str) -> None:
    """No empty sections, no zeroes."""
    book = replace(book, participants=())
    found = compile_digest(book, "topline", scope=scope)
    body = found.split("---\n")[2].strip().split("\n\n")
    assert body[0] == "# The returns desk"
    assert len(body) == 2
    assert body[1].startswith(line)


def test_a_study_of_refusals_says_only_how_many() -> None:
    """Nothing to show, and why."""
    people = (Participant(key=P1, consent=Consent(state=ConsentState.DECLINED)),)
    book = desk()
    sessions = (Session(id=book.sessions[0].id, participants=(P1,)),)
    found = topline(replace(book, participants=people, moments=book.moments[:1], sessions=sessions))
    assert "Nothing to show. 1 person is left out" in found


def test_every_link_leads_to_a_heading_of_the_document() -> None:
    """Each cited moment is one step away."""
    found = topline(desk())
    wanted = set(re.findall(r"\]\(#([^)]*)\)", found))
    anchors = {
        re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", found, re.MULTILINE)
    }
    assert len(wanted) >= 12
    assert wanted <= anchors


def test_the_appendix_holds_exactly_what_was_cited() -> None:
    """Nothing more: it is evidence, not an export."""
    found = topline(desk())
    cited = set(re.findall(r"\]\(#(ana-\d+)\)", found))
    assert cited == set(re.findall(r"^### (ana-\d+)$", found, re.MULTILINE))


def test_times_are_shown_in_the_zone_of_the_session() -> None:
    """08:04 in UTC is 10:04 in Rome."""
    assert "11 May 2026, 10:04 · session ana-s1" in section(topline(desk()), "### ana-4")


def test_the_same_study_gives_the_same_bytes() -> None:
    """And they end as text files do."""
    once, again = topline(desk()), topline(desk())
    assert once == again
    assert once.endswith("\n")
    assert not once.endswith("\n\n")
    assert not re.search(r"[ \t\r]$|\n\n\n", once, re.MULTILINE)


def test_the_front_matter_is_plain_pairs() -> None:
    """Kind, study, scope, notes, people, consent."""
    found = compile_digest(desk(), "topline", scope='@desk !sad "a: b"')
    front = found.split("---\n")[1].splitlines()
    assert front[0] == "kind: topline"
    assert front[2] == r'scope: "@desk !sad \"a: b\""'
    assert front[3] == "notes: 12"
    assert 'Only what this search finds: @desk !sad "a: b"' in found


def test_a_claim_that_lost_its_evidence_says_so() -> None:
    """ana-99 was deleted."""
    assert "1 cited note is not in this digest" in section(topline(desk()), "## 2. ")


def test_a_session_abroad_across_midnight_keeps_its_own_day() -> None:
    """The day is the session's, not the reader's."""
    book = desk()
    late = datetime(2026, 5, 11, 23, 30, tzinfo=UTC)
    sessions = (replace(book.sessions[0], start=late, zone="Asia/Tokyo"), book.sessions[1])
    assert "12 May 2026." in topline(replace(book, sessions=sessions)).split("## 1")[0]


def test_raw_notes_without_tags_still_let_everyone_speak() -> None:
    """No touchpoint, no feeling, no claim: each person's own words stand once first."""
    plain = tuple(
        Moment(
            id=m.id,
            participants=m.participants,
            speaker=m.speaker,
            layer=m.layer,
            text=m.text,
        )
        for m in desk().moments
    )
    book = Casebook(study=Study(id=StudyId("raw"), title="Raw"), moments=plain)
    found = topline(book)
    assert "No customer's feeling has been noted yet." in found
    words = section(found, "## The strongest moments")
    assert "### In their words" in words
    assert all(f"— {who}" in words for who in ("P1", "P2", "P3", "P5", "unnamed"))


def test_a_touchpoint_named_like_an_id_takes_no_ones_anchor() -> None:
    """Links go by headings, so no other heading may be called ana-4."""
    book = desk()
    places = (*book.touchpoints[:2], Touchpoint(key=TouchpointKey("desk"), name="ana-4"))
    headings = re.findall(r"^#+ (.*)$", topline(replace(book, touchpoints=places)), re.MULTILINE)
    assert headings.count("ana-4") == 1


def test_a_digest_reads_no_refused_session_through_someone_else() -> None:
    """What analysis leaves out, the digest cannot cite."""
    assert P4 in {p for s in read(desk()).sightings for p in s.people}
    people = tuple(
        replace(p, consent=Consent(state=ConsentState.WITHDRAWN)) if p.key == P4 else p
        for p in desk().participants
    )
    found = topline(replace(desk(), participants=people))
    assert "two minutes" not in found
    assert "P4" not in found
