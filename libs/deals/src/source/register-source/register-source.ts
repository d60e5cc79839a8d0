import { accept, reject } from '@dealtrail/event-sourcing/decider';
import { z } from 'zod';
import type { Recorded } from '../../recorded.ts';
import { alreadyRecorded } from '../../same-news.ts';
import type { Context, Slice } from '../../slice.ts';
import { coded, pattern } from '../../values/coded.ts';
import { SourceId } from '../../values/ids.ts';
import { PublishedAt } from '../../values/published-at.ts';
import { text } from '../../values/text.ts';
import { sourceFrom, type SourceState } from '../source.state.ts';

export const publisherLengthMax = 200;
export const titleLengthMax = 300;
export const urlLengthMax = 2048;
/** A document that draws on more others than this is a digest. */
export const derivedFromMax = 50;

/** T1 filing, T2 release of a party, T3 wire or major press, T4 trade press, T5 aggregator or repost, T6 social. */
export const tiers = ['T1', 'T2', 'T3', 'T4', 'T5', 'T6'] as const;

const urlRegex = /^https?:\/\/[^\s/?#]+[^\s]*$/i;
const Url = coded<string>(
  'BAD_TEXT',
  `must be an http or https address of at most ${String(urlLengthMax)} characters, without spaces`,
  (value): value is string =>
    typeof value === 'string' && urlRegex.test(value) && text(urlLengthMax).safeParse(value).success,
  { type: 'string', format: 'uri', maxLength: urlLengthMax },
);

const Sha256 = pattern<string>(
  'BAD_IDENTIFIER',
  'must be a SHA-256 in 64 lower-case hex digits',
  /^[0-9a-f]{64}$/,
);

const fields = z.strictObject({
  sourceId: SourceId,
  publisher: text(publisherLengthMax).describe('who published it, or "unknown"'),
  title: text(titleLengthMax).optional(),
  url: Url.optional(),
  publishedAt: PublishedAt.describe('instant, partial date or "unknown"'),
  tier: z.enum(tiers),
  seen: z.boolean().default(true).describe('false: known only through another source'),
  repostOf: SourceId.optional().describe('the document this one repeats'),
  derivedFrom: z.array(SourceId).min(1).max(derivedFromMax).optional().describe('what this one draws on'),
  sha256: Sha256.optional().describe('of the document as we read it'),
});
export type SourceRegistered = z.output<typeof fields>;

type Lineage = Pick<SourceRegistered, 'repostOf' | 'derivedFrom'>;

/** The sources that a source repeats or draws on. */
const originsOf = ({ repostOf, derivedFrom = [] }: Lineage): readonly string[] =>
  repostOf === undefined ? derivedFrom : [repostOf, ...derivedFrom];

const recordedOrigins = (history: readonly Recorded[]): readonly string[] => {
  const state = sourceFrom(history);
  return 'registration' in state ? originsOf(state.registration.data as Lineage) : [];
};

/** All that a source goes back to, as far as the histories at hand tell; `unread` are those still to be read. */
const ancestry = (asked: Lineage, streams: Context['streams']) => {
  const reached = new Set<string>();
  const unread: string[] = [];
  const queue = [...originsOf(asked)];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    const history = streams.get(next);
    if (history === undefined) unread.push(next);
    else queue.push(...recordedOrigins(history));
  }
  return { reached, unread };
};

const cycle = (asked: SourceRegistered) =>
  reject({
    code: 'REPOST_CYCLE' as const,
    detail: `${asked.sourceId} would go back to itself: a repost names what it repeats, never what repeats it`,
    pointer: asked.repostOf === undefined ? '/derivedFrom' : '/repostOf',
    other: asked.sourceId,
  });

/** Only a source that is known already can be named by another: a new one cannot close a circle but with itself. */
const lineage = (asked: SourceRegistered, state: SourceState, streams: Context['streams']) => {
  if (originsOf(asked).includes(asked.sourceId)) return cycle(asked);
  if (state.status === 'new') return undefined;
  const { reached, unread } = ancestry(asked, streams);
  if (reached.has(asked.sourceId)) return cycle(asked);
  return unread.length > 0 ? { outcome: 'needs' as const, streamIds: unread } : undefined;
};

/** A document that claims rest on. The same url or sha256 under another id is refused when the event is appended. */
export const registerSource: Slice<'RegisterSource', 'SourceRegistered', SourceRegistered, SourceState> = {
  command: 'RegisterSource',
  event: 'SourceRegistered',
  schemaVersion: 1,
  summary: 'Register a document that claims can rest on, with its tier and what it repeats',
  fields,
  stream: ({ sourceId }) => sourceId,
  occurredOn: () => null,
  pastDates: ({ publishedAt }) => [{ pointer: '/publishedAt', at: publishedAt }],
  decide: (ask, state, { streams }) => {
    if ('registration' in state)
      return alreadyRecorded(state.registration, ask, 'SOURCE_ALREADY_REGISTERED', 'This source');
    return lineage(ask.data, state, streams) ?? accept({ type: 'SourceRegistered', data: ask.data });
  },
};
