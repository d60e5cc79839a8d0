import { z } from 'zod';
import { Deal } from './answers.ts';
import type { Page } from './basis.ts';
import { table } from './table.ts';
import { hanging } from './text.ts';
import { figureText, instantText, valueText, words } from './values.ts';

export type DealItem = Deal;
export const DealItem = Deal;

const valueOf = (deal: DealItem): string => {
  const total = deal.terms['deal.totalValue'] ?? deal.terms['deal.upToValue'];
  return total === undefined ? '' : figureText(total.value);
};

/** Two lines a deal: an id must be whole to be copied, a title wants the width. */
export const dealList = (deals: readonly DealItem[], page: Page): readonly string[] =>
  deals.length === 0
    ? ['No deals.']
    : deals.flatMap((deal, index) => [
        ...(index === 0 ? [] : ['']),
        ...hanging('', deal.title ?? deal.dealId, page.width),
        ...hanging(
          '  ',
          [deal.dealId, deal.stage ?? 'stage unknown', words(deal.class ?? 'class unknown'), valueOf(deal)]
            .filter((part) => part !== '')
            .join(', '),
          page.width,
        ),
      ]);

export const dealRow = (deal: DealItem): Readonly<Record<string, unknown>> => ({
  dealId: deal.dealId,
  title: deal.title ?? '',
  class: deal.class ?? '',
  stage: deal.stage ?? '',
  announcedOn: valueText(deal.stages.find(({ stage }) => stage === 'announced')?.on ?? ''),
  value: valueOf(deal),
  parties: deal.parties.map(({ role, partyId }) => `${role}=${partyId}`).join(' '),
  openConflicts: deal.openConflicts ?? '',
  changedAt: deal.changedAt ?? '',
});

export const PartyItem = z.object({
  partyId: z.string(),
  name: z.string().nullish(),
  names: z
    .array(z.object({ name: z.string(), kind: z.string().nullish(), from: z.unknown().optional() }))
    .nullish()
    .transform((names) => names ?? []),
  identifiers: z
    .array(z.object({ scheme: z.string(), value: z.string() }))
    .nullish()
    .transform((identifiers) => identifiers ?? []),
  seat: z.string().nullish(),
  parent: z.string().nullish(),
  changedAt: z.number().nullish(),
});
export type PartyItem = z.infer<typeof PartyItem>;

const otherNames = ({ name, names }: PartyItem): readonly string[] =>
  names.filter((other) => other.name !== name).map((other) => `${other.name} (${other.kind ?? 'name'})`);

const identifiers = (party: PartyItem): string =>
  party.identifiers.map(({ scheme, value }) => `${scheme} ${value}`).join(', ');

export const partyList = (parties: readonly PartyItem[], page: Page): readonly string[] =>
  parties.length === 0
    ? ['No parties.']
    : table(
        parties.map((party) => [
          party.partyId,
          party.name ?? '',
          [...otherNames(party), identifiers(party), party.seat ?? '']
            .filter((part) => part !== '')
            .join('; '),
        ]),
        { ...page, head: ['party', 'name', 'also'] },
      );

export const partyPage = (party: PartyItem, page: Page): readonly string[] => [
  ...hanging('', party.name ?? party.partyId, page.width),
  ...table(
    [
      ['id', party.partyId],
      ...party.names.map(({ name, kind, from }) => [
        `${kind ?? ''} name`.trim(),
        from === null || from === undefined ? name : `${name} (from ${valueText(from)})`,
      ]),
      ...party.identifiers.map(({ scheme, value }) => [scheme, value]),
      ...(party.seat ? [['seat', party.seat]] : []),
      ...(party.parent ? [['parent', party.parent]] : []),
    ],
    { ...page, indent: 2 },
  ),
];

export const partyRow = (party: PartyItem): Readonly<Record<string, unknown>> => ({
  partyId: party.partyId,
  name: party.name ?? '',
  otherNames: otherNames(party).join('; '),
  identifiers: identifiers(party),
  seat: party.seat ?? '',
  parent: party.parent ?? '',
  changedAt: party.changedAt ?? '',
});

export const KeyItem = z.object({
  id: z.string(),
  role: z.string(),
  principal: z.string(),
  createdAt: z.string().nullish(),
  revokedAt: z.string().nullish(),
});
export type KeyItem = z.infer<typeof KeyItem>;

export const keyList = (keys: readonly KeyItem[], page: Page): readonly string[] =>
  keys.length === 0
    ? ['No keys.']
    : table(
        keys.map((key) => [
          key.id,
          key.role,
          key.principal,
          instantText(key.createdAt),
          key.revokedAt ? `revoked ${instantText(key.revokedAt)}` : '',
        ]),
        { ...page, head: ['id', 'role', 'principal', 'created', ''] },
      );
