import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { bodySchema, parseCommand, referencesOf } from './command.ts';
import { idsNamed, unknownCode } from './references.ts';
import { commandNames, type CommandName } from './registry.ts';

const sources = [{ sourceId: 'source_a' }];
const referencesIn = (name: CommandName, body: object): readonly string[] => {
  const parsed = parseCommand(name, { sources, ...body });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  return referencesOf(parsed.command).map((each) =>
    each.kind === 'exists'
      ? `${each.code} ${each.streamId} ${each.pointer}`
      : `${each.sourceId} stands ${each.pointer}`,
  );
};

const rate = { qualifier: 'exact', value: { bps: '500' } };
const money = { qualifier: 'exact', value: { amount: '1', currency: 'USD' } };
const cited = ['UNKNOWN_SOURCE source_a /sources/0/sourceId', 'source_a stands /sources/0/sourceId'];

describe('what a command refers to', () => {
  test('its parties and its sources, but not the deal it opens', () => {
    expect(
      referencesIn('AnnounceDeal', {
        dealId: 'deal_a',
        class: 'supply',
        title: 'A supplies B',
        parties: [
          { partyId: 'party_a', role: 'provider' },
          { partyId: 'party_b', role: 'customer' },
        ],
        announcedOn: '2026',
      }),
    ).toEqual([
      'UNKNOWN_PARTY party_a /parties/0/partyId',
      'UNKNOWN_PARTY party_b /parties/1/partyId',
      ...cited,
    ]);
  });
  test('a financing: its borrower, and each deal that it funds', () => {
    expect(
      referencesIn('CloseFinancing', {
        financingId: 'financing_a',
        borrower: 'party_a',
        funds: ['deal_a', 'deal_b'],
        closedOn: '2026',
        amount: money,
      }),
    ).toEqual([
      'UNKNOWN_PARTY party_a /borrower',
      'UNKNOWN_DEAL deal_a /funds/0',
      'UNKNOWN_DEAL deal_b /funds/1',
      ...cited,
    ]);
  });
  test('the other deal', () => {
    expect(referencesIn('RelateDeals', { dealId: 'deal_a', otherDealId: 'deal_b', kind: 'expands' })).toEqual(
      ['UNKNOWN_DEAL deal_b /otherDealId', ...cited],
    );
  });
  test('what a source repeats and draws on; those need not stand', () => {
    expect(
      referencesIn('RegisterSource', {
        sources: undefined,
        sourceId: 'source_b',
        publisher: 'unknown',
        publishedAt: 'unknown',
        tier: 'T5',
        repostOf: 'source_c',
        derivedFrom: ['source_d'],
      }),
    ).toEqual(['UNKNOWN_SOURCE source_c /repostOf', 'UNKNOWN_SOURCE source_d /derivedFrom/0']);
  });
  test('the parties and the source that an assessment speaks of', () => {
    expect(
      referencesIn('RecordAssessment', {
        dealId: 'deal_a',
        kind: 'peer',
        partyIds: ['party_a', 'party_b'],
        sourceId: 'source_b',
        saidBy: 'party_c',
        summary: 'party_d is only a word in a sentence',
      }),
    ).toEqual([
      'UNKNOWN_PARTY party_a /partyIds/0',
      'UNKNOWN_PARTY party_b /partyIds/1',
      'UNKNOWN_SOURCE source_b /sourceId',
      'UNKNOWN_PARTY party_c /saidBy',
      ...cited,
    ]);
  });
  test('the party whose share moved, beside the deal that it is recorded against', () => {
    const window = { session: 'premarket', measure: 'unspecified', tradingDate: '2026-03-03' };
    const move = { listing: { ticker: 'ACME', mic: 'XNAS' }, change: rate, window };
    expect(referencesIn('RecordStockMove', { dealId: 'deal_a', partyId: 'party_a', ...move })).toEqual([
      'UNKNOWN_PARTY party_a /partyId',
      ...cited,
    ]);
  });
  test('the party inside a path', () => {
    expect(
      referencesIn('ReportTerm', {
        partyId: 'party_a',
        path: 'party.stakeIn.party_b',
        value: rate,
      }),
    ).toEqual(['UNKNOWN_PARTY party_b /path', ...cited]);
  });
  test('each of them once, where it is named first', () => {
    expect(
      referencesIn('RecordAssessment', {
        dealId: 'deal_a',
        kind: 'peer',
        partyIds: ['party_a', 'party_a'],
        saidBy: 'party_a',
        summary: 'said twice',
      }),
    ).toEqual(['UNKNOWN_PARTY party_a /partyIds/0', ...cited]);
  });
});

const plain = (schema: z.ZodType): z.ZodType =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodDefault
    ? plain(schema.unwrap() as z.ZodType)
    : schema instanceof z.ZodArray
      ? plain(schema.element as z.ZodType)
      : schema;

const idPattern = /^\^(deal|financing|party|source)_/;

describe('every field that documents itself as the id of a stream is found as one', () => {
  test.each(commandNames)('%s', (name) => {
    const ids = Object.entries(bodySchema(name).shape as Readonly<Record<string, z.ZodType>>)
      .map(([field, schema]) => [field, plain(schema)] as const)
      .filter(([, schema]) => !(schema instanceof z.ZodObject))
      .filter(([, schema]) => idPattern.test(String(z.toJSONSchema(schema)['pattern'])));
    expect(ids.filter(([, schema]) => idsNamed(schema, 'party_a').length === 0)).toEqual([]);
  });
});

test('an unknown stream is called by its kind', () => {
  expect(['deal_a', 'financing_a', 'party_a', 'source_a', 'tranche_a', ''].map(unknownCode)).toEqual([
    'UNKNOWN_DEAL',
    'UNKNOWN_FINANCING',
    'UNKNOWN_PARTY',
    'UNKNOWN_SOURCE',
    undefined,
    undefined,
  ]);
});
