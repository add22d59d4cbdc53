"""Where this installation keeps what it remembers: as platformdirs says, found without it."""

from pathlib import Path

import pytest
from platformdirs import user_state_path

from fieldkit.store.home import state_folder


@pytest.mark.parametrize(
    ("state", "home"),
    [
        ("/s", "/h"),
        ("", "/h"),
        (None, "/h"),
        ("relative", "/h"),
        ("/s", None),
        (None, None),
        ("", "h"),
    ],
)
def test_the_state_folder_is_the_one_that_platformdirs_names(
    monkeypatch: pytest.MonkeyPatch, state: str | None, home: str | None
) -> None:
    """Whatever the environment says, or leaves out."""
    for name, value in (("XDG_STATE_HOME", state), ("HOME", home)):
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    assert state_folder() == Path(user_state_path("fieldkit", appauthor=False))
