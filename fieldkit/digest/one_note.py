"""One note whole, as the evidence of a digest tells it."""

from fieldkit.analysis.sighting import Sighting
from fieldkit.digest.citing import Citations
from fieldkit.digest.sandbox import render


def whole(citations: Citations, sighting: Sighting) -> str:
    """Return a note as Markdown, without the heading that names it.

    Raises:
        TemplateError: The template does not hold.
    """
    text = render("digests", "_moment", None, {"evidence": (citations.cite(sighting),)})
    _, _, rest = text.partition("\n### ")
    return rest.partition("\n")[2].strip("\n")
