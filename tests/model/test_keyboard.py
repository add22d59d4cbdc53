"""What a study's pad has on its keys."""

from fieldkit.model.keyboard import laid_out, on_page, pages, put


def test_words_stand_in_the_order_laid_out_and_new_ones_follow() -> None:
    """A word no longer in use leaves no hole."""
    assert laid_out(["a", "b", "c", "d"], ["c", "gone", "a", "c"]) == ("c", "a", "b", "d")
    assert laid_out(["a", "b"], ()) == ("a", "b")


def test_past_the_last_page_comes_the_first() -> None:
    """A short list stays while a long one turns."""
    words = "abcde"
    assert [on_page(list(words), 2, page) for page in (0, 2, 3)] == [["a", "b"], ["e"], ["a", "b"]]
    assert on_page([], 2, 7) == []
    assert (pages(0, 9), pages(9, 9), pages(10, 9)) == (1, 1, 2)


def test_a_word_put_on_a_key_changes_places_with_the_one_there() -> None:
    """No other word moves."""
    assert put(["a", "b", "c"], "c", 0) == ("c", "b", "a")
    assert put(["a", "b"], "a", 9) == ("a", "b")
