// Builds app.css, app.js and the chart chunk into build/static/.
import { cp, mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "build", "static");

// Tokens are written once as `--name: light-dark(a, b);`. Browsers of the office PCs that still run
// here do not know light-dark(), so both themes are written out.
function themes(css) {
  const pairs = [...css.matchAll(/(--[\w-]+):\s*light-dark\(([^;]+)\);/g)].map(([, name, both]) => {
    let depth = 0;
    const comma = [...both].findIndex((c) => {
      depth += c === "(" ? 1 : c === ")" ? -1 : 0;
      return c === "," && depth === 0;
    });
    return [name, both.slice(0, comma).trim(), both.slice(comma + 1).trim()];
  });
  const rest = css.replace(/--[\w-]+:\s*light-dark\([^;]+\);/g, "");
  const block = (i) => pairs.map((p) => `${p[0]}:${p[i]};`).join("");
  return [
    rest,
    `:root{color-scheme:light;${block(1)}}`,
    `:root[data-theme="dark"]{color-scheme:dark;${block(2)}}`,
    `@media screen and (prefers-color-scheme:dark){:root[data-theme="auto"]{color-scheme:dark;${block(2)}}}`,
    `@media print{:root[data-theme]{color-scheme:light;${block(1)}}}`,
  ].join("\n");
}

const tokens = {
  name: "tokens",
  setup(build) {
    build.onLoad({ filter: /tokens\.css$/ }, async ({ path }) => ({
      contents: themes(await readFile(path, "utf8")),
      loader: "css",
    }));
  },
};

const options = {
  entryPoints: {
    app: join(here, "js", "app.js"),
    charts: join(here, "js", "charts.js"),
  },
  entryNames: "[name]",
  chunkNames: "chunk-[hash]",
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  minify: true,
  legalComments: "eof",
  charset: "utf8",
  target: ["chrome92", "firefox91", "safari15"],
  external: ["*.svg"],
  logLevel: "info",
  plugins: [tokens],
};
const style = {
  ...options,
  entryPoints: { app: join(here, "css", "app.css") },
  splitting: false,
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await cp(join(here, "static"), out, { recursive: true });
if (process.argv.includes("--watch")) {
  await (await esbuild.context(options)).watch();
  await (await esbuild.context(style)).watch();
} else {
  await Promise.all([esbuild.build(options), esbuild.build(style)]);
}
