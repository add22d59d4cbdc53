"""The palette: every command of where one stands, found by what it is called or does."""

from textual.command import DiscoveryHit, Hit, Hits, Provider
from typing_extensions import override

from fieldkit.tui.commands import EVERYWHERE, Command, named, shown


class Commands(Provider):
    """Offers the commands of this place, then those of everywhere."""

    @override
    async def discover(self) -> Hits:
        """Yield all of them."""
        for command in self._here():
            yield DiscoveryHit(self._label(command), self._asked(command), help=self._said(command))

    @override
    async def search(self, query: str) -> Hits:
        """Yield those that are called so, then those that do so."""
        wanted = query.strip().lstrip(":").lower()
        matcher = self.matcher(wanted)
        for command in self._here():
            score = matcher.match(f"{command.name} {command.does} {command.here}")
            if command.name.startswith(wanted):
                score += 2
            elif wanted in command.here or wanted in command.does.lower():
                score += 1
            if score:
                yield Hit(
                    score, self._label(command), self._asked(command), help=self._said(command)
                )

    def _here(self) -> list[Command]:
        return [*named(self.app.current_mode), *named(EVERYWHERE)]

    def _label(self, command: Command) -> str:
        key = shown(command, getattr(self.app, "keymap", {}))
        return f"{command.name}   {key}" if key else command.name

    def _said(self, command: Command) -> str:
        from fieldkit.tui.wording import RESEARCHER, spoken

        names = getattr(self.app, "names", RESEARCHER)
        return spoken(command.does, names)

    def _asked(self, command: Command) -> "Asked":
        return Asked(self, command)


class Asked:
    """Runs a command once the palette has closed."""

    def __init__(self, provider: Provider, command: Command) -> None:
        self._screen = provider.screen
        self._action = command.action

    async def __call__(self) -> None:
        """Run it where it was asked."""
        await self._screen.run_action(self._action)
