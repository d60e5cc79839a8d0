import { z } from 'zod';
import { Basis, sourceIds } from './answers.ts';
import type { Page } from './basis.ts';
import { labelOf, restatedBy } from './diff-labels.ts';
import { lostAt, wonBy } from './rule.ts';
import { counted, hanging, wrap } from './text.ts';
import { figureText, instantText, valueText } from './values.ts';

const DiffEvent = z.object({
  eventId: z.string(),
  position: z.number(),
  type: z.string(),
  recordedAt: z.string().nullish(),
  actor: z.string().nullish(),
  reason: z.string().nullish(),
  sources: z
    .array(
      z.object({
        sourceId: z.string(),
        publisher: z.string().nullish(),
        title: z.string().nullish(),
        locator: z.string().nullish(),
      }),
    )
    .nullish()
    .transform((sources) => sources ?? []),
});
type DiffEvent = z.infer<typeof DiffEvent>;

export const FieldDifference = z.object({ path: z.string(), before: z.unknown(), after: z.unknown() });
export type FieldDifference = z.infer<typeof FieldDifference>;

const FieldChange = FieldDifference.extend({
  by: z.array(DiffEvent),
  byEffectiveAt: z
    .boolean()
    .nullish()
    .transform((moved) => moved ?? false),
});
type FieldChange = z.infer<typeof FieldChange>;

export const DealDiff = z.object({
  dealId: z.string(),
  from: Basis,
  to: Basis,
  changes: z.array(FieldChange),
});
export type DealDiff = z.infer<typeof DealDiff>;

const isAbsent = (value: unknown): boolean => value === null || value === undefined;

const Supported = z.looseObject({ sources: z.array(z.object({ sourceId: z.string() })), step: z.string() });
const Contested = z.looseObject({
  value: z.unknown(),
  sources: z.array(z.object({ sourceId: z.string() })),
  lostAt: z.string(),
});
const Dated = z.looseObject({ stage: z.string(), on: z.unknown() });
const Named = z.looseObject({ partyId: z.string(), name: z.string().nullable() });
const Remark = z.looseObject({ kind: z.string(), summary: z.string() });
const Payment = z.looseObject({ amount: z.unknown(), receivedOn: z.unknown() });
const Agreed = z.looseObject({ prepaymentId: z.string(), of: z.string() });
const Related = z.looseObject({ otherDealId: z.string(), kind: z.string() });

/** One side of a change in a line, known by its shape; anything else prints as a value. Empty: it was not there. */
const sideText = (value: unknown): string => {
  if (isAbsent(value)) return '';
  const because = Supported.safeParse(value).data;
  if (because !== undefined) return `${sourceIds(because.sources).join(', ')}; ${wonBy(because.step)}`;
  const rival = Contested.safeParse(value).data;
  if (rival !== undefined)
    return `${figureText(rival.value)}, ${sourceIds(rival.sources).join(', ')}; ${lostAt(rival.lostAt)}`;
  const stage = Dated.safeParse(value).data;
  if (stage !== undefined) return valueText(stage.on);
  const party = Named.safeParse(value).data;
  if (party !== undefined) return party.name ?? party.partyId;
  const remark = Remark.safeParse(value).data;
  if (remark !== undefined) return `${remark.kind}: ${remark.summary}`;
  const payment = Payment.safeParse(value).data;
  if (payment !== undefined) return `${valueText(payment.amount)} on ${valueText(payment.receivedOn)}`;
  const agreed = Agreed.safeParse(value).data;
  if (agreed !== undefined)
    return `${figureText(agreed['share'] ?? agreed['amount'])} of ${agreed.of.replace(/^deal\./, '')}`;
  const related = Related.safeParse(value).data;
  if (related !== undefined) return related.otherDealId;
  return value === true ? 'yes' : figureText(value);
};

/** A field with what it was and what it is, whatever changed it; `why` is what a new figure rests on. */
export const differenceLines = (
  { path, before, after }: FieldDifference,
  page: Page,
  why?: unknown,
): readonly string[] => {
  const [was, is] = [sideText(before), sideText(after)];
  const side = (lead: string, text: string) => hanging(`    ${lead.padEnd(5)}`, text, page.width);
  const sides = (): readonly string[] => {
    if (isAbsent(before)) return side('new', is);
    if (isAbsent(after)) return side('gone', was);
    if (was === is) return side('is', `${is}, with other sources or witnesses (-o json)`);
    return [...side('was', was), ...side('is', is)];
  };
  return [
    ...hanging('  ', labelOf(path), page.width),
    ...sides(),
    ...(isAbsent(why) ? [] : side('why', sideText(why))),
  ];
};

const sourceText = ({ sourceId, publisher, title, locator }: DiffEvent['sources'][number]): string =>
  [sourceId, publisher === 'unknown' ? null : publisher, title, locator]
    .filter((part) => typeof part === 'string')
    .join(', ');

const eventLines = (event: DiffEvent, { width }: Page): readonly string[] => {
  const lead = `${String(event.position)}  `;
  const margin = ' '.repeat(lead.length);
  const who = `${instantText(event.recordedAt)} by ${event.actor ?? '-'}`;
  return [
    ...hanging(lead, `${event.type}, ${who}`, width),
    ...(typeof event.reason === 'string' ? hanging(`${margin}reason: `, event.reason, width) : []),
    ...event.sources.flatMap((source) => hanging(`${margin}from `, sourceText(source), width)),
  ];
};

type Entry = { readonly change: FieldChange; readonly why: unknown };

/** What is said twice is shown once: a term that a head field restates, and why a new figure stands under the figure. */
const entriesOf = (changes: readonly FieldChange[]): readonly Entry[] => {
  const byPath = new Map(changes.map((change) => [change.path, change]));
  const shown = new Map<string, { change: FieldChange; why: unknown }>();
  for (const change of changes)
    if (!byPath.has(restatedBy(change.path) ?? '')) shown.set(change.path, { change, why: null });
  for (const change of changes) {
    const value = change.path.replace(/\/because$/, '/value');
    const figure = shown.get(value) ?? shown.get(restatedBy(value) ?? '');
    if (value === change.path || figure === undefined || groupOf(figure.change) !== groupOf(change)) continue;
    if (!isAbsent(figure.change.before) || !isAbsent(change.before)) continue;
    figure.why = change.after;
    shown.delete(change.path);
  }
  return [...shown.values()];
};

const groupOf = ({ byEffectiveAt, by }: FieldChange): string =>
  JSON.stringify([byEffectiveAt, by.map(({ position }) => position)]);

/** Changes that came with the same events stand under them, in the order of the first event. */
const groupsOf = (entries: readonly Entry[]): readonly (readonly Entry[])[] => {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const key = groupOf(entry.change);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [entry]);
    else group.push(entry);
  }
  return [...groups.values()].toSorted(([a], [b]) => firstPosition(a) - firstPosition(b));
};

const firstPosition = (entry: Entry | undefined): number => entry?.change.by[0]?.position ?? 0;

const groupLines = (group: readonly Entry[], page: Page): readonly string[] => {
  const first = group[0]?.change;
  const moved = first?.byEffectiveAt === true ? ['Another day of the world is asked about'] : [];
  return [
    '',
    ...moved,
    ...(first?.by ?? []).flatMap((event) => eventLines(event, page)),
    ...group.flatMap(({ change, why }) => differenceLines(change, page, why)),
  ];
};

const basisText = ({ position, asAt, effectiveAt }: Basis): string =>
  `position ${String(position)} (${instantText(asAt)}), effective ${effectiveAt ?? '-'}`;

/** What changed between two bases, under the events that changed it. */
export const diffPage = ({ dealId, from, to, changes }: DealDiff, page: Page): readonly string[] => {
  const entries = entriesOf(changes);
  const head = entries.length === 0 ? 'Nothing changed' : counted(entries.length, 'change');
  return [
    ...wrap(`${head} on ${dealId}`, page.width),
    ...hanging('From ', basisText(from), page.width),
    ...hanging('To   ', basisText(to), page.width),
    ...groupsOf(entries).flatMap((group) => groupLines(group, page)),
  ];
};

/** An empty cell: it was not there. */
export const diffRow = ({ path, before, after, by }: FieldChange): Readonly<Record<string, unknown>> => ({
  path,
  before: sideText(before),
  after: sideText(after),
  positions: by.map(({ position }) => String(position)).join(' '),
  types: by.map(({ type }) => type).join(' '),
  actors: [...new Set(by.map(({ actor }) => actor ?? ''))].join(' | '),
  reasons: by.flatMap(({ reason }) => reason ?? []).join(' | '),
  sources: [...new Set(by.flatMap(({ sources }) => sources.map(({ sourceId }) => sourceId)))].join(' '),
});
