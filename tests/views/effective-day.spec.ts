import { describe, expect, test } from '@jest/globals';
import { dealCurrentAnswer } from '@dealtrail/views/deal-current/deal-answer';
import { partyAnswer } from '@dealtrail/views/parties/parties';
import { replayReader } from '@dealtrail/views/replay-reader';
import { acmeLines, cites, dealId } from './acme-lines.ts';
import { recordAll } from './record.ts';
import type { Line } from './record.ts';

const on = (effectiveAt: string, ...lines: readonly Line[]) => {
  const events = recordAll([...acmeLines, ...lines]);
  return replayReader(events, { ledgerId: 'main', position: events.length, effectiveAt });
};

const signedOn = (date: unknown): Line => ({
  ...{ command: 'SignDeal', dealId, signedOn: date, sources: cites('filing') },
});

const stageOn = async (day: string, date: unknown) =>
  (await dealCurrentAnswer(on(day, signedOn(date)), dealId))?.stage;

describe('a date counts from the first day that it may have been', () => {
  test.each([
    ['2026-04-15', '2026-04-14', '2026-04-15'],
    ['2026-04', '2026-03-31', '2026-04-01'],
    ['2026-Q2', '2026-03-31', '2026-04-01'],
    ['2026-H2', '2026-06-30', '2026-07-01'],
    [{ notBefore: '2026-05-01' }, '2026-04-30', '2026-05-01'],
    [{ notBefore: '2026-05-01', notAfter: '2026-05-31' }, '2026-04-30', '2026-05-01'],
  ])('a signing on %j is not yet true on %s, and is on %s', async (date, before, from) => {
    expect([await stageOn(before, date), await stageOn(from, date)]).toEqual(['announced', 'signed']);
  });

  test.each(['unknown', { notAfter: '2026-06-02' }, { asStated: 'last spring' }])(
    'one on %j, which may have been at any time, always counts',
    async (date) => {
      expect(await stageOn('2026-01-01', date)).toBe('signed');
    },
  );

  test('a party has its new name from the first day of the month that is all we know', async () => {
    const renamed: Line = {
      ...{ command: 'RenameParty', partyId: 'party_acme', newName: 'Acme AI', effectiveOn: '2026-05' },
      sources: cites('filing'),
    };
    const nameOn = async (day: string) => (await partyAnswer(on(day, renamed), 'party_acme'))?.name;
    expect([await nameOn('2026-04-30'), await nameOn('2026-05-01')]).toEqual(['Acme Compute Inc', 'Acme AI']);
  });
});
