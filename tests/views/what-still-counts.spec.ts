import { describe, expect, test } from '@jest/globals';
import { capitalStackAnswer } from '@dealtrail/views/capital-stack/capital-stack';
import { claimsAnswer } from '@dealtrail/views/claims/claims-answer';
import { dealCurrentAnswer } from '@dealtrail/views/deal-current/deal-answer';
import { replayReader } from '@dealtrail/views/replay-reader';
import { acmeLines, cites, dealId, usd } from './acme-lines.ts';
import { recordAll, type Line } from './record.ts';

const after = (...more: readonly Line[]) => {
  const events = recordAll([...acmeLines, ...more]);
  return replayReader(events, { ledgerId: 'main', position: events.length, effectiveAt: '2026-11-22' });
};

const move = (key: string, mic: string, bps: string): Line => ({
  ...{ command: 'RecordStockMove', idempotencyKey: key, dealId, partyId: 'party_acme' },
  listing: { ticker: 'ACME', mic },
  change: { qualifier: 'exact', value: { bps } },
  window: { session: 'regular', measure: 'closeToClose', tradingDate: '2026-03-02' },
  sources: cites('wire'),
});

const disputes = async (...lines: readonly Line[]) =>
  ((await claimsAnswer(after(...lines), dealId))?.conflicts ?? [])
    .filter(({ path }) => path.startsWith('stockMove.'))
    .map(({ class: kind, state, claims }) => [kind, state, claims.length]);

describe('a source whose registration was retracted', () => {
  const wire = { command: 'RetractRecord', sources: cites('filing') };
  const gone: Line = { ...wire, targetCommandId: 'command-2', idempotencyKey: 'gone' };
  const back: Line = { ...wire, targetCommandId: 'gone' };

  test('takes along what rests on it, and gives it back when that is retracted', async () => {
    const rivals = async (...lines: readonly Line[]) =>
      (await dealCurrentAnswer(after(...lines), dealId))?.terms['deal.totalValue']?.rivals.length;
    expect(await rivals()).toBe(1);
    expect(await rivals(gone)).toBe(0);
    expect(await rivals(gone, back)).toBe(1);
  });
});

describe('share moves', () => {
  test('over one window that differ are an open conflict', async () => {
    expect(await disputes(move('a', 'XNAS', '100'), move('b', 'XNAS', '300'))).toEqual([
      ['value', 'open', 2],
    ]);
  });

  test('on two exchanges are of two listings, and no conflict', async () => {
    expect(await disputes(move('a', 'XNAS', '100'), move('b', 'XLON', '300'))).toEqual([]);
  });

  test('on an exchange that nobody names may be of the same listing', async () => {
    expect(await disputes(move('a', 'XNAS', '100'), move('b', 'unknown', '300'))).toEqual([
      ['value', 'open', 2],
    ]);
  });

  test('of which one was retracted were a conflict once', async () => {
    const retracted: Line = { command: 'RetractRecord', targetCommandId: 'b', sources: cites('wire') };
    expect(await disputes(move('a', 'XNAS', '100'), move('b', 'XNAS', '300'), retracted)).toEqual([
      ['value', 'retracted', 2],
    ]);
  });
});

describe('the capital stack', () => {
  const stackOf = async (...lines: readonly Line[]) => capitalStackAnswer(after(...lines), dealId);
  const announced: Line = {
    ...{
      command: 'AnnounceFinancing',
      financingId: 'financing_second',
      borrower: 'party_acme',
      funds: [dealId],
    },
    ...{ announcedOn: '2026-04-01', sources: cites('wire') },
  };
  const prepaid: Line = {
    ...{ command: 'AgreePrepayment', dealId, prepaymentId: 'p1', of: 'totalValue', sources: cites('wire') },
    share: { qualifier: 'exact', value: { bps: '2000' } },
  };

  test('tells an amount that nobody named from one that is not disclosed', async () => {
    const kinds = async (line: Line) =>
      (await stackOf(line))?.layers.find(({ financingId }) => financingId === 'financing_second')?.amount
        .kind;
    expect(await kinds(announced)).toBe('unknown');
    expect(await kinds({ ...announced, target: { qualifier: 'undisclosed' } })).toBe('undisclosed');
  });

  test('counts no equity as debt', async () => {
    const tranches = [{ trancheId: 'shares', instrument: 'commonEquity', commitment: usd('100') }];
    const closed: Line = {
      ...{
        command: 'CloseFinancing',
        financingId: 'financing_shares',
        borrower: 'party_acme',
        funds: [dealId],
      },
      ...{ closedOn: '2026-05-01', amount: usd('100'), tranches, sources: cites('wire') },
    };
    const derived = (await stackOf(prepaid, closed))?.derived.filter(
      ({ name }) => name === 'debtAndPrepayment',
    );
    expect(derived?.map(({ financingId }) => financingId)).toEqual(['financing_acme-gpu']);
  });

  test('takes off what was agreed, not what somebody tells of another prepayment', async () => {
    const told: Line = {
      ...{ command: 'ReportTerm', dealId, path: 'deal.prepayment.zz.amount', sources: cites('wire') },
      value: usd('5'),
    };
    const left = async (...lines: readonly Line[]) =>
      (await stackOf(...lines))?.derived.find(({ name }) => name === 'valueAfterPrepayment')?.result;
    expect(await left(prepaid, told)).toEqual(await left(prepaid));
  });
});
