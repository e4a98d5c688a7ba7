// Builds ../static/waymark.js from src/ and the page's own style sheets. The banner names the sources by their digest:
// tests/bot/test_widget_build.py counts it again, with or without node.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transformSync } from "esbuild";

const TARGET = ["chrome105", "firefox105", "safari16.4"];
const here = dirname(fileURLToPath(import.meta.url));
const look = join(here, "..", "static");
const sheets = ["tokens.css", "waymark.css"].map((name) => join(look, name));
const own = readdirSync(join(here, "src")).sort().map((name) => join(here, "src", name));
const sources = [join(here, "build.mjs"), join(here, "package.json"), join(here, "package-lock.json"), ...own, ...sheets];
const out = process.argv[2] ?? join(look, "waymark.js");

const digest = createHash("sha256");
for (const file of sources) digest.update(readFileSync(file)).update("\0");

const pageSheets = {
  name: "page-sheets",
  setup(building) {
    building.onResolve({ filter: /^page-sheets$/ }, () => ({ path: "page-sheets", namespace: "page-sheets" }));
    building.onLoad({ filter: /.*/, namespace: "page-sheets" }, () => {
      const css = sheets.map((file) => readFileSync(file, "utf8")).join("\n");
      const widget = readFileSync(join(here, "src", "widget.css"), "utf8");
      return { contents: transformSync(css + widget, { loader: "css", minify: true, target: TARGET }).code, loader: "text" };
    });
  },
};

const made = await build({
  entryPoints: [join(here, "src", "index.js")],
  bundle: true,
  minify: true,
  format: "iife",
  target: TARGET,
  charset: "utf8",
  legalComments: "none",
  banner: { js: `/*! waymark-chat, EUPL-1.2; holds Lit, BSD-3-Clause, copyright Google LLC. sources sha256:${digest.digest("hex")} */` },
  plugins: [pageSheets],
  write: false,
});
writeFileSync(out, made.outputFiles[0].contents);
