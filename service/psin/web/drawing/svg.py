"""Elements of SVG with everything escaped."""

from __future__ import annotations

from markupsafe import Markup, escape

NAMESPACE = "http://www.w3.org/2000/svg"
#: Colours on white paper, by the class of the style sheet that overrules them.
COLOURS = ("#0b5f7a", "#8f5a08", "#6d4a9c", "#3d7d4f", "#98201f")
INK, FAINT, LINE = "#15232b", "#4a5a63", "#cdd8dc"
FONT = "system-ui, sans-serif"


def tag(name: str, *inside: str | Markup, **attributes: object) -> Markup:
    """One element; ``_`` in the name of an attribute stands for a hyphen, ``class_`` for class. None is left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_plain(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if not inside:
        return Markup(f"<{name}{written}/>")  # noqa: S704
    return Markup(f"<{name}{written}>{''.join(map(escape, inside))}</{name}>")  # noqa: S704


def words(text: str, x: object, y: object, **attributes: object) -> Markup:
    """A line of text in the ink of the page."""
    return tag("text", text, **({"x": x, "y": y, "fill": INK, "font_size": 14, "font_family": FONT} | attributes))


def link(href: str | None, inside: Markup) -> Markup:
    """``inside`` as a link, if there is somewhere to go."""
    return tag("a", inside, href=href) if href else inside


def picture(kind: str, label: str, height: int, *inside: Markup, view: str | None = None) -> Markup:
    """The whole picture. ``label`` says to those who do not see it what it shows; its links, if any, stay links for them."""
    role = "group" if any("<a " in part for part in inside) else "img"
    return tag(
        "svg", *inside, xmlns=NAMESPACE, class_=f"picture {kind}", role=role, aria_label=label,
        width="100%" if view is None else None, height=height if view is None else None, viewBox=view,
    )  # fmt: skip


def cut(text: str, most: int) -> str:
    """At most so many characters."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _plain(value: object) -> object:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else value
