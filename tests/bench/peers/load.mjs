import { randomUUID } from 'node:crypto';
import autocannon from 'autocannon';

const connections = 64;
const hotDeals = 100;
const date = '2026-03-02';
const cited = [{ sourceId: 'source_bench', locator: 'Item 1.01' }];

const deal = (dealId) => ({
  dealId,
  class: 'cloudServices',
  title: 'Acme to supply Globex with AI cloud capacity',
  parties: [
    { partyId: 'party_acme', role: 'provider' },
    { partyId: 'party_globex', role: 'customer' },
  ],
  announcedOn: date,
  terms: {
    totalValue: {
      qualifier: 'exact',
      value: { amount: '1200000000', currency: 'USD' },
      asStated: '$1.2 billion',
    },
    term: { qualifier: 'exact', value: { count: 5, unit: 'year' } },
  },
  modality: 'company',
  sources: cited,
});

/** Each with another change, so that none is old news. */
const move = (dealId, nth) => ({
  dealId,
  partyId: 'party_acme',
  listing: { mic: 'XNAS', ticker: 'ACME' },
  change: { qualifier: 'exact', value: { bps: String(nth) } },
  window: { session: 'premarket', measure: 'unspecified', tradingDate: '2026-03-03' },
  sources: cited,
});

const registered = [
  [
    'RegisterSource',
    {
      sourceId: 'source_bench',
      publisher: 'Acme Compute',
      title: 'Form 8-K',
      url: 'https://example.com/8k',
      publishedAt: '2026-03-02T21:05:00Z',
      tier: 'T1',
    },
  ],
  ['RegisterParty', { partyId: 'party_acme', legalName: 'Acme Compute Inc', sources: cited }],
  ['RegisterParty', { partyId: 'party_globex', legalName: 'Globex Corporation', sources: cited }],
];

/** 64 connections, each sending its next command once the last is answered; every answer must be a success. */
export const open = async ({ url, settings }) => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${settings.key}` };
  const send = async (name, body) => {
    const answer = await fetch(`${url}/v1/commands/${name}`, {
      method: 'POST',
      // Kept open, it could be closed by the server in the moment of its next use.
      headers: { ...headers, connection: 'close' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${name}: ${await answer.text()}`);
  };
  const load = async (seconds, name, next) => {
    const { duration, non2xx, errors, ...result } = await autocannon({
      url,
      connections,
      duration: seconds,
      requests: [
        {
          method: 'POST',
          path: `/v1/commands/${name}`,
          // Headers of its own: autocannon adds the body's length to them.
          setupRequest: (request) => ({ ...request, headers: { ...headers }, body: JSON.stringify(next()) }),
        },
      ],
    });
    if (non2xx > 0 || errors > 0) throw new Error(`${name}: ${non2xx} refused, ${errors} failed`);
    return { 'commands/s': result['2xx'] / duration };
  };
  if (settings.isEcho !== 1) for (const [name, body] of registered) await send(name, body);
  const hot = async () => {
    const ids = Array.from({ length: hotDeals }, () => `deal_${randomUUID()}`);
    if (settings.isEcho !== 1) await Promise.all(ids.map((id) => send('AnnounceDeal', deal(id))));
    return ids;
  };
  const runs = {
    announce: ({ seconds }) => load(seconds, 'AnnounceDeal', () => deal(`deal_${randomUUID()}`)),
    /** On deals that are new in each round, so that none starts with longer histories than another. */
    moves: async ({ seconds }) => {
      const ids = await hot();
      let nth = 0;
      return await load(seconds, 'RecordStockMove', () => {
        nth += 1;
        return move(ids[nth % hotDeals], nth);
      });
    },
  };
  return { run: (job) => runs[job.run](job), close: () => Promise.resolve() };
};
