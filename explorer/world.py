"""The outlines of countries as small SVG paths.

    npm ci && python world.py

reads world-atlas (ISC licence; Natural Earth 1:110m and 1:50m, public domain) and writes
``service/psin/web/pages/drawings/world.json``. Countries too small for the coarse map get a point.
Sources: TopoJSON specification, section 2.1 (arcs are delta-encoded); Šavrič, Patterson, Jenny: The Equal Earth map
projection, International Journal of Geographical Information Science 33(3), 2019.
"""

from __future__ import annotations

import json
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

from babel.core import get_global
from psin.vocabulary.countries import COUNTRIES

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "service" / "psin" / "web" / "pages" / "drawings" / "world.json"
WIDTH = 900
#: Rings smaller than this, in square units of the picture, are left out unless they are all of a country.
LEAST = 2.0
_A = (1.340264, -0.081106, 0.000893, 0.003796)
_X_MOST = 2.7066299836960748
#: Where the picture begins in the north, a little above Greenland, and how high it is.
_Y_MOST, HEIGHT = 1.32, 386
#: Antarctica has no networks and takes a fifth of the picture.
_LEFT_OUT = {"010"}
_NAMED = {"Kosovo": "XKX"}

Point = tuple[float, float]


def project(longitude: float, latitude: float) -> Point:
    """Equal Earth, in units of the picture, the origin at the upper left."""
    t = asin(sqrt(3) / 2 * sin(radians(latitude)))
    a1, a2, a3, a4 = _A
    x = 2 * sqrt(3) * radians(longitude) * cos(t) / (3 * (9 * a4 * t**8 + 7 * a3 * t**6 + 3 * a2 * t**2 + a1))
    y = a4 * t**9 + a3 * t**7 + a2 * t**3 + a1 * t
    scale = WIDTH / (2 * _X_MOST)
    return (x + _X_MOST) * scale, (_Y_MOST - y) * scale


def codes() -> dict[str, str]:
    """ISO 3166-1 numeric to alpha-3."""
    aliases = get_global("territory_aliases")
    short = {value[0]: key for key, value in aliases.items() if key in COUNTRIES and len(value) == 1}
    return {key: short[value[0]] for key, value in aliases.items() if key.isdigit() and value[0] in short}


def rings(topology: dict[str, Any], geometry: dict[str, Any]) -> list[list[Point]]:
    """The outer and inner rings of a geometry, projected."""
    (kx, ky), (dx, dy) = topology["transform"]["scale"], topology["transform"]["translate"]

    def arc(number: int) -> list[Point]:
        x = y = 0
        points = []
        for step_x, step_y in topology["arcs"][number if number >= 0 else ~number]:
            x, y = x + step_x, y + step_y
            points.append(project(x * kx + dx, y * ky + dy))
        return points if number >= 0 else points[::-1]

    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    found = []
    for polygon in polygons:
        for ring in polygon:
            points: list[Point] = []
            for number in ring:
                points += arc(number)[bool(points) :]
            found += whole(points)
    return found


def whole(ring: list[Point]) -> list[list[Point]]:
    """A ring cut where it jumps from one edge of the picture to the other, at the 180th meridian."""
    parts: list[list[Point]] = [[]]
    for point in ring:
        if parts[-1] and abs(point[0] - parts[-1][-1][0]) > WIDTH / 2:
            parts.append([])
        parts[-1].append(point)
    if len(parts) > 1:
        parts[0] = parts.pop() + parts[0]
    return [part for part in parts if len(part) > 2]


def area(ring: list[Point]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def path(found: list[list[Point]]) -> str:
    """Whole units, relative, and nothing that does not move."""
    most = max(found, key=area)
    parts: list[str] = []
    for ring in found:
        if area(ring) < LEAST and ring is not most:
            continue
        corners = [(round(x), round(y)) for x, y in ring]
        out, (x, y) = f"M{corners[0][0]} {corners[0][1]}l", corners[0]
        steps = []
        for next_x, next_y in corners[1:]:
            if (next_x, next_y) != (x, y):
                steps.append(f"{next_x - x} {next_y - y}".replace(" -", "-"))
                x, y = next_x, next_y
        if len(steps) > 1:
            parts.append(out + " ".join(steps).replace(" -", "-") + "z")
    return "".join(parts)


def main() -> None:
    known = codes()
    paths: dict[str, str] = {}
    points: dict[str, list[int]] = {}
    for detail in ("110m", "50m"):
        topology = json.loads((HERE / "node_modules" / "world-atlas" / f"countries-{detail}.json").read_text())
        for geometry in topology["objects"]["countries"]["geometries"]:
            number, name = str(geometry.get("id", "")), geometry["properties"]["name"]
            code = known.get(number) or _NAMED.get(name, "")
            if number in _LEFT_OUT or not geometry.get("arcs"):
                continue
            found = rings(topology, geometry)
            if detail == "110m":
                if outline := path(found):
                    key = code or "other"
                    paths[key] = paths.get(key, "") + outline
            elif code and code not in paths:
                most = max(found, key=area)
                middle = [sum(values) / len(values) for values in zip(*most, strict=True)]
                points[code] = [round(middle[0]), round(middle[1])]
    world = {
        "source": "Natural Earth 1:110m and 1:50m (public domain), through world-atlas 2.0.2 (ISC licence)",
        "width": WIDTH,
        "height": HEIGHT,
        "paths": dict(sorted(paths.items())),
        "points": dict(sorted(points.items())),
    }
    TARGET.write_text(
        json.dumps(world, ensure_ascii=False, separators=(",", ":")).replace('},"', '},\n"') + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
