import { bodySchema } from '@dealtrail/deals/command';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { Failure } from '../exit-codes.ts';
import type { JsonSchema } from './record-fields.ts';
import { bodyFrom } from './record-fields.ts';
import { fieldsHelp } from './record-help.ts';

const schemaOf = (name: Parameters<typeof bodySchema>[0]): JsonSchema =>
  z.toJSONSchema(bodySchema(name), { io: 'input', unrepresentable: 'any' }) as JsonSchema;

const announce = (...args: readonly string[]) => bodyFrom(schemaOf('AnnounceDeal'), {}, args);

describe('the body of a command from its flags', () => {
  test('a deal is announced with plain, nested, listed and JSON flags', () => {
    const body = announce(
      ...[
        '--dealId',
        'deal_x',
        '--class=cloudServices',
        '--title',
        'Acme, Globex',
        '--announced-on',
        '2026-03-02',
      ],
      ...['--parties', 'provider=party_acme', '--parties', '{"partyId":"party_globex","role":"customer"}'],
      ...['--terms.totalValue', '{"qualifier":"exact","value":{"amount":"1200000000","currency":"USD"}}'],
      ...[
        '--terms.term.qualifier',
        'exact',
        '--terms.term.value.count',
        '5',
        '--terms.term.value.unit',
        'year',
      ],
      ...['--source', 'source_acme-8k#Item 1.01', '--sources', 'source_wire'],
    );
    expect(body).toEqual({
      dealId: 'deal_x',
      class: 'cloudServices',
      title: 'Acme, Globex',
      announcedOn: '2026-03-02',
      parties: [
        { partyId: 'party_acme', role: 'provider' },
        { partyId: 'party_globex', role: 'customer' },
      ],
      terms: {
        totalValue: { qualifier: 'exact', value: { amount: '1200000000', currency: 'USD' } },
        term: { qualifier: 'exact', value: { count: 5, unit: 'year' } },
      },
      sources: [{ sourceId: 'source_acme-8k', locator: 'Item 1.01' }, { sourceId: 'source_wire' }],
    });
  });

  test('a figure stays the text that was typed, also a negative one', () => {
    const body = bodyFrom(schemaOf('RecordStockMove'), {}, [
      ...['--change.qualifier', 'exact', '--change.value.bps', '-500', '--window.session', 'premarket'],
      ...['--window.price.amount', '74.10'],
    ]);
    expect(body).toEqual({
      change: { qualifier: 'exact', value: { bps: '-500' } },
      window: { session: 'premarket', price: { amount: '74.10' } },
    });
  });

  test('a date that is open on one side is JSON, any other is text', () => {
    expect(announce('--announcedOn', '{"notAfter":"2026-06-02"}')).toEqual({
      announcedOn: { notAfter: '2026-06-02' },
    });
    expect(announce('--announcedOn', 'unknown')).toEqual({ announcedOn: 'unknown' });
  });

  test('yes and no are yes and no', () => {
    expect(bodyFrom(schemaOf('RegisterSource'), {}, ['--seen', 'false'])).toEqual({ seen: false });
    expect(bodyFrom(schemaOf('RegisterSource'), {}, ['--seen'])).toEqual({ seen: true });
  });

  test('a flag wins over the same field of --json and leaves the rest', () => {
    const base = { dealId: 'deal_a', title: 'kept', sources: [{ sourceId: 'source_old' }] };
    expect(
      bodyFrom(schemaOf('AnnounceDeal'), base, ['--dealId', 'deal_b', '--sources', 'source_new']),
    ).toEqual({
      dealId: 'deal_b',
      title: 'kept',
      sources: [{ sourceId: 'source_new' }],
    });
  });

  test.each([
    [['--deelId', 'deal_x'], 'There is no field --deelId.'],
    [['--dealId'], '--dealId wants a value.'],
    [['--dealId', 'deal_x', '--dealId', 'deal_y'], '--dealId is given twice.'],
    [['deal_x'], '"deal_x" stands alone: fields are given as --field value'],
    [['--terms', '{"totalValue":'], '--terms begins like JSON but is not'],
    [['--terms.__proto__.x', '1'], 'There is no field --terms.__proto__.x.'],
  ])('%j is refused with a reason', (args, reason) => {
    expect(() => announce(...args)).toThrow(Failure);
    expect(() => announce(...args)).toThrow(reason);
  });
});

test('the help of a command names its fields, those it needs first, within 80 columns', () => {
  const lines = fieldsHelp(schemaOf('AnnounceDeal'), 80).split('\n');
  expect(lines[1]).toBe('Fields:');
  expect(lines[2]).toMatch(/^ {2}--dealId +needed/);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
});
