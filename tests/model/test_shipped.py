"""The shipped vocabularies and protocols hold, and a study's own are found before them."""

import re
from math import cos, radians, sin
from pathlib import Path

import pytest

from fieldkit.model import shipped
from fieldkit.model.errors import NotFoundError, TemplateError

REQUIRED = {
    *("angry", "annoyed", "anxious", "bored", "calm", "confused", "curious", "delighted"),
    *("disappointed", "embarrassed", "frustrated", "happy", "hopeful", "impatient", "overwhelmed"),
    *("pleased", "proud", "relieved", "rushed", "sad", "satisfied", "surprised", "tired"),
    "worried",
}
PAD = ("frustrated", "confused", "anxious", "calm", "pleased", "delighted", "surprised")
LED_MODE = ("frustrated", "confused", "worried", "calm", "pleased", "delighted")
ANGLE = re.compile(r"Russell 1980, ([0-9.]+)°")
RECALLED = {"angry": 99, "annoyed": 123, "bored": 242, "frustrated": 141, "satisfied": 319}
HEAD = 'title = "T"\nsource = "S"\n'
TERM = '[[terms]]\nword = "sad"\n'


def own(study: Path, kind: str, text: str, name: str = "mine") -> Path:
    """Write a template of a study's own."""
    path = study / "templates" / kind / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", shipped.names("vocabularies"))
def test_every_shipped_vocabulary_states_its_source_and_that_of_every_word(name: str) -> None:
    """Facts carry their source."""
    vocabulary = shipped.vocabulary(name)
    assert vocabulary.name == name
    assert vocabulary.title
    assert vocabulary.source
    for term in vocabulary.terms:
        assert term.source, term.word
        assert term.means, term.word


@pytest.mark.parametrize("name", shipped.names("protocols"))
def test_every_shipped_protocol_states_its_source_with_an_address(name: str) -> None:
    """A reader can go and look."""
    protocol = shipped.protocol(name)
    assert protocol.title
    assert "https://" in protocol.source
    assert protocol.prompts
    assert protocol.debrief
    assert all(dimension.name and dimension.prompts for dimension in protocol.dimensions)


def test_what_the_product_names_is_shipped() -> None:
    """The defaults of a new study are among the files."""
    assert {"customer", "big6"} <= set(shipped.names("vocabularies"))
    assert {"open", "aeiou", "shadowing"} <= set(shipped.names("protocols"))
    assert "hardware-store" in shipped.names("studies")


def test_customer_has_the_words_that_customers_show() -> None:
    """Enough to choose from, few enough to know by heart."""
    words = [term.word for term in shipped.vocabulary("customer").terms]
    assert 24 <= len(words) <= 32
    assert set(words) >= REQUIRED
    assert set(words) >= set(LED_MODE)


def test_the_first_words_of_customer_are_the_digits_of_the_pad() -> None:
    """The order in the file is the order under the fingers."""
    words = tuple(term.word for term in shipped.vocabulary("customer").terms)
    assert words[:7] == PAD
    assert words[7:9] == ("relieved", "annoyed")


def test_big6_has_the_six_nouns_in_the_order_of_emotionml() -> None:
    """Interchange needs the terms as the W3C writes them."""
    vocabulary = shipped.vocabulary("big6")
    assert [term.word for term in vocabulary.terms] == [
        *("anger", "disgust", "fear", "happiness", "sadness", "surprise")
    ]
    assert "http://www.w3.org/TR/emotion-voc/xml#big6" in vocabulary.source


def test_big6_leaves_out_a_position_that_nobody_published() -> None:
    """Unknown is left out, never 0."""
    disgust = shipped.vocabulary("big6").find("disgust")
    assert disgust is not None
    assert disgust.valence is None
    assert disgust.arousal is None


EMOTIONML = {
    "everyday": "everyday-categories: affectionate afraid amused angry bored confident content "
    "disappointed excited happy interested loving pleased relaxed sad satisfied worried",
    "occ": "occ-categories: admiration anger disappointment distress fear fears-confirmed gloating "
    "gratification gratitude happy-for hate hope joy love pity pride relief remorse reproach "
    "resentment satisfaction shame",
    "fsre": "fsre-categories: anger anxiety being-hurt compassion contempt contentment despair "
    "disappointment disgust fear guilt happiness hate interest irritation jealousy joy love "
    "pleasure pride sadness shame stress surprise",
    "frijda": "frijda-categories: anger arrogance desire disgust enjoyment fear humility "
    "indifference interest resignation shock surprise",
}


@pytest.mark.parametrize("name", sorted(EMOTIONML))
def test_an_emotionml_vocabulary_has_the_words_of_the_w3c_in_order(name: str) -> None:
    """Interchange needs the terms as they are published."""
    fragment, _, words = EMOTIONML[name].partition(": ")
    vocabulary = shipped.vocabulary(name)
    assert " ".join(term.word for term in vocabulary.terms) == words
    assert f"http://www.w3.org/TR/emotion-voc/xml#{fragment}," in vocabulary.source


def test_plutchik_has_eight_families_of_three_strengths() -> None:
    """Mild, basic and strong stand together, in his order round the circle."""
    words = [term.word for term in shipped.vocabulary("plutchik").terms]
    assert [words[at : at + 3] for at in range(0, len(words), 3)] == [
        ["serenity", "joy", "ecstasy"],
        ["acceptance", "trust", "admiration"],
        ["apprehension", "fear", "terror"],
        ["distraction", "surprise", "amazement"],
        ["pensiveness", "sadness", "grief"],
        ["boredom", "disgust", "loathing"],
        ["annoyance", "anger", "rage"],
        ["interest", "anticipation", "vigilance"],
    ]


def test_geneva_has_its_twenty_words_each_in_its_half_of_the_wheel() -> None:
    """Interest to compassion are pleasant; anger, and sadness to hate, are not."""
    terms = shipped.vocabulary("geneva").terms
    assert [term.word for term in terms] == [
        *("anger", "interest", "amusement", "pride", "joy", "pleasure", "contentment"),
        *("admiration", "love", "relief", "compassion", "sadness", "guilt", "regret", "shame"),
        *("disappointment", "fear", "disgust", "contempt", "hate"),
    ]
    valences = [term.valence or 0 for term in terms]
    assert all(valence > 0 for valence in valences[1:11])
    assert all(valence < 0 for valence in (valences[0], *valences[11:]))


@pytest.mark.parametrize("name", shipped.names("vocabularies"))
def test_a_word_with_an_angle_stands_on_russells_circle(name: str) -> None:
    """Valence is the cosine and arousal the sine of the angle that the source states."""
    angles = 0
    for term in shipped.vocabulary(name).terms:
        if stated := ANGLE.match(term.source):
            angles += 1
            angle = radians(float(stated[1]))
            assert term.valence == pytest.approx(cos(angle), abs=0.00501), term.word
            assert term.arousal == pytest.approx(sin(angle), abs=0.00501), term.word
        else:
            unplaced = term.valence is None and term.arousal is None
            assert unplaced or term.source.startswith("our choice: "), term.word
    assert angles >= 4


def test_a_word_without_an_angle_says_why_it_stands_where_it_does() -> None:
    """What is our choice is called so."""
    for term in shipped.vocabulary("customer").terms:
        assert ANGLE.match(term.source) or term.source.startswith("our choice: "), term.word


@pytest.mark.parametrize(("word", "angle"), sorted(RECALLED.items()))
def test_an_angle_that_was_recalled_and_not_read_says_so(word: str, angle: int) -> None:
    """Nobody takes memory for a reading."""
    term = shipped.vocabulary("customer").find(word)
    assert term is not None
    assert term.source.startswith(f"Russell 1980, {angle}° (")
    assert "recalled" in term.source


def test_frustrated_stands_where_the_product_says() -> None:
    """The example of a moment as JSON is true."""
    term = shipped.vocabulary("customer").find("frustrated")
    assert term is not None
    assert (term.valence, term.arousal) == (-0.78, 0.63)


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("poems", "people objects environments messages services"),
        ("spradley", "space actors activities objects acts events time goals feelings"),
        ("contextual-inquiry", "task tools others place workaround breakdown"),
    ],
)
def test_a_protocol_of_the_field_has_its_dimensions_in_order(name: str, keys: str) -> None:
    """They are the letters of the name, or the number in it."""
    assert " ".join(d.key for d in shipped.protocol(name).dimensions) == keys


def test_aeiou_has_its_five_dimensions_in_order() -> None:
    """The keys are what a line holds after its colon."""
    keys = [dimension.key for dimension in shipped.protocol("aeiou").dimensions]
    assert keys == ["activities", "environments", "interactions", "objects", "users"]


def test_a_studys_own_file_is_found_before_the_shipped_one(tmp_path: Path) -> None:
    """A study brings its own words."""
    own(tmp_path, "vocabularies", HEAD + '[[terms]]\nword = "Serein"\n', name="customer")
    assert [term.word for term in shipped.vocabulary("customer", tmp_path).terms] == ["serein"]
    assert shipped.vocabulary("customer").find("frustrated") is not None


def test_names_lists_a_studys_own_among_the_shipped(tmp_path: Path) -> None:
    """Each name once, hidden files not at all."""
    own(tmp_path, "protocols", HEAD)
    own(tmp_path, "protocols", HEAD, name="open")
    own(tmp_path, "protocols", HEAD, name="_draft")
    names = shipped.names("protocols", tmp_path)
    assert names.count("open") == 1
    assert "mine" in names
    assert "_draft" not in names


def test_an_own_vocabulary_needs_only_words(tmp_path: Path) -> None:
    """Positions, sources and meanings of words may be unknown."""
    own(tmp_path, "vocabularies", "\ufeff" + HEAD + TERM)
    term = shipped.vocabulary("mine", tmp_path).terms[0]
    assert (term.valence, term.arousal, term.source, term.means) == (None, None, "", "")


@pytest.mark.parametrize("name", ["nowhere", "../vocabularies/customer", "", ".", "a\0b"])
def test_a_name_that_is_not_there_lists_those_that_are(name: str) -> None:
    """No name leads out of the folder."""
    with pytest.raises(NotFoundError, match="customer"):
        shipped.vocabulary(name)


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("title = \n", r"line 1"),
        ('source = "S"\n' + TERM, r"'title' is missing"),
        ('title = "T"\n' + TERM, r"'source' is missing"),
        ('title = "T"\nsource = ["S"]\n' + TERM, r"'source' must be words"),
        (HEAD, r"needs words"),
        (HEAD + "[[terms]]\nvalence = 1\n", r"term 1: 'word' is missing"),
        (HEAD + "[[terms]]\nword = 5\n", r"term 1: 'word' must be words"),
        (HEAD + TERM + '[[terms]]\nword = "SAD"\n', r"'sad' stands there twice"),
        (HEAD + '[[terms]]\nword = "2sad"\n', r"'2sad' cannot be a feeling"),
        (HEAD + TERM + "valence = -1.5\n", r"Valence is -1 to 1, not -1.5"),
        (HEAD + TERM + "valence = nan\n", r"Valence is -1 to 1, not nan"),
        (HEAD + TERM + "arousal = true\n", r"'sad': 'arousal' must be a number"),
        (HEAD + TERM + 'arousal = "high"\n', r"'sad': 'arousal' must be a number"),
        (HEAD + TERM + "valance = -0.5\n", r"'sad': 'valance' is not one of word, valence"),
        (HEAD + 'terms = ["sad"]\n', r"write \[\[terms\]\] before each"),
        (HEAD + 'terms = "sad"\n', r"write \[\[terms\]\] before each"),
        ("x = " + "[" * 100_000, r"nested too deeply|line 1|too deep"),
    ],
)
def test_a_vocabulary_that_does_not_hold_is_refused_in_one_line_that_names_it(
    tmp_path: Path, text: str, because: str
) -> None:
    """Whoever wrote the file can mend it."""
    path = own(tmp_path, "vocabularies", text)
    with pytest.raises(TemplateError, match=because) as refused:
        shipped.vocabulary("mine", tmp_path)
    assert str(refused.value).startswith(f"{path}: ")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ('source = "S"\n', r"'title' is missing"),
        (HEAD + 'prompts = "What?"\n', r"'prompts' must be a list"),
        (HEAD + "debrief = [1]\n", r"'debrief' must be a list"),
        (HEAD + '[[dimensions]]\nname = "N"\n', r"dimension 1: 'key' is missing"),
        (HEAD + '[[dimensions]]\nkey = "a"\n', r"'a': 'name' is missing"),
        (HEAD + '[[dimensions]]\nkey = "a"\nname = "N"\nhint = ""\n', r"'hint' is not one of key"),
        (HEAD + 2 * '[[dimensions]]\nkey = "a"\nname = "N"\n', r"'a' stands there twice"),
        (HEAD + '[[dimensions]]\nkey = "a b"\nname = "N"\n', r"'a b' cannot be a dimension"),
    ],
)
def test_a_protocol_that_does_not_hold_is_refused_in_one_line_that_names_it(
    tmp_path: Path, text: str, because: str
) -> None:
    """Whoever wrote the file can mend it."""
    path = own(tmp_path, "protocols", text)
    with pytest.raises(TemplateError, match=because) as refused:
        shipped.protocol("mine", tmp_path)
    assert str(refused.value).startswith(f"{path}: ")
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_utf_8_is_refused_with_the_place(tmp_path: Path) -> None:
    """Latin-1 and UTF-16 are named for what they are not."""
    path = own(tmp_path, "vocabularies", "")
    path.write_bytes('title = "gênée"'.encode("latin-1"))
    with pytest.raises(TemplateError, match="not UTF-8 at byte 10"):
        shipped.vocabulary("mine", tmp_path)


def test_a_folder_in_the_place_of_a_file_is_refused(tmp_path: Path) -> None:
    """What the system cannot read is said in its words."""
    (tmp_path / "templates" / "protocols" / "mine.toml").mkdir(parents=True)
    with pytest.raises(TemplateError, match="cannot be read"):
        shipped.protocol("mine", tmp_path)
