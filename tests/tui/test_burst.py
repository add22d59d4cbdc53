"""Keys too fast for a hand."""

from fieldkit.tui.burst import AT_ONCE, GAP, Burst


def fallen(text: str, *, gap: float = 0.001, start: float = 0.0) -> tuple[Burst[int], list[bool]]:
    """Let keys fall at an even pace; before each, so many had fallen."""
    burst: Burst[int] = Burst()
    held = [burst.note(c, start + n * gap, lambda n=n: n) for n, c in enumerate(text)]  # type: ignore[misc]  # bound here
    return burst, held


def test_an_enter_among_keys_at_once_waits_and_so_does_all_behind_it() -> None:
    """All of it is known, and how things stood before."""
    burst, held = fallen("ok\nyes\n\nno")
    assert held == [False, False, *[True] * 8]
    assert burst.lines == ("ok", "yes", "no")
    assert burst.before == 0


def test_an_enter_by_hand_never_waits() -> None:
    """However fast its hand."""
    assert not any(fallen("ok\nyes\n", gap=0.02)[1])
    assert not any(fallen("\n\n\n", gap=0.001)[1][:1])
    assert fallen("ok\n", gap=AT_ONCE * 2)[0].holding is False


def test_a_silence_begins_afresh() -> None:
    """What a hand typed before is not part of it."""
    burst, _ = fallen("by hand", gap=GAP * 2)
    burst.note("a", 10.0, lambda: 99)
    burst.note("\n", 10.001, lambda: 100)
    assert (burst.text, burst.before, burst.holding) == ("a\n", 99, True)
    assert not burst.is_over(10.01)
    assert burst.is_over(10.1)


def test_a_key_that_types_nothing_ends_it() -> None:
    """An arrow is struck by a hand."""
    burst, _ = fallen("abc")
    burst.note("", 0.003, lambda: 7)
    assert not burst.note("\n", 0.004, lambda: 8)
