import { describe, expect, test } from '@jest/globals';
import { capitalStackAnswer } from '@dealtrail/views/capital-stack/capital-stack';
import { replayReader } from '@dealtrail/views/replay-reader';
import { acmeLines, cites, dealId, financingId, usd } from './acme-lines.ts';
import { recordAll } from './record.ts';
import type { Line } from './record.ts';

const stackAfter = async (...lines: readonly Line[]) => {
  const events = recordAll(lines);
  const basis = { ledgerId: 'main', position: events.length, effectiveAt: '2026-11-22' };
  return capitalStackAnswer(replayReader(events, basis), dealId);
};

const [unfunded, closing] = [acmeLines.slice(0, 8), acmeLines[8] as Line];
const share = (bps: string) => ({ qualifier: 'exact', value: { bps } });

const prepayment = (more: object): Line => ({
  ...{ command: 'AgreePrepayment', dealId, prepaymentId: 'p1', of: 'unspecified', sources: cites('wire') },
  ...more,
});

const coverage = (counts: readonly string[]): Line => ({
  ...{
    command: 'ReportTerm',
    financingId,
    path: 'financing.coverage',
    value: share('9600'),
    sources: cites('wire'),
  },
  measuredBy: { numerator: counts, denominator: 'GPU spend' },
});

describe('the capital stack', () => {
  test('has no layer where nobody tells of any money', async () => {
    expect((await stackAfter(...unfunded))?.layers).toEqual([]);
  });

  test('has one layer per tranche where several are named, equity among them', async () => {
    const tranches = [
      { trancheId: 'notes', instrument: 'seniorSecuredNotes', commitment: usd('500000000') },
      { trancheId: 'pref', instrument: 'preferredEquity', commitment: usd('300000000') },
    ];
    expect((await stackAfter(...unfunded, { ...closing, tranches }))?.layers).toMatchObject([
      {
        kind: 'debt',
        label: 'seniorSecuredNotes notes',
        amount: { kind: 'stated', figure: usd('500000000') },
      },
      { kind: 'equity', label: 'preferredEquity pref', amount: { kind: 'stated', figure: usd('300000000') } },
    ]);
  });

  test('derives a prepayment that is agreed as a share, and says what it assumes', async () => {
    const stack = await stackAfter(...unfunded, prepayment({ share: share('2000') }));
    expect(stack?.layers).toMatchObject([
      {
        ...{ kind: 'prepayment', prepaymentId: 'p1', basis: 'share of unspecified' },
        amount: { kind: 'derived', derived: { result: { amount: '240000000', currency: 'USD' } } },
      },
    ]);
    expect(stack?.derived[0]?.assumptions).toHaveLength(1);
  });

  test('takes a prepayment as stated where an amount is', async () => {
    const stack = await stackAfter(...unfunded, prepayment({ amount: usd('100000000') }));
    expect(stack?.layers).toMatchObject([
      { basis: 'amount', amount: { kind: 'stated', figure: usd('100000000') } },
    ]);
  });

  test('derives an amount for each of two prepayments: neither is a rival of the other', async () => {
    const second = { ...prepayment({ share: share('500') }), prepaymentId: 'p2' };
    const stack = await stackAfter(...unfunded, prepayment({ share: share('2000') }), second);
    expect(stack?.layers).toMatchObject([
      {
        prepaymentId: 'p1',
        amount: { kind: 'derived', derived: { result: { amount: '240000000', currency: 'USD' } } },
      },
      {
        prepaymentId: 'p2',
        amount: { kind: 'derived', derived: { result: { amount: '60000000', currency: 'USD' } } },
      },
    ]);
  });

  test('keeps an inexact share a share: nothing is calculated from it', async () => {
    const nearly = { qualifier: 'nearly', value: { bps: '2000' } };
    const stack = await stackAfter(...unfunded, prepayment({ share: nearly }));
    expect(stack?.layers).toMatchObject([{ amount: { kind: 'unknown', figure: nearly } }]);
  });

  test('names what a coverage counts, and derives the gap only as the source puts it', async () => {
    const alone = await stackAfter(...acmeLines, coverage(['this debt']));
    expect(alone?.coverage).toMatchObject([{ numerator: ['this debt'], denominator: 'GPU spend' }]);
    expect(alone?.layers.map(({ kind, basis }) => [kind, basis])).toEqual([
      ['debt', 'principal'],
      ['equity', 'impliedEquityGap'],
    ]);
    const together = await stackAfter(...acmeLines, coverage(['debt', 'prepayment']));
    expect(together?.layers.map(({ kind }) => kind)).toEqual(['debt']);
  });

  test('shows two coverages that count different things side by side', async () => {
    const stack = await stackAfter(...acmeLines, coverage(['this debt']), coverage(['debt', 'prepayment']));
    expect(stack?.coverage.map(({ numerator }) => numerator)).toEqual([
      ['this debt'],
      ['debt', 'prepayment'],
    ]);
  });

  test('shows equity as stated, by a claim or by the sources of funds', async () => {
    const sourcesOfFunds = [
      { kind: 'debt', amount: usd('800000000') },
      { kind: 'equity', amount: usd('50000000') },
    ];
    const listed = await stackAfter(...unfunded, { ...closing, sourcesOfFunds });
    expect(listed?.layers[1]).toMatchObject({
      kind: 'equity',
      amount: { figure: usd('50000000') },
      sources: cites('filing'),
    });
    const claimed = await stackAfter(...acmeLines, {
      ...{ command: 'ReportTerm', financingId, path: 'financing.equityContribution' },
      ...{ value: usd('60000000'), sources: cites('wire') },
    });
    expect(claimed?.layers[1]).toMatchObject({
      basis: 'equityContribution',
      amount: { figure: usd('60000000') },
    });
  });
});
