"""Where templates run: Jinja2's sandbox, errors told with the template's line."""

import base64
import hashlib
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from typing_extensions import override

from fieldkit.model import shipped
from fieldkit.model.errors import TemplateError

LARGEST = 1_000_000
"""Characters, items or digits that one multiplication in a template may make."""


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, which also refuses to multiply a page out of memory."""

    intercepted_binops = frozenset({"*", "**"})

    @override
    def call_binop(
        self,
        context: jinja2.runtime.Context,
        operator: str,
        left: Any,
        right: Any,
    ) -> Any:
        """Multiply, unless what comes out would be huge."""
        if operator == "**":
            message = "powers are not for templates"
            raise SecurityError(message)
        for times, thing in ((left, right), (right, left)):
            size = len(thing) if hasattr(thing, "__len__") else 1
            if isinstance(times, int) and abs(times) * size > LARGEST:
                message = f"this multiplication makes more than {LARGEST:,}"
                raise SecurityError(message)
        return super().call_binop(context, operator, left, right)


def render(
    kind: str, name: str, folder: Path | None, values: Mapping[str, object], *, html: bool = False
) -> str:
    """Return what a template makes of values.

    Args:
        kind: Kind of template: ``digests`` or ``pages``.
        name: Its name.
        folder: The study's folder, whose own templates are found first.
        values: What it may print; nothing else is reachable.
        html: Whether plain text is escaped as HTML.

    Raises:
        NotFoundError: There is no such template.
        TemplateError: It does not hold; the message names it and the line.
    """
    path = shipped.find(kind, name, folder)

    def load(wanted: str) -> tuple[str, str, Callable[[], bool]]:
        found = shipped.find(kind, wanted, folder)
        return source(found), str(found), lambda: True

    environment = _Sandbox(
        loader=jinja2.FunctionLoader(load),
        undefined=jinja2.StrictUndefined,
        autoescape=html,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["hashed"] = hashed
    return _told(path, lambda: environment.get_template(name).render(values))


def hashed(text: str) -> str:
    """Return the hash by which a content security policy allows this text and no other."""
    digest = hashlib.sha256(str(text).encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def source(path: Path) -> str:
    """Return the text of a template.

    Raises:
        TemplateError: It cannot be read, or is not UTF-8 text.
    """
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        message = f"{path} is not UTF-8 text."
        raise TemplateError(message) from error
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}."
        raise TemplateError(message) from error


def _told(path: Path, render: Callable[[], str]) -> str:
    """Render, or say in one line what in the template went wrong, and on which line."""
    try:
        return render()
    except jinja2.TemplateSyntaxError as error:
        message = f"{error.filename or path}, line {error.lineno}: {error.message}."
        raise TemplateError(message) from error
    except (
        jinja2.TemplateError,
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        message = f"{path}, line {_line(error, path)}: {_because(error)}."
        raise TemplateError(message) from error


def _line(error: BaseException, path: Path) -> int:
    """Return the template's line that failed; Jinja2 writes it into the traceback."""
    frames = traceback.extract_tb(error.__traceback__)
    return next((f.lineno or 1 for f in reversed(frames) if f.filename == str(path)), 1)


def _because(error: BaseException) -> str:
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__
