// The outlines of the countries as paths of SVG, by ISO 3166-1 code of three letters.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoCentroid, geoEqualEarth, geoPath } from "d3-geo";
import countries from "i18n-iso-countries";
import { feature } from "topojson-client";

const require = createRequire(import.meta.url);
const [WIDTH, HEIGHT] = [1000, 470];

const read = (scale) => JSON.parse(readFileSync(require.resolve(`world-atlas/countries-${scale}.json`), "utf-8"));
const shapes = (atlas) => feature(atlas, atlas.objects.countries).features;

/** Records what d3 draws as a short path: whole numbers, relative steps, no point twice, no island of less than three. */
class Pen {
  constructor() { this.text = ""; this.ring = []; }
  beginPath() {}
  moveTo(x, y) { this.ring = [[Math.round(x), Math.round(y)]]; }
  lineTo(x, y) { this.ring.push([Math.round(x), Math.round(y)]); }
  arc() {}
  closePath() {
    const points = this.ring.filter(([x, y], at) => at === 0 || x !== this.ring[at - 1][0] || y !== this.ring[at - 1][1]);
    if (points.length < 4) return;
    let [x, y] = points[0];
    this.text += `M${x} ${y}l`;
    this.text += points.slice(1).map(([a, b]) => { const step = `${a - x} ${b - y}`; [x, y] = [a, b]; return step; }).join(" ").replaceAll(" -", "-");
    this.text += "z";
  }
}

function drawnPath(projection, shape) {
  const pen = new Pen();
  geoPath(projection, pen)(shape);
  return pen.text;
}

export function outlines() {
  const coarse = shapes(read("110m")).filter((shape) => countries.numericToAlpha3(shape.id) !== "ATA");
  const projection = geoEqualEarth().fitExtent([[2, 2], [WIDTH - 2, HEIGHT - 2]], { type: "FeatureCollection", features: coarse });
  const drawn = {};
  for (const shape of coarse) {
    const code = countries.numericToAlpha3(shape.id);
    const name = code ?? `x-${shape.properties.name}`;
    const path = drawnPath(projection, shape);
    if (path) drawn[name] = path;
  }
  const dots = {};
  for (const shape of shapes(read("50m"))) {
    const code = countries.numericToAlpha3(shape.id);
    if (code && !(code in drawn) && code !== "ATA") {
      dots[code] = projection(geoCentroid(shape)).map((value) => Math.round(value));
    }
  }
  const sorted = (map) => Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
  return { view: `0 0 ${WIDTH} ${HEIGHT}`, countries: sorted(drawn), dots: sorted(dots) };
}
