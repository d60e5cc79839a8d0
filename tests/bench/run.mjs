// Installs the peers where they are not, compiles the bench and runs it on the built rooms.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformFileSync } from '@swc/core';

const home = import.meta.dirname;
const lock = join(home, 'package-lock.json');
const installed = join(home, 'node_modules', '.installed-lock.json');
const compiled = fileURLToPath(new URL('../../node_modules/.cache/dealtrail-bench/', import.meta.url));

const isInstalled = () =>
  existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(lock, 'utf8');

if (!isInstalled() && !process.argv.includes('--help')) {
  console.error('Installing the peers into tests/bench/node_modules ...');
  const { status } = spawnSync('npm', ['ci'], {
    cwd: home,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(installed, readFileSync(lock, 'utf8'));
}

/** As tsc does on emit: relative imports of `.ts` become `.js`. */
const compilation = {
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    rewriteRelativeImportExtensions: true,
  },
  module: { type: 'es6' },
};
const sources = readdirSync(home, { recursive: true }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.spec.ts') && !file.startsWith('node_modules'),
);
for (const file of existsSync(compiled) ? readdirSync(compiled) : []) {
  if (file !== 'data') rmSync(join(compiled, file), { recursive: true });
}
for (const file of sources) {
  const target = join(compiled, file.replace(/\.ts$/, '.js'));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, transformFileSync(join(home, file), compilation).code);
}
writeFileSync(join(compiled, 'package.json'), '{"type": "module"}');

const { main } = await import(pathToFileURL(join(compiled, 'main.js')).href);
process.exitCode = await main(new URL('./', import.meta.url), process.argv.slice(2));
