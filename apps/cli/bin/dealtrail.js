#!/usr/bin/env node
import { existsSync, readFileSync } from 'node:fs';

const built = new URL('../dist/main.js', import.meta.url);
if (existsSync(built)) {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const { main } = await import(built.href);
  await main(process.argv.slice(2), version);
} else {
  console.error('Dealtrail is not built yet. In the folder of the project:\n\n  npm ci\n  npm run build\n');
  process.exitCode = 1;
}
