"""How long a large study takes to compile, and how that grows: run with ``-m slow -s``."""

import subprocess
import sys
from pathlib import Path

import pytest

DIGEST_TESTS = Path(__file__).parent.parent / "digest"
SMALL, MIDDLE, LARGE = 1_000, 10_000, 100_000
BAR_SECONDS, BAR_MEMORY = 1.0, 300
KINDS = ("topline", "findings", "journey", "stories", "wall", "exposure")
"""Kinds of a whole study; a debrief is of one session."""
SCRIPT = """
import resource, sys, time
sys.path[:0] = sys.argv[3:4]
from casebooks import crowded
from fieldkit.digest.compile import compile_digest
book = crowded(int(sys.argv[1]))
for _ in (1, 2):
    start = time.process_time()
    compile_digest(book, sys.argv[2])
    print(time.process_time() - start)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def measured(count: int, kind: str) -> tuple[float, float, int]:
    """Return CPU seconds the first and the second time, and MB, in a process of its own.

    Time on the clock would tell what else the machine is doing.
    """
    command = [sys.executable, "-c", SCRIPT, str(count), kind, str(DIGEST_TESTS)]
    first, second, memory = subprocess.check_output(command, text=True).split()
    return float(first), float(second), int(memory)


@pytest.mark.slow
def test_ten_thousand_moments_compile_within_a_second_and_300_mb() -> None:
    """Each kind, the first time and the second; the figures are printed."""
    told = {kind: measured(MIDDLE, kind) for kind in KINDS}
    rows = [f"{kind:10} {a:6.2f} s {b:6.2f} s {m:5} MB" for kind, (a, b, m) in told.items()]
    sys.stdout.write("\n" + "\n".join(rows) + "\n")
    assert max(max(first, second) for first, second, _ in told.values()) <= BAR_SECONDS, told
    assert max(memory for _, _, memory in told.values()) <= BAR_MEMORY, told


@pytest.mark.slow
def test_time_grows_as_the_notes_do() -> None:
    """A hundred times the notes take no more than two hundred times as long."""
    small, large = measured(SMALL, "topline"), measured(LARGE, "topline")
    sys.stdout.write(f"\n{SMALL}: {small}\n{LARGE}: {large}\n")
    assert large[1] <= 200 * small[1], (small, large)
