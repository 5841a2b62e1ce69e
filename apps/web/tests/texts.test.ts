// Both languages say everything: the same keys, the same places for values, and nothing left untranslated.

import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const source = resolve(__dirname, "../src");
/** The same word in both languages. */
const shared = new Set(["{}", "Cordée", "Code", "Console", "Sessions", "Session", "Notes", "Administration", "Date", "Session {}", "Ports", "Kind", "Version {}", "client", "administrator", "Client", "Organisation", "administrateur", "Module", "Menu", "{}/s"]);

interface Pair {
  readonly file: string;
  readonly en: Map<string, string>;
  readonly fr: Map<string, string>;
}

function read(node: ts.Expression): Map<string, string> {
  const out = new Map<string, string>();
  if (ts.isObjectLiteralExpression(node))
    for (const property of node.properties)
      if (ts.isPropertyAssignment(property) && ts.isStringLiteral(property.initializer))
        out.set(ts.isStringLiteral(property.name) ? property.name.text : property.name.getText(), property.initializer.text);
  return out;
}

function dictionaries(): Pair[] {
  const out: Pair[] = [];
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
    const file = join(entry.parentPath, entry.name);
    const tree = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true, ts.ScriptKind.TSX);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && node.expression.getText() === "dictionary") {
        const [en, fr] = node.arguments;
        if (en && fr) out.push({ file: entry.name, en: read(en), fr: read(fr) });
      }
      ts.forEachChild(node, visit);
    };
    visit(tree);
  }
  return out;
}

const pairs = dictionaries();

test("there are dictionaries", () => expect(pairs.length).toBeGreaterThan(6));

test.each(pairs)("$file is complete in both languages", ({ en, fr }) => {
  expect([...fr.keys()].sort()).toEqual([...en.keys()].sort());
  const places = (text = ""): number => text.split("{}").length;
  for (const [key, text] of en) {
    expect(text, key).not.toBe("");
    expect(fr.get(key), key).not.toBe("");
    expect(places(fr.get(key)), key).toBe(places(text));
    if (!shared.has(text)) expect(fr.get(key), `${key} is not translated`).not.toBe(text);
  }
});

test("no text for people stands in the parts themselves", () => {
  const wrong: string[] = [];
  for (const entry of readdirSync(source, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".tsx")) continue;
    const file = join(entry.parentPath, entry.name);
    const tree = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true, ts.ScriptKind.TSX);
    const visit = (node: ts.Node): void => {
      if (ts.isJsxText(node) && /\p{L}{3,}/u.test(node.text) && !/^\s*(Cordée|cordee plugin revoke.*)\s*$/.test(node.text)) wrong.push(`${entry.name}: ${node.text.trim()}`);
      ts.forEachChild(node, visit);
    };
    visit(tree);
  }
  expect(wrong).toEqual([]);
});
