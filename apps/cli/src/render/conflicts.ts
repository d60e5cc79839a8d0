import type { Conflict } from './answers.ts';
import { sourceIds } from './answers.ts';
import type { About, Page } from './basis.ts';
import { basisLines } from './basis.ts';
import { table } from './table.ts';
import { countedOf, hanging, wrap } from './text.ts';
import { changeText, figureText, words } from './values.ts';

/** A share-price change carries its sign; every other figure is read as it is. */
const claimText = (path: string | null | undefined, value: unknown): string =>
  /stockMove|change/i.test(path ?? '') ? changeText(value) : figureText(value);

/** One conflict: what about, every claim beside its sources, and why they do not agree. Nothing is merged or averaged. */
export const conflictLines = (conflict: Conflict, page: Page): readonly string[] => {
  const of = [conflict.path, conflict.subject]
    .filter((part) => part !== null && part !== undefined)
    .join(' of ');
  return [
    ...hanging('  ', `${conflict.class} (${conflict.state}): ${of}`, page.width),
    ...table(
      conflict.claims.map(({ value, sources }) => [
        claimText(conflict.path, value),
        sourceIds(sources).join(', '),
      ]),
      { ...page, indent: 4 },
    ),
    ...(conflict.why === null || conflict.why === undefined ? [] : hanging('    ', conflict.why, page.width)),
  ];
};

/** Conflicts grouped by their state, open ones first. */
export const conflictList = (
  conflicts: readonly Conflict[],
  { basis, more }: About,
  page: Page,
): readonly string[] => {
  if (conflicts.length === 0) return ['No conflicts.', ...basisLines(basis, page)];
  const open = conflicts.filter(({ state }) => state === 'open');
  const settled = conflicts.filter(({ state }) => state !== 'open');
  return [
    ...wrap(
      `${countedOf(conflicts.length, more, 'conflict')}, ${String(open.length)} of them open`,
      page.width,
    ),
    ...basisLines(basis, page),
    ...[...open, ...settled].flatMap((conflict) => ['', ...conflictLines(conflict, page)]),
  ];
};

/** One flat row a conflict, for CSV. */
export const conflictRow = (conflict: Conflict): Readonly<Record<string, unknown>> => ({
  id: conflict.id ?? '',
  class: words(conflict.class),
  state: conflict.state,
  subject: conflict.subject ?? '',
  path: conflict.path ?? '',
  claims: conflict.claims.map(({ value }) => claimText(conflict.path, value)).join(' | '),
  sources: conflict.claims.map(({ sources }) => sourceIds(sources).join(' ')).join(' | '),
  why: conflict.why ?? '',
});
