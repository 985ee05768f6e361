// Builds what the service ships. The output depends on the sources and the lock file alone, byte for byte.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { outlines } from "./world.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const web = process.argv[2] ?? join(here, "..", "service", "psin", "web");
const target = join(web, "static", "editor");

/** Hash over everything the output is made from. */
export function source() {
  const files = ["build.mjs", "package-lock.json", "package.json", "world.mjs", ...readdirSync(join(here, "src")).map((name) => `src/${name}`)].sort();
  const hash = createHash("sha256");
  for (const name of files) hash.update(`${name}\0`).update(readFileSync(join(here, name))).update("\0");
  return hash.digest("hex");
}

/** The licence text of every package in the bundle. */
function licences(inputs) {
  const packages = new Map();
  for (const input of inputs) {
    const match = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match) packages.set(match[1], join(here, "node_modules", match[1]));
  }
  return [...packages].sort().map(([name, folder]) => {
    const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf-8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
    const text = file ? readFileSync(join(folder, file), "utf-8").trim() : `Licence: ${about.license}. Author: ${about.author?.name ?? about.author ?? "see the package"}.`;
    return `${name} ${about.version} (${about.license})\n\n${text}\n`;
  });
}

mkdirSync(target, { recursive: true });
const made = await build({
  entryPoints: [join(here, "src", "editor.js")],
  bundle: true, minify: true, format: "iife", target: ["es2022"], charset: "utf8", legalComments: "none",
  absWorkingDir: here, metafile: true, write: false,
});
const world = `${JSON.stringify(outlines())}\n`;
const script = made.outputFiles[0].contents;
const atlas = "world-atlas 2.0.2 (ISC), made from Natural Earth, which is in the public domain: the outlines of the maps.\n";
writeFileSync(join(target, "editor.js"), script);
writeFileSync(join(target, "licences.txt"), [...licences(Object.keys(made.metafile.inputs)), atlas].join("\n----\n\n"));
writeFileSync(join(web, "drawing", "world.json"), world);
writeFileSync(join(target, "built.json"), `${JSON.stringify({ source: source(), script: createHash("sha256").update(script).digest("hex"), world: createHash("sha256").update(world).digest("hex") }, null, 2)}\n`);
console.log(`${relative(process.cwd(), target)}: ${script.length} bytes, source ${source().slice(0, 12)}`);
