"""Themes: calm and dark, light, high contrast for sunlight, and the terminal's own colours.

The colours of the first three stand in the 256-colour table, so that a terminal without true colour
shows the same; with 16 colours and with none, words and signs say everything that colours say.
"""

from dataclasses import replace

from textual.theme import BUILTIN_THEMES, Theme

CALM = Theme(
    name="calm",
    primary="#87afd7",
    secondary="#afafd7",
    accent="#d7af5f",
    success="#87af87",
    warning="#d7af5f",
    error="#d78787",
    foreground="#d0d0d0",
    background="#121212",
    surface="#1c1c1c",
    panel="#262626",
    dark=True,
    variables={"faint": "#949494"},
)
LIGHT = Theme(
    name="light",
    primary="#005f87",
    secondary="#5f5f87",
    accent="#875f00",
    success="#005f00",
    warning="#875f00",
    error="#af0000",
    foreground="#1c1c1c",
    background="#ffffff",
    surface="#eeeeee",
    panel="#e4e4e4",
    dark=False,
    variables={"faint": "#585858"},
)
SUN = Theme(
    name="sun",
    primary="#00005f",
    secondary="#5f005f",
    accent="#000000",
    success="#005f00",
    warning="#5f0000",
    error="#870000",
    foreground="#000000",
    background="#ffffff",
    surface="#ffffff",
    panel="#ffffff",
    dark=False,
    luminosity_spread=0.0,
    text_alpha=1.0,
    variables={"faint": "#000000"},
)
NIGHT = Theme(
    name="night",
    primary="#ffff00",
    secondary="#00ffff",
    accent="#ffff00",
    success="#00ff00",
    warning="#ffff00",
    error="#ff8787",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    dark=True,
    luminosity_spread=0.0,
    text_alpha=1.0,
    variables={"faint": "#ffffff"},
)


def _of_the_terminal(name: str, built_in: str) -> Theme:
    """Return the theme that leaves every colour to the terminal; faint is no colour there."""
    theme = BUILTIN_THEMES[built_in]
    return replace(theme, name=name, variables={**theme.variables, "faint": "ansi_default"})


# Plain blue and red are too dark to read on black in most terminals.
TERMINAL = replace(
    _of_the_terminal("terminal", "ansi-dark"),
    primary="ansi_bright_cyan",
    secondary="ansi_bright_magenta",
    accent="ansi_bright_yellow",
    warning="ansi_bright_yellow",
    error="ansi_bright_red",
    success="ansi_bright_green",
)
TERMINAL_LIGHT = _of_the_terminal("terminal-light", "ansi-light")
OURS = (CALM, LIGHT, SUN, NIGHT, TERMINAL, TERMINAL_LIGHT)
NAMES = {
    "calm": "dark and calm",
    "light": "light",
    "sun": "high contrast, black on white, for sunlight",
    "night": "high contrast, white on black",
    "terminal": "the terminal's own colours, dark",
    "terminal-light": "the terminal's own colours, light",
}
"""Every theme on offer, and what it is for."""
