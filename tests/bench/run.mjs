// Compiles one bench and runs it on the built rooms: node tests/bench/run.mjs append
import { mkdirSync, writeFileSync } from 'node:fs';
import { transformFileSync } from '@swc/core';

const name = process.argv[2] ?? 'append';
const source = new URL(`${name}.ts`, import.meta.url);
const folder = new URL('../../node_modules/.cache/dealtrail-bench/', import.meta.url);
const { code } = transformFileSync(source.pathname, {
  jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
  module: { type: 'es6' },
});
mkdirSync(folder, { recursive: true });
writeFileSync(new URL(`${name}.mjs`, folder), code);
await import(new URL(`${name}.mjs`, folder).href);
