// Asks with Comunica what is asked on standard input, one JSON object a line: query, sources, context.
// Answers with JSON, one a line: {"kind"}, then {"row"} for each binding, triple or boolean, then {"rows"} or {"error"}.
// Argument: the folder that holds node_modules.
const { createRequire } = require("node:module");
const readline = require("node:readline");
const { QueryEngine } = createRequire(`${process.argv[2]}/`)("@comunica/query-sparql");

const engine = new QueryEngine();
const say = (value) => new Promise((done) => process.stdout.write(`${JSON.stringify(value)}\n`, done));

const shown = {
  bindings: (row) => Object.fromEntries([...row].map(([variable, term]) => [variable.value, term.value])),
  quads: (quad) => ({ s: quad.subject.value, p: quad.predicate.value, o: quad.object.value }),
};

async function answer({ query, sources, context }) {
  await engine.invalidateHttpCache();
  const result = await engine.query(query, { sources, ...context });
  await say({ kind: result.resultType });
  if (result.resultType === "boolean") {
    await say({ row: await result.execute() });
    return 1;
  }
  let rows = 0;
  for await (const item of await result.execute()) {
    rows += 1;
    await say({ row: shown[result.resultType](item) });
  }
  return rows;
}

async function main() {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    await answer(JSON.parse(line)).then((rows) => say({ rows }), (error) => say({ error: String(error) }));
  }
}

main();
