/** Makes dist/extension.js, the panel's page in dist/view.*, and beside them the licences of the packages that went into it. */

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = dirname(dirname(fileURLToPath(import.meta.url)));

const { metafile } = await build({
  absWorkingDir: folder,
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  bundle: true,
  minify: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  external: ["vscode"],
  metafile: true,
  logLevel: "warning",
});

await build({
  absWorkingDir: folder,
  entryPoints: ["src/view/main.ts", "src/view/view.css"],
  entryNames: "view",
  outdir: "dist",
  bundle: true,
  minify: true,
  platform: "browser",
  target: "es2022",
  format: "iife",
  logLevel: "warning",
});

const packages = new Set();
for (const input of Object.keys(metafile.inputs)) {
  const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
  if (found !== null) packages.add(found[1]);
}
const licences = [...packages].sort().map((path) => {
  const { name, version } = JSON.parse(readFileSync(join(folder, path, "package.json"), "utf8"));
  const file = readdirSync(join(folder, path)).find((name) => /^licen[cs]e(\.|$)/i.test(name));
  if (file === undefined) throw new Error(`${path} has no licence file`);
  return `${name} ${version}\n\n${readFileSync(join(folder, path, file), "utf8").trim()}\n`;
});
writeFileSync(join(folder, "dist/LICENSES.txt"), licences.join(`\n${"-".repeat(80)}\n\n`));
