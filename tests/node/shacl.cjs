// Validates a file of data (Turtle) against files of shapes, one after the other, with shacl-engine.
// Prints one line of JSON: for each file of shapes the messages of what does not conform.
const fs = require("node:fs");

async function main() {
  const [data, ...shapes] = process.argv.slice(2);
  const rdf = (await import("rdf-ext")).default;
  const { Parser } = await import("n3");
  const { Validator } = await import("shacl-engine");
  const sparql = await import("shacl-engine/sparql.js");
  const read = (path) => rdf.dataset(new Parser({ factory: rdf }).parse(fs.readFileSync(path, "utf8")));
  const told = {};
  for (const path of shapes) {
    const validator = new Validator(read(path), { factory: rdf, ...(sparql.validations ? { validations: sparql.validations } : {}) });
    const report = await validator.validate({ dataset: read(data) });
    told[path] = report.results.map((r) => `${r.severity?.value} ${r.focusNode?.term?.value} ${r.path?.[0]?.predicates?.[0]?.value ?? ""}`);
  }
  console.log(JSON.stringify(told));
}

main().catch((error) => { console.error(error); process.exit(1); });
