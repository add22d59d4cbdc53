"""The app in a process of its own, opened on a study and written in: prints its megabytes."""

import asyncio
import sys
from pathlib import Path

from volume import resident

from fieldkit.model.keys import as_handle
from fieldkit.model.observer import Observer
from fieldkit.store.home import Home
from fieldkit.tui.app import FieldkitApp
from fieldkit.tui.bench import open_bench
from fieldkit.tui.boot import _freeze, _prepare
from fieldkit.tui.desk import Desk
from fieldkit.tui.preferences import Preferences


async def main(folder: Path, home: Home) -> None:
    """Open the app, write a note, and say what it holds."""
    me = Observer(handle=as_handle("ana"))
    desk = Desk(lambda: open_bench(folder, home, me))
    app = FieldkitApp(desk, me, loaded=_freeze, title="large", preferences=Preferences(home.root))
    async with app.run_test(size=(100, 30)) as pilot:
        while desk.place is None or app.capture.opening:
            await pilot.pause(0.05)
        if app.screen is not app.capture:  # it asks for a session; the note shall be loose
            await pilot.press("escape")
        while app.screen is not app.capture:
            await pilot.pause(0.05)
        before = app.capture.moments.saved
        await pilot.press("n", *"card", "enter")
        while desk.busy:
            await pilot.pause(0.05)
        await pilot.pause(0.5)
        assert app.capture.moments.saved == before + 1
        sys.stdout.write(str(resident()))


if __name__ == "__main__":
    _prepare()
    asyncio.run(main(Path(sys.argv[1]), Home(Path(sys.argv[2]))))
