// The outlines of the countries as paths of SVG, by ISO 3166-1 code of three letters.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoCentroid, geoEqualEarth, geoPath } from "d3-geo";
import countries from "i18n-iso-countries";
import { feature } from "topojson-client";

const require = createRequire(import.meta.url);
const [WIDTH, HEIGHT] = [1400, 658];

const read = (scale) => JSON.parse(readFileSync(require.resolve(`world-atlas/countries-${scale}.json`), "utf-8"));
const shapes = (atlas) => feature(atlas, atlas.objects.countries).features;

export function outlines() {
  const coarse = shapes(read("110m")).filter((shape) => countries.numericToAlpha3(shape.id) !== "ATA");
  const projection = geoEqualEarth().fitExtent([[2, 2], [WIDTH - 2, HEIGHT - 2]], { type: "FeatureCollection", features: coarse });
  const path = geoPath(projection).digits(0);
  const drawn = {};
  for (const shape of coarse) {
    const code = countries.numericToAlpha3(shape.id);
    const name = code ?? `x-${shape.properties.name}`;
    drawn[name] = path(shape);
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
