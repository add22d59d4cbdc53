"""The pad: what bare keys mean, and what is taken back."""

import pytest

from fieldkit.model.emotion import Known, Whose
from fieldkit.model.moment import Layer
from fieldkit.tui.layouts import AZERTY, LAYOUTS, LEFT
from fieldkit.tui.pad import (
    Feel,
    Intensify,
    Intent,
    Know,
    Mark,
    Move,
    OpenLast,
    OpenLine,
    OtherFeelings,
    Own,
    Pad,
    Place,
    Relayer,
    Repeat,
    Shift,
    TakeBack,
    Typed,
    Unknown,
)


def pressed(pad: Pad, keys: str, *, start: float = 0.0, gap: float = 1.0) -> list[Intent]:
    """Press keys at an even pace."""
    out: list[Intent] = []
    for number, key in enumerate(keys):
        out += pad.press(key, start + number * gap)
    return out


def test_a_digit_is_a_feeling_and_the_same_digit_again_is_another_moment() -> None:
    """Two presses, two moments."""
    assert pressed(Pad(), "11") == [Feel(1, 1), Feel(1, 2)]


def test_a_letter_of_the_row_sets_the_touchpoint_and_with_shift_moves_the_last_moment() -> None:
    """The row is q to p."""
    assert pressed(Pad(), "qpQ") == [Place(0, 1), Place(9, 2), Move(0, 3)]


def test_every_other_key_amends_the_last_moment_or_opens_the_line() -> None:
    """One key each."""
    assert pressed(Pad(), " d+-\"'?~l0") == [
        Mark(1),
        Repeat(2),
        Intensify(1, 3),
        Intensify(-1, 4),
        Relayer(Layer.VERBATIM, 5),
        Relayer(Layer.PARAPHRASE, 6),
        Relayer(Layer.INFERRED, 7),
        Relayer(Layer.REFLEXIVE, 8),
        Relayer(None, 9),
        OtherFeelings(),
    ]
    assert pressed(Pad(), "ngz@") == [OpenLast(), OpenLast("#"), Unknown("z"), OpenLine("@")]
    assert Pad().press("enter", 0) == (OpenLine(),)


def test_the_left_hand_alone_reaches_everything() -> None:
    """Weaker, stronger, again, words and code lie on a to g."""
    assert pressed(Pad(), "asdfg") == [
        Intensify(-1, 1),
        Intensify(1, 2),
        Repeat(3),
        OpenLast(),
        OpenLast("#"),
    ]


def test_backspace_takes_back_the_last_key_that_did_something_and_then_the_one_before() -> None:
    """The last first."""
    pad = Pad()
    pressed(pad, "1q ")
    assert pressed(pad, "z", start=10) == [Unknown("z")]
    assert pad.press("backspace", 20) == (TakeBack((3,)),)
    assert pad.press("backspace", 21) == (TakeBack((2,)),)
    assert pad.press("backspace", 22) == (TakeBack((1,)),)
    assert pad.press("backspace", 23) == ()


def test_what_did_nothing_is_not_taken_back() -> None:
    """A digit without a feeling leaves nothing behind."""
    pad = Pad()
    pressed(pad, "19")
    pad.forget(2)
    assert pad.press("backspace", 9) == (TakeBack((1,)),)


def test_after_a_saved_line_earlier_keys_stand() -> None:
    """Backspace reaches no further than the line between."""
    pad = Pad()
    pressed(pad, "1")
    pad.rest()
    assert pad.press("backspace", 9) == ()


def test_four_keys_under_a_quarter_of_a_second_apart_are_words() -> None:
    """What they did is undone, the last first, and they stand in the line."""
    assert pressed(Pad(), "they", gap=0.2)[-2:] == [TakeBack((3, 2, 1)), Typed("they")]
    assert pressed(Pad(), "1234", gap=0.2)[-2:] == [TakeBack((3, 2, 1)), Typed("1234")]


@pytest.mark.parametrize("gap", [0.25, 0.3, 1.0])
def test_four_keys_further_apart_are_pad_keys(gap: float) -> None:
    """A quarter of a second between two keys is aim."""
    assert not any(isinstance(intent, Typed) for intent in pressed(Pad(), "they", gap=gap))


def test_one_slow_key_begins_the_count_afresh() -> None:
    """Three fast, a pause, three fast: no words."""
    pad = Pad()
    first = pressed(pad, "q1w", gap=0.1)
    second = pressed(pad, "e2r", start=5, gap=0.1)
    assert not any(isinstance(intent, Typed) for intent in first + second)


def test_pressing_stronger_four_times_fast_is_no_word() -> None:
    """Nor is the same digit four times."""
    assert pressed(Pad(), "++++", gap=0.2) == [Intensify(1, n) for n in range(1, 5)]
    assert pressed(Pad(), "1111", gap=0.2) == [Feel(1, n) for n in range(1, 5)]


def test_a_word_that_begins_on_the_pad_and_meets_n_or_g_is_a_word() -> None:
    """A letter and then n, fast, is "on", and no aim at the last moment's words."""
    assert pressed(Pad(), "on", gap=0.1) == [Place(8, 1), TakeBack((1,)), Typed("on")]
    assert pressed(Pad(), "1n", gap=0.1) == [Feel(1, 1), OpenLast()]


def test_a_sign_typed_fast_after_other_keys_makes_words_of_them() -> None:
    """A clock time typed on the pad is a line, and two feelings are not saved."""
    assert pressed(Pad(), "14:", gap=0.1) == [
        Feel(1, 1),
        Feel(4, 2),
        TakeBack((2, 1)),
        Typed("14:"),
    ]


def test_a_held_key_counts_once() -> None:
    """Repeats are let pass; what the first of them did is undone once we know."""
    pad = Pad()
    times = [0.0, 0.5, 0.53, 0.56, 0.59]
    out = [pad.press("1", at) for at in times]
    assert out == [(Feel(1, 1),), (Feel(1, 2),), (TakeBack((2,)),), (), ()]
    assert pad.press("1", 3.0) == (Feel(1, 3),)
    assert pad.press("backspace", 4.0) == (TakeBack((3,)),)
    assert pad.press("backspace", 5.0) == (TakeBack((1,)),)


def test_two_presses_half_a_second_apart_are_two_moments() -> None:
    """Only what repeats at a machine's pace is a held key."""
    pad = Pad()
    assert [pad.press("1", at) for at in (0.0, 0.5, 1.0)] == [
        (Feel(1, 1),),
        (Feel(1, 2),),
        (Feel(1, 3),),
    ]


def test_a_key_that_bounces_counts_once() -> None:
    """No finger strikes twice within 90 ms."""
    pad = Pad()
    assert [pad.press("1", at) for at in (0.0, 0.04)] == [(Feel(1, 1),), ()]


def test_unshifted_french_keys_are_digits() -> None:
    """Those which mean nothing else on every layout; all of them on AZERTY."""
    assert pressed(Pad(), "&éç") == [Feel(1, 1), Feel(2, 2), Feel(9, 3)]
    assert pressed(Pad(AZERTY), "\"'-aA") == [
        Feel(3, 1),
        Feel(4, 2),
        Feel(6, 3),
        Place(0, 4),
        Move(0, 5),
    ]


def test_whose_a_feeling_is_how_known_and_when_are_a_key_each() -> None:
    """The same letters on every keyboard."""
    for layout in LAYOUTS.values():
        assert pressed(Pad(layout), "cmxhvkb<>") == [
            Own(Whose.CUSTOMER, 1),
            Own(Whose.OBSERVER, 2),
            Own(Whose.STAFF, 3),
            Know(Known.INFERRED, 4),
            Know(Known.SPONTANEOUS, 5),
            Know(Known.PROMPTED, 6),
            Know(Known.RECALLED, 7),
            Shift(-1, 8),
            Shift(1, 9),
        ]


def test_no_key_of_a_keyboard_means_two_things() -> None:
    """Digits, letters and the rest."""
    for layout in LAYOUTS.values():
        ones = [layout.weaker, layout.stronger, *layout.words, layout.code, layout.repeat]
        ones += [layout.cycle, layout.earlier, layout.later, *layout.layers, *layout.digits]
        ones += [*layout.whose, *layout.known, *layout.row]
        assert len(ones) == len(set(ones)), layout.name


def test_one_hand_reaches_everything_on_two_pages() -> None:
    """1-5, q-t, a-g, Space, Tab and Enter."""
    pad = Pad(LEFT)
    assert pressed(pad, "5t asdfg")[:5] == [
        Feel(5, 1), Place(4, 2), Mark(3), Intensify(-1, 4), Intensify(1, 5),
    ]  # fmt: skip
    other = [intent for n, key in enumerate("sdfga") for intent in pad.press(key, 50 + n, 1)]
    assert other == [
        Relayer(None, 9), Own(None, 10), Know(None, 11), Shift(-1, 12), TakeBack((12,)),
    ]  # fmt: skip


def test_keys_that_were_no_aim_can_be_taken_back_however_few() -> None:
    """Those before them stand."""
    pad = Pad()
    pressed(pad, "1")
    before = pad.strokes
    pressed(pad, "2w", start=5)
    assert pad.back_to(before) == (TakeBack((3, 2)),)
    assert pad.back_to(before) == ()
