import { z } from 'zod';
import { Basis, sourceIds } from './answers.ts';
import type { Page } from './basis.ts';
import { lostAt, wonBy } from './rule.ts';
import { counted, hanging, wrap } from './text.ts';
import { figureText, instantText, valueText, words } from './values.ts';

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

const namesIn = (path: string): readonly string[] =>
  path
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));

/** Parts of a figure, as people call them. */
const parts: Readonly<Record<string, string>> = {
  value: '',
  because: ', why it stands',
  rivals: ', rival',
  explained: ', no rival any more',
};

/** The pointer in words: "/terms/deal.totalValue/value" is "totalValue". */
const labelOf = (path: string): string => {
  const [section = '', ...names] = namesIn(path);
  switch (section) {
    case 'terms':
      return `${(names[0] ?? '').replace(/^deal\./, '')}${parts[names[1] ?? ''] ?? ''}`;
    case 'financings':
      return `${names[0] ?? ''}: ${names[1] ?? ''}${parts[names[2] ?? ''] ?? ''}`;
    case 'prepayments':
      return `prepayment ${names[0] ?? ''}${names[1] === 'received' ? ', received' : ''}`;
    case 'stages':
      return `stage ${names[0] ?? ''}`;
    case 'parties':
      return names.join(' ');
    case 'related':
      return ['related', ...names].join(' ');
    case 'assessments':
      return 'assessment';
    default:
      return words(section);
  }
};

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

/** One side of a change in a line, known by its shape; anything else prints as a value. */
const sideText = (value: unknown): string => {
  if (value === null || value === undefined) return 'nothing';
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

/** A field with what it was and what it is, whatever changed it. */
export const differenceLines = (
  { path, before, after }: FieldDifference,
  page: Page,
  indent = '  ',
): readonly string[] => [
  ...hanging(indent, labelOf(path), page.width),
  ...(sideText(before) === sideText(after)
    ? hanging(`${indent}  is   `, `${sideText(after)}, with other sources or witnesses (-o json)`, page.width)
    : [
        ...hanging(`${indent}  was  `, sideText(before), page.width),
        ...hanging(`${indent}  is   `, sideText(after), page.width),
      ]),
];

const sourceText = ({ sourceId, publisher, title, locator }: DiffEvent['sources'][number]): string =>
  [sourceId, publisher, title, locator].filter((part) => typeof part === 'string').join(', ');

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

/** Changes that came with the same events stand under them, in the order of the first event. */
const groupsOf = (changes: readonly FieldChange[]): readonly (readonly FieldChange[])[] => {
  const groups = new Map<string, FieldChange[]>();
  for (const change of changes) {
    const key = JSON.stringify([change.byEffectiveAt, change.by.map(({ position }) => position)]);
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()].toSorted(([a], [b]) => (a?.by[0]?.position ?? 0) - (b?.by[0]?.position ?? 0));
};

const groupLines = (group: readonly FieldChange[], page: Page): readonly string[] => {
  const [first] = group;
  const moved = first?.byEffectiveAt === true ? ['Another day of the world is asked about'] : [];
  return [
    '',
    ...moved,
    ...(first?.by ?? []).flatMap((event) => eventLines(event, page)),
    ...group.flatMap((change) => differenceLines(change, page)),
  ];
};

const basisText = ({ position, asAt, effectiveAt }: Basis): string =>
  `position ${String(position)} (${instantText(asAt)}), effective ${effectiveAt ?? '-'}`;

/** What changed between two bases, under the events that changed it. */
export const diffPage = ({ dealId, from, to, changes }: DealDiff, page: Page): readonly string[] => [
  ...wrap(
    `${changes.length === 0 ? 'Nothing changed' : counted(changes.length, 'change')} on ${dealId}`,
    page.width,
  ),
  ...hanging('From ', basisText(from), page.width),
  ...hanging('To   ', basisText(to), page.width),
  ...groupsOf(changes).flatMap((group) => groupLines(group, page)),
];

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
