/**
 * Makes memlens-PLATFORM.vsix with the server inside.
 *
 *   npm run package                                     builds the server for this machine
 *   npm run package -- --server FILE --target win32-x64 packs a server built elsewhere
 *   npm run package -- --out FILE                       where to write
 */

import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const folder = dirname(dirname(fileURLToPath(import.meta.url)));
const root = resolve(folder, "../..");
const host = `${process.platform}-${process.arch}`;

const { values } = parseArgs({
  options: {
    server: { type: "string" },
    target: { type: "string", default: host },
    out: { type: "string" },
  },
});
if (values.server === undefined && values.target !== host) {
  throw new Error(`A server for ${values.target} must be named with --server: this is ${host}.`);
}

function run(program, args, cwd) {
  execFileSync(program, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
}

/**
 * Asks cargo where it put the binary: the target folder may be configured anywhere. Without symbols it is a fifth as large.
 */
function buildServer() {
  const output = execFileSync(
    "cargo",
    [
      "rustc",
      "--release",
      "--package",
      "memlens",
      "--bin",
      "memlens",
      "--message-format=json-render-diagnostics",
      "--",
      "-C",
      "strip=symbols",
    ],
    { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], maxBuffer: 64 << 20 },
  );
  for (const line of output.split("\n")) {
    const message = line.startsWith("{") ? JSON.parse(line) : {};
    if (message.reason === "compiler-artifact" && message.executable) {
      return message.executable;
    }
  }
  throw new Error("cargo built no binary");
}

const server = values.server === undefined ? buildServer() : resolve(values.server);
const binary = values.target.startsWith("win32") ? "memlens.exe" : "memlens";
rmSync(join(folder, "server"), { recursive: true, force: true });
mkdirSync(join(folder, "server"));
copyFileSync(server, join(folder, "server", binary));
chmodSync(join(folder, "server", binary), 0o755);
copyFileSync(join(root, "LICENSE"), join(folder, "LICENSE"));
// The pages that the diagnostics' codes link to.
rmSync(join(folder, "pages"), { recursive: true, force: true });
mkdirSync(join(folder, "pages"));
const { configuration } = JSON.parse(
  readFileSync(join(folder, "package.json"), "utf8"),
).contributes;
const settings = Object.assign({}, ...[configuration].flat().map((section) => section.properties));
const codes = Object.keys(settings["memlens.diagnostics.severity"].properties);
for (const code of [...codes, "syntax-error"]) {
  copyFileSync(join(root, "tests", "suite", `${code}.md`), join(folder, "pages", `${code}.md`));
}

const out = resolve(values.out ?? join(folder, `memlens-${values.target}.vsix`));
mkdirSync(dirname(out), { recursive: true });
run(
  process.execPath,
  [
    join(folder, "node_modules/@vscode/vsce/vsce"),
    "package",
    "--no-dependencies",
    "--allow-missing-repository",
    "--no-rewrite-relative-links",
    "--target",
    values.target,
    "--out",
    out,
  ],
  folder,
);
console.log(`${out} (${(statSync(out).size / 1e6).toFixed(1)} MB)`);
