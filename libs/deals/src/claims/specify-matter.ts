import type { Recorded } from '../recorded.ts';
import { recordedAs } from '../specify-slice.ts';
import type { Past } from '../specify-slice.ts';
import { claimsOfStream } from './claims-of-stream.ts';
import { conflictsOf } from './conflicts.ts';
import type { Matter } from './conflicts.ts';
import { sourceBook } from './source-book.ts';
import { standing } from './standing.ts';

/** Words for specs of conflicts: figures, events, and the matter that they make. */
export const usd = (amount: string, asStated?: string) => ({
  qualifier: 'exact',
  value: { amount, currency: 'USD' },
  asStated,
});
export const bps = (value: string, asStated?: string) => ({
  qualifier: 'exact',
  value: { bps: value },
  asStated,
});
export const text = (value: string) => ({ qualifier: 'exact', value });
export const undisclosed = { qualifier: 'undisclosed' };

/** Ids of different streams must differ: the spec counts on. */
const history = (streamId: string, from: number, pasts: readonly Past[]): readonly Recorded[] =>
  recordedAs(streamId, pasts).map((event) => ({
    ...event,
    eventId: `e${String(from + event.position)}`,
    position: from + event.position,
  }));

export const matterOf = (
  streams: Readonly<Record<string, readonly Past[]>>,
  retracted: readonly string[] = [],
): Matter => {
  const histories = Object.entries(streams).map(([id, pasts], index) => history(id, index * 100, pasts));
  const events = histories.map((each) => standing(each));
  const cited = histories.flat().flatMap(({ sources }) => sources.map(({ sourceId }) => sourceId));
  const book = sourceBook(
    [...new Set(cited)].map((sourceId) => ({
      sourceId,
      tier: 'T4',
      seen: true,
      derivedFrom: [],
      retracted: retracted.includes(sourceId),
      publishedAt: 'unknown',
    })),
  );
  return { claims: events.flatMap(claimsOfStream), events: events.flat(), book, effectiveAt: '2026-11-22' };
};
export const found = (matter: Matter) =>
  conflictsOf(matter).map(
    ({ class: of, state, path, claims }) =>
      `${of} ${state} ${path} ${claims.map((claim) => claim.claimEventId).join()}`,
  );

export const reports = (path: string, value: unknown, more: object = {}, source = 'source_a'): Past => ({
  type: 'TermReported',
  data: { path, value, ...more },
  sources: [{ sourceId: source as 'source_a' }],
});
export const adopts = (path: string, claimEventId: string): Past => ({
  type: 'TermAdopted',
  data: { path, claimEventId, rationale: 'x' },
});
export const assesses = (data: object, modality: 'stated' | 'opinion' = 'stated'): Past => ({
  type: 'AssessmentRecorded',
  data: { summary: 'x', ...data },
  modality,
});
