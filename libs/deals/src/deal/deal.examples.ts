import type { Past } from '../specify-slice.ts';
import type { AgreePrepayment } from './agree-prepayment/agree-prepayment.ts';
import type { AnnounceDeal } from './announce-deal/announce-deal.ts';
import type { ReceivePrepayment } from './receive-prepayment/receive-prepayment.ts';
import type { SignDeal } from './sign-deal/sign-deal.ts';

/** What the specs of the deal slices speak of: one contract, its prepayment, and the events about our own record. */
export const dealId = 'deal_acme-globex-cloud';

export const usd = (amount: string) => ({ amount, currency: 'USD' });

export const announcement: AnnounceDeal = {
  dealId,
  class: 'cloudServices',
  title: 'Acme to supply Globex with AI cloud capacity',
  parties: [
    { partyId: 'party_acme', role: 'provider' },
    { partyId: 'party_globex', role: 'customer' },
  ],
  announcedOn: '2026-03-02',
  terms: { totalValue: { qualifier: 'exact', value: usd('1000000000') } },
};

export const signing: SignDeal = { dealId, signedOn: '2026-03-01' };

/** A signing that opens its deal, because nobody recorded an announcement. */
export const openingSigning: SignDeal = {
  ...signing,
  class: announcement.class,
  parties: announcement.parties,
};

export const prepayment: AgreePrepayment = {
  dealId,
  prepaymentId: 'upfront',
  share: { qualifier: 'exact', value: { bps: '2000' } },
  of: 'totalValue',
};

export const receipt: ReceivePrepayment = {
  dealId,
  prepaymentId: 'upfront',
  amount: usd('50000000'),
  receivedOn: '2026-04',
};

export const announced: Past = { type: 'DealAnnounced', data: announcement };
export const signed: Past = { type: 'DealSigned', data: signing };
export const agreed: Past = { type: 'PrepaymentAgreed', data: prepayment };
export const received: Past = { type: 'PrepaymentReceived', data: receipt };

export const ended = (endedOn: string): Past => ({
  type: 'DealEnded',
  data: { dealId, endReason: 'terminated', endedOn },
});

export const retracted = (targetEventId: string): Past => ({
  type: 'RecordRetracted',
  data: { targetEventId },
});

export const corrected = (targetEventId: string, path: string, to: unknown): Past => ({
  type: 'RecordCorrected',
  data: { targetEventId, changes: [{ path, to }] },
});

/** A recorded fact whose source is not the one that every other record of a spec cites. */
export const elsewhere = [{ sourceId: 'source_daily-wire' }] as const;
