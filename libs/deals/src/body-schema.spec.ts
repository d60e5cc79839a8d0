import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { bodySchema, parseCommand } from './command.ts';
import { commandNames, type CommandName } from './registry.ts';
import { eventId } from './specify-slice.ts';

const source = { sourceId: 'source_acme-8k' };
const target = eventId(1);
const money = { qualifier: 'exact', value: { amount: '9700000000', currency: 'USD' } };
const correction = {
  targetEventId: target,
  changes: [{ path: 'title', to: 'New title' }],
  sources: [source],
};
const move = {
  partyId: 'party_acme',
  listing: { ticker: 'ACME', mic: 'XNAS' },
  change: { qualifier: 'exact', value: { bps: '3000' } },
  window: { session: 'premarket', measure: 'unspecified', tradingDate: '2026-03-03' },
  sources: [source],
};

const faults = (name: CommandName, body: unknown): readonly string[] => {
  const parsed = parseCommand(name, body);
  return parsed.ok ? [] : parsed.faults.map(({ pointer, code }) => `${pointer} ${code}`);
};

describe('pointing at an event', () => {
  test('by the id of its command does as well', () => {
    expect(
      faults('CorrectRecord', { ...correction, targetEventId: undefined, targetCommandId: 'line-3' }),
    ).toEqual([]);
  });
  test('is optional for a cause', () => {
    expect(faults('RecordStockMove', { ...move, attributedToCommandId: 'line-3' })).toEqual([]);
    expect(
      faults('RecordStockMove', { ...move, attributedTo: target, attributedToCommandId: 'line-3' }),
    ).toEqual(['/attributedToCommandId INVALID_FIELDS']);
  });
  test('with a field takes the place of subject and path', () => {
    const onField = { targetCommandId: 'line-3', field: 'closedOn', value: money, sources: [source] };
    expect(faults('ReportTerm', onField)).toEqual([]);
    expect(faults('ReportTerm', { ...onField, field: undefined })).toEqual(['/field MISSING_FIELD']);
    expect(faults('ReportTerm', { ...onField, path: 'deal.totalValue' })).toEqual(['/path INVALID_FIELDS']);
  });
});

describe('every command', () => {
  test('there are the twenty of the language so far', () => {
    expect(commandNames).toHaveLength(20);
  });
  test.each(commandNames)('%s has a body that OpenAPI and the command line can read', (name) => {
    const json = z.toJSONSchema(bodySchema(name), { target: 'draft-2020-12', io: 'input' });
    expect(json).toMatchObject({ type: 'object', additionalProperties: false });
    expect(Object.keys(json.properties ?? {})).toEqual(
      expect.arrayContaining(['sources', 'modality', 'reason', 'correlationId', 'causationId']),
    );
  });
  test.each(commandNames.filter((name) => name !== 'RegisterSource'))('%s needs a source', (name) => {
    expect(faults(name, {})).toContain('/sources SOURCE_REQUIRED');
  });
});
