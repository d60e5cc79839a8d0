import { describe, expect, test } from '@jest/globals';
import { recordedOf } from '@dealtrail/deals/history';
import type { Fact } from '../facts.ts';
import { storedEvents } from '../specify-view.ts';
import type { Past } from '../specify-view.ts';
import { dateText, summaryOf } from './summary.ts';

const summary = (past: Past): string => {
  const [event] = storedEvents([past]);
  if (event === undefined) throw new Error('one event makes one event');
  return summaryOf(recordedOf(event) as Fact);
};

const move = (change: Extract<Past, { type: 'StockMoveRecorded' }>['data']['change']): Past => ({
  type: 'StockMoveRecorded',
  streamId: 'deal_acme',
  data: {
    partyId: 'party_acme',
    listing: { ticker: 'ACME', mic: 'XNAS' },
    window: { session: 'premarket', measure: 'unspecified', tradingDate: 'unknown' },
    change,
  },
});

describe('the line of an event', () => {
  test('gives the words of the source where there are any', () => {
    expect(summary(move({ qualifier: 'nearly', value: { bps: '3000' }, asStated: 'nearly 30%' }))).toBe(
      'Share price of ACME: nearly 30% (session premarket, measure unspecified)',
    );
  });

  test('gives qualifier and value where the source gave no words: nearly stays nearly', () => {
    expect(summary(move({ qualifier: 'nearly', value: { bps: '3000' } }))).toContain('nearly 3000 bps');
    expect(summary(move({ qualifier: 'exact', value: { bps: '-1250' } }))).toContain(': -1250 bps');
    expect(summary(move({ qualifier: 'range', low: { bps: '10' }, high: { bps: '20' } }))).toContain(
      '10 bps to 20 bps',
    );
  });

  test('says of a term which it is and what is reported', () => {
    const data = { dealId: 'deal_acme', path: 'deal.term', value: { qualifier: 'undisclosed' } } as const;
    expect(summary({ type: 'TermReported', streamId: 'deal_acme', data })).toBe(
      'deal.term reported: undisclosed',
    );
  });

  test('tells a rating with its agency, known or not', () => {
    const data = {
      financingId: 'financing_acme',
      rating: { agency: 'UNKNOWN', symbol: 'A' },
      ratedOn: 'unknown',
    } as const;
    expect(summary({ type: 'FinancingRated', streamId: 'financing_acme', data })).toBe(
      'Financing rated A by UNKNOWN',
    );
  });
});

describe('a date in a line', () => {
  test('is as precise as it was recorded', () => {
    expect(dateText('2026-Q4')).toBe('2026-Q4');
    expect(dateText('unknown')).toBe('date unknown');
    expect(dateText({ asStated: 'today' })).toBe('"today"');
    expect(dateText({ notBefore: '2026-01', notAfter: '2026-06-02' })).toBe(
      'not before 2026-01, not after 2026-06-02',
    );
  });
});
