import { randomUUID } from 'node:crypto';
import type { OpenContestant } from '../process/contestant.ts';
import { percentile } from './percentile.ts';

const source = 'source_bench';

/** Over HTTP, one caller: announces a deal, then lists it as at the position it was told, and looks at it. */
export const open: OpenContestant = async ({ url, settings }) => {
  const headers = { authorization: `Bearer ${String(settings['key'])}`, 'content-type': 'application/json' };
  const ask = async (
    path: string,
    body?: object,
  ): Promise<{ readonly position: number; readonly ms: number }> => {
    const from = performance.now();
    const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
    const answer = await fetch(`${url}/v1/${path}`, init);
    const text = await answer.text();
    const ms = performance.now() - from;
    if (!answer.ok) throw new Error(`${path}: ${String(answer.status)} ${text}`);
    return { position: (JSON.parse(text) as { readonly position?: number }).position ?? 0, ms };
  };
  await ask('commands/RegisterSource', {
    ...{ sourceId: source, publisher: 'Acme', publishedAt: '2026-03-02T21:05:00Z', tier: 'T1' },
  });
  await ask('commands/RegisterParty', {
    partyId: 'party_bench',
    legalName: 'Acme',
    sources: [{ sourceId: source }],
  });
  return {
    run: async ({ seconds = 1 }) => {
      const [commands, things, lists]: readonly number[][] = [[], [], []];
      for (const until = performance.now() + seconds * 1_000; performance.now() < until;) {
        const dealId = `deal_b-${randomUUID()}`;
        const { position, ms } = await ask('commands/AnnounceDeal', {
          ...{ dealId, class: 'hosting', title: 'A deal', announcedOn: '2026-03-02' },
          ...{ parties: [{ partyId: 'party_bench', role: 'provider' }], sources: [{ sourceId: source }] },
        });
        commands?.push(ms);
        const least = `minPosition=${String(position)}`;
        things?.push(ms + (await ask(`deals/${dealId}?${least}`)).ms);
        lists?.push((await ask(`deals?limit=10&${least}`)).ms);
      }
      return {
        'command p99 ms': percentile(commands ?? [], 99),
        'write then read p99 ms': percentile(things ?? [], 99),
        'list p99 ms': percentile(lists ?? [], 99),
      };
    },
    close: () => Promise.resolve(),
  };
};
