import type { View } from '@dealtrail/event-sourcing/view';
import { reference } from '@dealtrail/event-sourcing/view';
import { claims } from './claims/claims.ts';
import { dealCurrent } from './deal-current/deal-view.ts';
import { financings } from './financings/financings.ts';
import { parties } from './parties/parties.ts';
import { sources } from './sources/source-view.ts';
import { stockReactions } from './stock-reactions/moves-view.ts';

/** Every view that has rows: what the worker keeps up to date. A new one is a folder, a migration and a line here. */
export const views: readonly View<unknown>[] = [
  dealCurrent,
  claims,
  financings,
  parties,
  sources,
  stockReactions,
] as readonly View<unknown>[];

/** Answers composed from rows and the log when asked: they have a version, but no rows. */
const composed = [
  { name: 'deal-timeline', version: 1 },
  { name: 'deal-diff', version: 1 },
  { name: 'capital-stack', version: 1 },
  { name: 'conflicts', version: 1 },
] as const;

export type AnswerName =
  | 'deal-current'
  | 'claims'
  | 'financings'
  | 'parties'
  | 'sources'
  | 'stock-reactions'
  | (typeof composed)[number]['name'];

/** What the basis of an answer names as its view, for example `deal-current@1`. */
export const viewOf = (name: AnswerName): string => {
  const found = [...views, ...composed].find((view) => view.name === name);
  if (found === undefined) throw new Error(`no answer is called ${name}`);
  return reference(found);
};

/** Whether some answer is given from the view of that reference, for example `claims@1`. */
export const isKept = (asked: string): boolean =>
  [...views, ...composed].some((view) => reference(view) === asked);
