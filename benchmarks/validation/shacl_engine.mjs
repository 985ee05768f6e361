// Validates a file of data (N-Triples) against a file of shapes (Turtle) with shacl-engine, parsed by N3.
// Arguments: the folder that holds node_modules, the shapes, the data. Prints the report as N-Triples.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, shapes, data] = process.argv.slice(2);
const installed = createRequire(`${folder}/package.json`);
const load = (name) => import(pathToFileURL(installed.resolve(name)));

const [{ default: rdf }, { default: n3 }, { Validator }, { validations }] = await Promise.all(
  ["rdf-ext", "n3", "shacl-engine", "shacl-engine/sparql.js"].map(load),
);
const read = (path) => rdf.dataset(new n3.Parser({ factory: rdf }).parse(readFileSync(path, "utf8")));
const report = await new Validator(read(shapes), { factory: rdf, validations }).validate({ dataset: read(data) });
process.stdout.write(new n3.Writer({ format: "N-Triples" }).quadsToString([...report.dataset]));
