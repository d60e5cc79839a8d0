import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One step of the tour: what is typed and what the README says comes back. */
export type TourStep = { readonly script: string; readonly output: string };

const block = /```sh\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g;

export const readme = (): string => readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8');

/** Every `sh` block of the README with the `text` block below it, in order. */
export const tourOf = (text: string): readonly TourStep[] =>
  [...text.matchAll(block)].map(([, script = '', output = '']) => ({ script, output }));

/** What differs from run to run and means nothing to a reader. */
export const steady = (output: string): string =>
  output
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<id>')
    .replace(/\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(\.\d+)?( ?UTC|Z)?/g, '<time>')
    .replace(/effective \d{4}-\d{2}-\d{2}/g, 'effective <today>')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
    .replace(/\bdt_[a-z0-9]+_[A-Za-z0-9]+/g, '<key>')
    .replace(/[0-9a-f]{64}/g, '<hash>')
    .trim();

/** The lines that `npm start` is said to print, without those that differ by user (root's data may lie elsewhere). */
export const greetingOf = (text: string): readonly string[] => {
  const [, block = ''] = /prints the first time:\n\n```\n([\s\S]*?)```/.exec(text) ?? [];
  return block
    .split('\n')
    .filter((line) => line.trim() !== '' && !/refuses to run as root|data in/.test(line));
};
