// Adds verify.js and verify.css to build/static/; runs after build.mjs, which empties the folder.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));

await esbuild.build({
  entryPoints: [join(here, "verify.js"), join(here, "verify.css")],
  outdir: join(here, "..", "build", "static"),
  bundle: true,
  format: "esm",
  minify: true,
  charset: "utf8",
  target: ["chrome92", "firefox91", "safari15"],
  logLevel: "info",
});
