import type { Sample } from './process/contestant.ts';

const data = {
  dealId: 'deal-blue-owl-hyperion-campus',
  listing: { exchange: 'NASDAQ', symbol: 'IREN', currency: 'USD' },
  tradingDate: '2025-11-03',
  window: { from: '2025-10-31', to: '2025-11-03', measure: 'close-to-close' },
  close: '67.75',
  previousClose: '60.75',
  changePercent: '11.52',
  volume: '83250417',
  reason: {
    kind: 'announcement',
    text: 'The company announced a five-year agreement for GPU cloud services; the shares opened higher and held the gain to the close while the broad market was almost unchanged.',
  },
  comparedWith: [
    { index: 'NDX', changePercent: '0.44' },
    { index: 'SPX', changePercent: '0.17' },
  ],
};

const metadata = {
  actor: 'analyst:market-desk',
  correlationId: '0199f0a2-6f2e-7c51-9a43-5f0de2b0c9e4',
  sources: [{ sourceId: 'source-nasdaq-2025-11-03', locator: { kind: 'page', value: '4' }, said: 'exact' }],
};

/** About 600 bytes of data and 200 of metadata: a stock move as the domain records it. */
export const sample: Sample = {
  data,
  metadata,
  dataText: JSON.stringify(data),
  metadataText: JSON.stringify(metadata),
  payloadText: JSON.stringify({ ...metadata, data }),
};
