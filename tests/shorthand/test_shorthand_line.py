"""Every row and rule of the field shorthand, by its examples."""

# ruff: noqa: RUF001 - full-width signs are what is tested

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from fieldkit.model.emotion import Emotion, Known, Whose
from fieldkit.model.moment import FREE_DIMENSIONS, Layer
from fieldkit.model.shipped import vocabulary
from fieldkit.model.words import Words
from fieldkit.shorthand.clock import When
from fieldkit.shorthand.line import Line, parse

CUSTOMER = {term.word: term for term in vocabulary("customer").terms}
WORDS = Words(
    people=("P3", "P4", "S1", "Visitor"),
    touchpoints=("checkout", "till", "refunds"),
    codes=("workaround", "trust/privacy"),
    feelings=CUSTOMER,
    vocabulary="customer",
    dimensions=(*FREE_DIMENSIONS, "environment"),
)
LONG = (
    '14:05 P3: "I already gave you this card" @checkout '
    "!frustrated4(sighed, looked away) #repeat-request"
)


def read(text: str) -> Line:
    """Read a line, and see that it reads back the same."""
    line = parse(text, WORDS)
    assert parse(str(line), WORDS) == line, str(line)
    return line


def feeling(text: str) -> Emotion:
    """Return the one feeling of a line."""
    (emotion,) = read(text).emotions
    return emotion


def test_the_line_of_the_card_gives_the_values_of_its_moment() -> None:
    """The example that stands first in the description of the shorthand."""
    line = read(LONG)
    assert line == Line(
        when=time(14, 5),
        who=("P3",),
        layer=Layer.VERBATIM,
        text="I already gave you this card",
        touchpoint=line.touchpoint,
        codes=line.codes,
        emotions=(
            Emotion(
                term="frustrated",
                vocabulary="customer",
                intensity=4,
                valence=-0.78,
                arousal=0.63,
                whose=Whose.CUSTOMER,
                known=Known.INFERRED,
                cue="sighed, looked away",
            ),
        ),
    )
    assert (line.touchpoint, line.codes) == ("checkout", ("repeat-request",))
    assert str(line) == LONG
    assert line.told == ()


def test_every_piece_typed_is_a_token_for_the_screen() -> None:
    """Colours and completion need where each piece stands."""
    pieces = [(token.kind, LONG[token.start : token.end]) for token in read(LONG).tokens]
    assert pieces == [
        ("time", "14:05"),
        ("who", "P3:"),
        ("mark", '"'),
        ("quote", "I already gave you this card"),
        ("mark", '"'),
        ("touchpoint", "@checkout"),
        ("emotion", "!frustrated4(sighed, looked away)"),
        ("code", "#repeat-request"),
    ]


@pytest.mark.parametrize(
    ("typed", "when"),
    [
        ("14:05", time(14, 5)),
        ("14:05:30", time(14, 5, 30)),
        ("14h05", time(14, 5)),
        ("2:05 pm", time(14, 5)),
        ("2:05pm", time(14, 5)),
        ("12:05 am", time(0, 5)),
        ("12:05 pm", time(12, 5)),
        ("-2m", timedelta(minutes=2)),
        ("-90s", timedelta(seconds=90)),
        ("2026-05-11T14:05", datetime(2026, 5, 11, 14, 5)),  # noqa: DTZ001  naive is what is tested
        ("2026-05-11T14:05:30Z", datetime(2026, 5, 11, 14, 5, 30, tzinfo=UTC)),
    ],
)
def test_a_time_stands_first(typed: str, when: When) -> None:
    """Every form of it."""
    assert read(f"{typed} waits") == Line(when=when, text="waits")


@pytest.mark.parametrize(
    "text",
    [
        *("ana@example.org", "really!", "C#", "#1", ":D", "NOTE: small print", "!sad10", "@5th"),
        *("#a/", "!sad0", "!sad6", "24:05 is no time", "14:65 is none", "2026-02-30T10:00 is none"),
        *("13:05 pm is none", "waits 14:05", "14:05pm-ish", "~5 minutes", "%20 off", "'90s music"),
        *(
            "~",
            "%",
            "'",
            "?",
            '"',
            "??",
            "???",
            "~~struck~~",
            "?!",
            "a @ b",
            "x # y",
            "#a//b",
            "@a-",
        ),
        *(
            "s3://bucket",
            "A:b",
            "P3",
            "#C#",
            "@till's",
            "(@till)",
            "x*3",
            "*0",
            "**bold**",
            ":unknown",
        ),
        *("!sad(no end", "14:05no", "- ", "-", "mail leo@example.org now", "太好了！非常开心"),
        *(
            "他说：我不要",
            "例え@example.org",
            "It costs 5$ @ 3%",
            "https://example.org/#a",
            "a:needs",
        ),
    ],
)
def test_what_is_not_clearly_a_sign_is_text(text: str) -> None:
    """Word for word, and nothing else."""
    line = read(text)
    assert line == Line(text=text.strip())
    assert not line.tokens


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("P3: hi", ("P3",)),
        ("p3: hi", ("P3",)),
        ("P3,P4: hi", ("P3", "P4")),
        ("P3, P4: hi", ("P3", "P4")),
        ("S1: hi", ("S1",)),
        ("X: hi", ("X",)),
        ("Q: hi", ("Q",)),
        ("A: hi", ("A",)),
        ("P77: hi", ("P77",)),
        ("visitor: hi", ("Visitor",)),
        ("P3：hi", ("P3",)),
        ("14:05 P3: hi", ("P3",)),
        ("@till P3: hi", ("P3",)),
    ],
)
def test_who_speaks_stands_next(typed: str, who: tuple[str, ...]) -> None:
    """Codes that exist or look like codes; any other word with a colon is text."""
    line = read(typed)
    assert (line.who, line.text) == (who, "hi")


@pytest.mark.parametrize(
    ("typed", "layer"),
    [
        ('"wants it"', Layer.VERBATIM),
        ("“wants it”", Layer.VERBATIM),
        ("„wants it“", Layer.VERBATIM),
        ("« wants it »", Layer.VERBATIM),
        ("「wants it」", Layer.VERBATIM),
        ("'wants it", Layer.PARAPHRASE),
        ("' wants it", Layer.PARAPHRASE),
        ("?wants it", Layer.INFERRED),
        ("？ wants it", Layer.INFERRED),
        ("~ wants it", Layer.REFLEXIVE),
        ("～wants it", Layer.REFLEXIVE),
        ("% wants it", Layer.METHOD),
        ("wants it", Layer.OBSERVED),
        ("P3: ~ wants it", Layer.REFLEXIVE),
        ("@till 'wants it", Layer.PARAPHRASE),
    ],
)
def test_the_layer_mark_stands_next(typed: str, layer: Layer) -> None:
    """One mark each; none is observed."""
    line = read(typed)
    assert (line.layer, line.text, line.later) == (layer, "wants it", False)


def test_two_question_marks_keep_a_question_for_later() -> None:
    """It is about the fieldwork, and not something observed."""
    line = read("?? Does anyone else? @till")
    assert (line.later, line.layer, line.text) == (True, Layer.METHOD, "Does anyone else?")


@pytest.mark.parametrize(
    ("typed", "emotion"),
    [
        ("!frustrated", {}),
        ("!frustrated1", {"intensity": 1}),
        ("!frustrated5?", {"intensity": 5, "confidence": 0.5}),
        ("!frustrated?", {"confidence": 0.5}),
        ("!frustrated(sighed (twice))", {"cue": "sighed (twice)"}),
        ("!frustrated3(sighed)?", {"intensity": 3, "cue": "sighed", "confidence": 0.5}),
        ('!"frustrated', {"known": Known.SPONTANEOUS}),
        ('!"frustrated"', {"known": Known.SPONTANEOUS}),
        ('A: !"frustrated', {"known": Known.PROMPTED}),
        ("!~frustrated", {"whose": Whose.OBSERVER}),
        ("!c:frustrated", {}),
        ("!s:frustrated", {"whose": Whose.STAFF}),
        ("!o:frustrated", {"whose": Whose.OTHER}),
        ("S1: !frustrated", {"whose": Whose.STAFF}),
        ("S1: !c:frustrated", {"known": Known.REPORTED}),
        ("S1: !c:frustrated/recalled", {"known": Known.RECALLED}),
        ("~ !frustrated", {"whose": Whose.OBSERVER}),
        ("~ He will be @till !c:frustrated/imagined", {"known": Known.IMAGINED}),
        ("X: !frustrated", {}),
        ("!frustrated/recalled", {"known": Known.RECALLED}),
        ("!frustrated/reported", {"known": Known.REPORTED}),
        ("!frustrated/imagined", {"known": Known.IMAGINED}),
        ("!frustrated2/prompted(asked)", {"known": Known.PROMPTED, "intensity": 2, "cue": "asked"}),
        ("！frustrated", {}),
        ("!FRUSTRATED", {}),
    ],
)
def test_a_feeling_says_how_strong_whose_and_how_known(typed: str, emotion: dict[str, Any]) -> None:
    """What is left out is the speaker's, and inferred."""
    usual = Emotion(term="frustrated", vocabulary="customer", valence=-0.78, arousal=0.63)
    assert feeling(typed) == Emotion(
        **{name: getattr(usual, name) for name in ("term", "vocabulary", "valence", "arousal")},
        **emotion,
    )


def test_an_unknown_feeling_is_kept_as_typed_and_told() -> None:
    """Its place on the circle is unknown, not zero."""
    line = read("!flabbergasted4")
    assert line.emotions == (Emotion(term="flabbergasted", intensity=4),)
    assert line.told == ("!flabbergasted is no word of the vocabulary customer; kept as typed.",)


def test_the_same_feeling_twice_counts_once_the_later_one() -> None:
    """And is told; the same word of someone else is another feeling."""
    line = read("x !sad2 !o:sad !sad4")
    assert [(e.whose, e.intensity) for e in line.emotions] == [("other", None), ("customer", 4)]
    assert line.told == ("!sad stands twice; the later one counts.",)


@pytest.mark.parametrize("key", FREE_DIMENSIONS)
def test_the_fields_of_the_case_are_dimensions_of_every_study(key: str) -> None:
    """Whatever the protocol."""
    assert parse(f"a word :{key}", Words(dimensions=())).dimension == key


def test_codes_dimension_and_count() -> None:
    """Codes each once, in order."""
    line = read("knocks #workaround #trust/privacy #workaround :environment *3")
    assert line.codes == ("trust/privacy", "workaround")
    assert (line.dimension, line.count, line.text) == ("environment", 3, "knocks")


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("asks at @till about #refunds", "asks at till about"),
        ("asks at @till about #refunds again", "asks at till about refunds again"),
        ("@till #refunds card declined", "card declined"),
        ("card declined @till !sad4(x) #refunds", "card declined"),
        ("goes to @till, then out", "goes to till, then out"),
        ("card declined @till.", "card declined."),
        ("@till, card declined", ", card declined"),
        ("looks !sad4(slow) about :needs of *3 boys", "looks sad about needs of 3 boys"),
        (r"\@till is a word", "@till is a word"),
        (r"a \#refunds b", "a #refunds b"),
        (r"\14:05 is a time", "14:05 is a time"),
        (r"\P3: is a person", "P3: is a person"),
        (r'\"quoted"', '"quoted"'),
        (r"\- dash", "- dash"),
        (r"\\@till", r"\@till"),
        (r"C:\till \n \(", r"C:\till \n \("),
        ("- pasted", "pasted"),
        ("* pasted", "pasted"),
        ("  • pasted", "pasted"),
        ("— spoken", "— spoken"),
        ("", ""),
        ("   ", ""),
        ("@till", ""),
    ],
)
def test_tags_at_the_edges_leave_and_tags_among_words_leave_their_word(
    typed: str, text: str
) -> None:
    """Nothing typed is lost."""
    line = read(typed)
    assert (line.text, line.layer) == (text, Layer.OBSERVED)


@pytest.mark.parametrize(
    ("typed", "text", "note"),
    [
        ('"Yellow, apparently." (laughs) @till', "Yellow, apparently.", "laughs"),
        ('"Her writing" (the list)', "Her writing", "the list"),
        ('"Mine" [points] @till', "Mine", "points"),
        ('"Mine" @till (points) !sad(x)', "Mine", "points"),
        (
            '"Fifteen." to herself, opening the door @till',
            "Fifteen.",
            "to herself, opening the door",
        ),
        ('"Why?" to @till and back', "Why?", "to till and back"),
        ('"Well…" and goes', "Well…", "and goes"),
        ("「いらない。」と言う", "いらない。", "と言う"),
        ('"go to @till !sad" #refunds', "go to @till !sad", None),
        ('"She said "no" to me" @till', 'She said "no" to me', None),
        ('"I want it", @till', "I want it,", None),
        ('"I want it @till !sad', "I want it", None),
        ('"I want it @till she said', "I want it", "she said"),
        ('"I said !"sad @till', "I said", None),
        ('"x" !"sad"', "x", None),
        ('"x" (a (b) c) !sad(d)', "x", "a (b) c"),
        ("P3: “so”", "so", None),
        ('\'and "he" said', None, None),
    ],
)
def test_the_speakers_words_alone_are_the_text(
    typed: str, text: str | None, note: str | None
) -> None:
    """A remark, or words after a quotation that ended, are the note."""
    line = read(typed)
    if text is None:
        assert line.layer is Layer.PARAPHRASE
        return
    assert (line.layer, line.text, line.note) == (Layer.VERBATIM, text, note)


@pytest.mark.parametrize(
    "text", ['"About" page is bad', '"About" and "Home" are bad', '"a" b (c) d']
)
def test_a_line_that_only_mentions_a_quotation_is_observed(text: str) -> None:
    """And keeps its marks."""
    assert read(text) == Line(text=text)
    assert read(f"{text} @till") == Line(text=text, touchpoint=read("@till").touchpoint)


@pytest.mark.parametrize(
    ("typed", "text", "told"),
    [
        (
            "a @till b @checkout c",
            "a till b @checkout c",
            "@checkout stays text: a line has one touchpoint.",
        ),
        (
            "a :needs b :wants c",
            "a needs b :wants c",
            ":wants stays text: a line has one dimension.",
        ),
        ("a *2 b *3 c", "a 2 b *3 c", "*3 stays text: a line has one count."),
    ],
)
def test_a_second_one_stays_text_and_is_told(typed: str, text: str, told: str) -> None:
    """The first is taken."""
    line = read(typed)
    assert (line.text, line.told) == (text, (told,))


def test_the_same_one_twice_is_no_second() -> None:
    """Nothing to tell."""
    line = read("@till card declined @till")
    assert (line.text, line.touchpoint, line.told) == ("card declined", "till", ())


@pytest.mark.parametrize(
    ("typed", "touchpoint", "codes"),
    [
        ("＠till ＃refunds", "till", ("refunds",)),
        ("@Kasse #STRASSE", "kasse", ("strasse",)),
        ("@caffe\u0301", "caff\u00e9", ()),
        ("@दुकान", "दुकान", ()),
        ("他在@收银台，等 #排队", "收银台", ("排队",)),
        ("レジで@会計#行列", "会計", ("行列",)),
        ("ลูกค้า@ร้านค้า", "ร้านค้า", ()),
    ],
)
def test_signs_and_keys_of_every_script(
    typed: str, touchpoint: str, codes: tuple[str, ...]
) -> None:
    """Full-width signs are the same; scripts without spaces need none before a sign."""
    line = read(typed)
    assert (line.touchpoint, line.codes) == (touchpoint, codes)


def test_in_scripts_without_spaces_a_feeling_needs_no_space() -> None:
    """The mark that ends Chinese sentences counts only before a feeling that is clearly one."""
    assert feeling("他走了!沮丧4").intensity == 4
    assert read("太好了！非常开心").emotions == ()
    assert feeling("太好了！开心4").term == "开心"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("x #work-around", "#work-around is a new code, nearly #workaround; was that meant?"),
        ("P04: x", "P04 is a new participant, nearly P4; was that meant?"),
        ("x @chekout", "@chekout is a new touchpoint, nearly @checkout; was that meant?"),
        ("x @kiosk", None),
        ("P5: x", None),
        (
            "x !sad10",
            "!sad10 stays text: a feeling is ! and a word, then 1 to 5 and (what you saw).",
        ),
        ("x #1 :D", None),
    ],
)
def test_new_words_like_old_ones_and_failed_signs_are_told(typed: str, told: str | None) -> None:
    """In one line each; a new word like no other is not."""
    assert read(typed).told == (() if told is None else (told,))


def test_a_bare_mark_with_a_layer_is_kept() -> None:
    """A mark with only tags after it is no text."""
    line = read("~ @till !sad")
    assert (line.layer, line.text, line.emotions[0].whose) == (Layer.REFLEXIVE, "", "observer")


def test_a_mark_within_a_remark_closes_nothing() -> None:
    """The remark is the observer's, marks and brackets and all."""
    line = read('"Mine" (says "yours?" (loud)) @till')
    assert (line.text, line.note) == ("Mine", 'says "yours?" (loud)')
    line = read('«a" (b» (c)')
    assert (line.text, line.note) == ('a" (b', "c")
