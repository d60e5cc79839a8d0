import type { Reservation } from '@dealtrail/event-sourcing/log';
import { bookFrom } from './record/book.ts';
import type { Recorded } from './recorded.ts';
import { aggregateOf } from './registry.ts';
import type { Taken } from './slice.ts';

/** Names that at most one stream of a ledger holds; the edge gives each scope its refusal. */
export const scopes = {
  /** Key: the url as given. */
  sourceUrl: 'source.url',
  /** Key: 64 hex digits. */
  sourceSha256: 'source.sha256',
  /** Key: the source's id. Taken while the source is retracted: citing a source needs it free. */
  sourceRetracted: 'source.retracted',
  /** Key: `scheme:value`. */
  partyIdentifier: 'party.identifier',
} as const;

type Source = { readonly url?: string; readonly sha256?: string };
type Party = { readonly identifiers?: readonly { readonly scheme: string; readonly value: string }[] };

const ofSource = (streamId: string, standing: readonly Recorded[]): readonly Taken[] => {
  const registered = standing
    .filter((event) => event.type === 'SourceRegistered')
    .map(({ data }) => data as Source);
  const isRetracted = registered.length === 0 || standing.some((event) => event.type === 'SourceRetracted');
  return [
    ...registered.flatMap(({ url }) =>
      url === undefined ? [] : [{ scope: scopes.sourceUrl, key: url, pointer: '/url' }],
    ),
    ...registered.flatMap(({ sha256 }) =>
      sha256 === undefined ? [] : [{ scope: scopes.sourceSha256, key: sha256, pointer: '/sha256' }],
    ),
    ...(isRetracted ? [{ scope: scopes.sourceRetracted, key: streamId, pointer: '/sourceId' }] : []),
  ];
};

const ofParty = (standing: readonly Recorded[]): readonly Taken[] =>
  standing
    .filter((event) => event.type === 'PartyRegistered')
    .flatMap(({ data }) => (data as Party).identifiers ?? [])
    .map(({ scheme, value }, index) => ({
      scope: scopes.partyIdentifier,
      key: `${scheme}:${value}`,
      pointer: `/identifiers/${String(index)}/value`,
    }));

/**
 * The names a stream holds, each with the place of the event's data that holds it, told by what stands in it; none for a stream that does not exist. A source whose
 * registration is withdrawn counts as retracted: it cannot be cited.
 */
export const namesHeld = (history: readonly Recorded[]): readonly Taken[] => {
  const streamId = history[0]?.streamId;
  if (streamId === undefined) return [];
  switch (aggregateOf(streamId)) {
    case 'source':
      return ofSource(streamId, bookFrom(history).standing);
    case 'party':
      return ofParty(bookFrom(history).standing);
    case 'deal':
    case 'financing':
    case undefined:
      return [];
  }
};

const keyOf = ({ scope, key }: Reservation): string => `${scope} ${key}`;

const missingFrom = (held: readonly Reservation[], names: readonly Taken[]): readonly Taken[] => {
  const known = new Set(held.map(keyOf));
  return [
    ...new Map(names.filter((name) => !known.has(keyOf(name))).map((name) => [keyOf(name), name])).values(),
  ];
};

/**
 * The names an event takes and gives up: the difference between what the stream holds before and after it. So a
 * correction of a url or a retraction of a registration moves names with no rule of its own.
 */
export const nameChanges = (
  before: readonly Recorded[],
  after: readonly Recorded[],
): { readonly reserves: readonly Taken[]; readonly releases: readonly Reservation[] } => {
  const held = namesHeld(before);
  const holds = namesHeld(after);
  const releases = missingFrom(holds, held).map(({ scope, key }) => ({ scope, key }));
  return { reserves: missingFrom(held, holds), releases };
};
