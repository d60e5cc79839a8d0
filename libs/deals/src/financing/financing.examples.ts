import type { Past } from '../specify-slice.ts';
import type { AnnounceFinancing } from './announce-financing/announce-financing.ts';
import type { CloseFinancing } from './close-financing/close-financing.ts';
import type { RateFinancing } from './rate-financing/rate-financing.ts';

/** What the specs of the financing slices speak of: one loan for one deal, and the events about our own record. */
export const financingId = 'financing_acme-gpu';

export const usd = (amount: string) => ({ amount, currency: 'USD' });
export const exactly = (amount: string) => ({ qualifier: 'exact', value: usd(amount) }) as const;

export const announcement: AnnounceFinancing = {
  financingId,
  borrower: 'party_acme',
  funds: ['deal_acme-globex-cloud'],
  target: { qualifier: 'upTo', value: usd('900000000') },
  announcedOn: '2026-05-04',
};

export const closing: CloseFinancing = {
  financingId,
  borrower: 'party_acme',
  funds: ['deal_acme-globex-cloud'],
  closedOn: { notAfter: '2026-06-02' },
  amount: exactly('800000000'),
};

export const rating: RateFinancing = {
  financingId,
  rating: { agency: 'UNKNOWN', symbol: 'A' },
  ratedOn: 'unknown',
};

export const announced: Past = { type: 'FinancingAnnounced', data: announcement };
export const closed: Past = { type: 'FinancingClosed', data: closing };
export const rated: Past = { type: 'FinancingRated', data: rating };

export const ended = (endedOn: string): Past => ({
  type: 'FinancingEnded',
  data: { financingId, endReason: 'repaid', endedOn },
});

export const retracted = (targetEventId: string): Past => ({
  type: 'RecordRetracted',
  data: { targetEventId },
});

/** A source that no other record of a spec cites. */
export const elsewhere = [{ sourceId: 'source_daily-wire' }] as const;
