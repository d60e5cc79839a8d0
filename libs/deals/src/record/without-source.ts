import type { Recorded } from '../recorded.ts';
import type { Citation } from '../values/citation.ts';

/**
 * Why an event is left out: it is the source's own (`itself`), nobody else vouches for it (`onlyWord`), or it speaks of
 * what is left out: corrects, retracts, cites, denies, adopts, tells a field of it, or remarks on the source (`dependent`).
 */
export type LeftOutBecause = 'itself' | 'onlyWord' | 'dependent';

export type LeftOut = { readonly event: Recorded; readonly because: LeftOutBecause };

export type WithoutSource = {
  /** What stays, by position; nothing in it names the source any more. */
  readonly history: readonly Recorded[];
  readonly leftOut: readonly LeftOut[];
  /** Ids of events that stay without their citation of the source, or their link to it. */
  readonly lessened: readonly string[];
};

/**
 * A ledger's history as if a source had never been recorded.
 *
 * - Everything in the source's own stream is left out.
 * - Its citations are taken away. An event that only it vouched for is left out; one for which another source was cited
 *   later stays, on that source's word. What never cited anybody is our own record and stays.
 * - What speaks of an event that is left out is left out too. A source that repeats it, or draws on it, stays and stands
 *   for itself.
 * - Everything else stays as it was recorded, as it does when a record is retracted: what others said was said. A deal
 *   whose announcement and signing are left out is opened no more, so that it is found in no list, but what others told
 *   of it can be read; a party or deal of which nothing is left is known by its id alone.
 *
 * @param history every event of one ledger, by position
 */
export const withoutSource = (history: readonly Recorded[], sourceId: string): WithoutSource => {
  const vouchedFor = vouchedForIn(history, sourceId);
  const out = new Set<string>();
  const leftOut: LeftOut[] = [];
  const lessened: string[] = [];
  const stays: Recorded[] = [];
  for (const event of history) {
    const { data, isEmptied } = withoutLinks(event, sourceId, out);
    const because = ((): LeftOutBecause | undefined => {
      if (event.streamId === sourceId) return 'itself';
      if (isEmptied || pointedAt(event).some((id) => out.has(id))) return 'dependent';
      return vouchedFor(event) ? undefined : 'onlyWord';
    })();
    if (because !== undefined) {
      out.add(event.eventId);
      leftOut.push({ event, because });
      continue;
    }
    const sources = event.sources.filter((citation) => citation.sourceId !== sourceId);
    const isSame = data === event.data && sources.length === event.sources.length;
    if (!isSame) lessened.push(event.eventId);
    stays.push(isSame ? event : { ...event, sources, data });
  }
  return { history: stays, leftOut, lessened };
};

type Pointing = {
  readonly targetEventId?: string;
  readonly claimEventId?: string;
  readonly attributedTo?: string;
};

/** What an event cannot be without: the event it speaks of. */
const pointedAt = ({ data }: Recorded): readonly string[] => {
  const { targetEventId, claimEventId } = data as Pointing;
  return [targetEventId, claimEventId].filter((id) => id !== undefined);
};

/**
 * Whether anybody but the source vouches for an event. Later events tell of earlier ones only, so the history is judged
 * from its end: a citation counts where somebody else vouches for it and it was not retracted by an event of which the
 * same is true.
 */
const vouchedForIn = (history: readonly Recorded[], sourceId: string): ((event: Recorded) => boolean) => {
  const citedFor = new Map<string, number>();
  const retracted = new Set<string>();
  const alone = new Set<string>();
  for (const event of history.toReversed()) {
    if (event.streamId === sourceId) continue;
    const others = othersIn(event.sources, sourceId) + (citedFor.get(event.eventId) ?? 0);
    if (event.sources.length > 0 && others === 0) {
      alone.add(event.eventId);
      continue;
    }
    const { targetEventId } = event.data as Pointing;
    if (targetEventId === undefined || retracted.has(event.eventId)) continue;
    if (event.type === 'RecordRetracted') retracted.add(targetEventId);
    if (event.type === 'RecordCited')
      citedFor.set(targetEventId, (citedFor.get(targetEventId) ?? 0) + others);
  }
  return ({ eventId }) => !alone.has(eventId);
};

const othersIn = (sources: readonly Citation[], sourceId: string): number =>
  sources.filter((citation) => citation.sourceId !== sourceId).length;

type Change = { readonly path: string; readonly to: unknown };
type Linked = Pointing & {
  readonly repostOf?: string;
  readonly derivedFrom?: readonly string[];
  readonly sourceId?: string;
  readonly changes?: readonly Change[];
};

/** Where a correction says which source is meant: its changes there are links, too. */
const linkPath = /^(repostOf|sourceId|derivedFrom(\.\d+)?)$/;

/** A list without the source; null, which takes the field away, where nothing is left of it. */
const withoutItem = (to: unknown, sourceId: string): unknown => {
  if (!Array.isArray(to)) return to;
  const others = to.filter((each) => each !== sourceId);
  return others.length === 0 ? null : others;
};

/**
 * The data without its links to the source and to what is left out. `isEmptied`: nothing is left to say; a remark on the
 * source has lost its subject.
 */
const withoutLinks = (
  event: Recorded,
  sourceId: string,
  out: ReadonlySet<string>,
): { readonly data: unknown; readonly isEmptied: boolean } => {
  const data = event.data as Linked;
  const changes = data.changes
    ?.filter(({ path, to }) => to !== sourceId || !linkPath.test(path))
    .map((change) =>
      linkPath.test(change.path) ? { ...change, to: withoutItem(change.to, sourceId) } : change,
    );
  const isEmptied =
    changes?.length === 0 || (event.type === 'AssessmentRecorded' && data.sourceId === sourceId);
  const kept = Object.entries(data).flatMap(([name, value]): readonly (readonly [string, unknown])[] => {
    if (name === 'repostOf' && value === sourceId) return [];
    if (name === 'attributedTo' && typeof value === 'string' && out.has(value)) return [];
    if (name === 'changes') return [[name, changes]];
    if (name !== 'derivedFrom') return [[name, value]];
    const origins = withoutItem(value, sourceId);
    return origins === null ? [] : [[name, origins]];
  });
  const lifted = Object.fromEntries(kept);
  return { data: JSON.stringify(lifted) === JSON.stringify(data) ? data : lifted, isEmptied };
};
