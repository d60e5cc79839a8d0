import { describe, expect, test } from '@jest/globals';
import { capitalStackAnswer } from '@dealtrail/views/capital-stack/capital-stack';
import { claims } from '@dealtrail/views/claims/claims';
import { claimsAnswer } from '@dealtrail/views/claims/claims-answer';
import { listConflicts } from '@dealtrail/views/conflicts/list-conflicts';
import { dealCurrentAnswer } from '@dealtrail/views/deal-current/deal-answer';
import { listDeals } from '@dealtrail/views/deal-current/deal-list';
import { dealCurrent } from '@dealtrail/views/deal-current/deal-view';
import { financingAnswer } from '@dealtrail/views/financings/financing-answer';
import { listParties, partyAnswer } from '@dealtrail/views/parties/parties';
import type { Reader } from '@dealtrail/views/reader';
import { foldAll, replayReader } from '@dealtrail/views/replay-reader';
import { sourceAnswer } from '@dealtrail/views/sources/source-answer';
import { acmeLines, cites, dealId, financingId, retractFiling, usd } from './acme-lines.ts';
import { recordAll } from './record.ts';
import type { Line } from './record.ts';

const after = (lines: readonly Line[], basis: { position?: number; effectiveAt?: string } = {}): Reader => {
  const events = recordAll([...acmeLines, ...lines]);
  const { position = events.length, effectiveAt = '2026-11-22' } = basis;
  return replayReader(events, { ledgerId: 'main', position, effectiveAt });
};

const valueOf = async (reader: Reader) => (await dealCurrentAnswer(reader, dealId))?.terms['deal.totalValue'];

describe('the current state of a deal', () => {
  test('shows why a figure stands, who witnesses it, and what it prevailed over', async () => {
    const figure = await valueOf(after([]));
    expect(figure?.value).toEqual(usd('1200000000'));
    expect(figure?.because).toMatchObject({ step: 'f', witnesses: ['source_filing'] });
    expect(figure?.rivals).toMatchObject([{ value: usd('1500000000'), lostAt: 'f', sources: cites('wire') }]);
  });

  test('has another winner once the source of the first is retracted, although no row of the deal changed', async () => {
    const events = recordAll([...acmeLines, retractFiling]);
    const before = events.slice(0, -1);
    expect(foldAll(dealCurrent, events)).toEqual(foldAll(dealCurrent, before));
    expect(foldAll(claims, events)).toEqual(foldAll(claims, before));
    const figure = await valueOf(after([retractFiling]));
    expect(figure?.value).toEqual(usd('1500000000'));
    expect(figure?.rivals).toEqual([]);
  });

  test('has the first winner again once the retraction is retracted', async () => {
    const restored: Line = {
      command: 'RetractRecord',
      targetCommandId: 'retract-filing',
      sources: cites('wire'),
    };
    expect((await valueOf(after([retractFiling, restored])))?.value).toEqual(usd('1200000000'));
  });

  test('is as the ledger knew it at a position, whatever came later', async () => {
    const then = await dealCurrentAnswer(after([retractFiling], { position: 9 }), dealId);
    expect(then).toEqual(await dealCurrentAnswer(after([]), dealId));
    expect(await dealCurrentAnswer(after([], { position: 5 }), dealId)).toBeUndefined();
  });

  test('counts a repost and what it repeats as one witness', async () => {
    const answer = await dealCurrentAnswer(after([]), dealId);
    expect(answer?.terms['deal.announcedOn']?.because.witnesses).toEqual(['source_wire']);
  });

  test('dates a stage by the claim that stands, and has not reached it before', async () => {
    const answer = await dealCurrentAnswer(after([]), dealId);
    expect(answer).toMatchObject({ stage: 'announced', stages: [{ stage: 'announced', on: '2026-03-02' }] });
    const day = await dealCurrentAnswer(after([], { effectiveAt: '2026-03-01' }), dealId);
    expect(day?.stage).toBeNull();
  });

  test('names its parties as they were called on the day asked about', async () => {
    const renamed: Line = {
      ...{ command: 'RenameParty', partyId: 'party_acme', newName: 'Acme AI' },
      ...{ effectiveOn: '2026-09-01', sources: cites('filing') },
    };
    const nameOn = async (effectiveAt: string) =>
      (await dealCurrentAnswer(after([renamed], { effectiveAt }), dealId))?.parties[0]?.name;
    expect(await nameOn('2026-08-31')).toBe('Acme Compute Inc');
    expect(await nameOn('2026-09-01')).toBe('Acme AI');
  });

  test('has one class and every role that stands, whichever of announcement and signing says so', async () => {
    const other = 'deal_acme-site';
    const signed: Line = {
      ...{ command: 'SignDeal', dealId: other, signedOn: '2026-02-27', class: 'hosting' },
      ...{ sources: cites('filing'), parties: [{ partyId: 'party_acme', role: 'lessee' }] },
    };
    const announced = { ...(acmeLines[5] as Line), idempotencyKey: 'other', dealId: other };
    const reader = after([signed, announced]);
    const deal = await dealCurrentAnswer(reader, other);
    expect(deal?.class).toBe(deal?.terms['deal.class']?.value.value);
    expect(deal?.parties.map(({ role, partyId }) => [role, partyId])).toEqual([
      ['lessee', 'party_acme'],
      ['provider', 'party_acme'],
      ['customer', 'party_globex'],
    ]);
    const listed = async (dealClass: string) => {
      const page = await listDeals(reader, { class: dealClass }, { limit: 10, sort: 'dealId' });
      return page.items.map((each) => each.dealId);
    };
    expect(await listed('hosting')).toEqual([other]);
    expect(await listed('cloudServices')).toEqual([dealId]);
  });

  test('is not listed once its only opening is retracted, and can still be read', async () => {
    const gone: Line = { command: 'RetractRecord', targetCommandId: 'announce', sources: cites('wire') };
    const reader = after([gone]);
    expect((await listDeals(reader, {}, { limit: 10, sort: 'changed' })).items).toEqual([]);
    expect(await dealCurrentAnswer(reader, dealId)).toMatchObject({ title: null, class: null, stage: null });
  });

  test('shows payments with the prepayment they belong to, and relations from both sides', async () => {
    const other = 'deal_acme-initech';
    const answer = after([
      {
        ...{
          command: 'AgreePrepayment',
          dealId,
          prepaymentId: 'p1',
          of: 'totalValue',
          sources: cites('filing'),
        },
        share: { qualifier: 'exact', value: { bps: '2000' } },
      },
      {
        ...{ command: 'ReceivePrepayment', dealId, prepaymentId: 'p1', receivedOn: '2026-05-01' },
        ...{ amount: { amount: '1000000', currency: 'USD' }, sources: cites('filing') },
      },
      { ...(acmeLines[5] as Line), idempotencyKey: 'other', dealId: other, title: 'Another deal' },
      {
        command: 'RelateDeals',
        dealId: other,
        otherDealId: dealId,
        kind: 'expands',
        sources: cites('filing'),
      },
    ]);
    const deal = await dealCurrentAnswer(answer, dealId);
    expect(deal?.prepayments).toMatchObject([
      { prepaymentId: 'p1', received: [{ amount: { amount: '1000000' } }] },
    ]);
    expect(deal?.related).toMatchObject([{ otherDealId: other, kind: 'expands', direction: 'to' }]);
    expect((await dealCurrentAnswer(answer, other))?.related).toMatchObject([
      { otherDealId: dealId, direction: 'from' },
    ]);
  });
});

describe('a list of deals', () => {
  const found = async (reader: Reader, filters: Parameters<typeof listDeals>[1]) =>
    (await listDeals(reader, filters, { limit: 10, sort: 'changed' })).items.map((deal) => deal.dealId);

  test('filters by the value that stands, not by one that lost', async () => {
    const [low, high] = [
      { currency: 'USD', maxValue: '1300000000' },
      { currency: 'USD', minValue: '1300000000' },
    ];
    expect(await found(after([]), low)).toEqual([dealId]);
    expect(await found(after([]), high)).toEqual([]);
    expect(await found(after([retractFiling]), low)).toEqual([]);
    expect(await found(after([retractFiling]), high)).toEqual([dealId]);
    expect(await found(after([]), { currency: 'EUR', minValue: '0' })).toEqual([]);
  });

  test('filters by stage, class, party, announcement and change', async () => {
    const reader = after([]);
    expect(
      await found(reader, { stage: 'announced', class: 'cloudServices', party: 'party_globex' }),
    ).toEqual([dealId]);
    expect(await found(reader, { announcedFrom: '2026-03-01', announcedTo: '2026-03-31' })).toEqual([dealId]);
    expect(await found(reader, { announcedFrom: '2026-03-03' })).toEqual([]);
    expect(await found(reader, { stage: 'signed' })).toEqual([]);
    expect(await found(reader, { party: 'party_nobody' })).toEqual([]);
    expect(await found(reader, { changedSince: 7 })).toEqual([dealId]);
    expect(await found(reader, { changedSince: 8 })).toEqual([]);
  });
});

describe('the other answers', () => {
  test('claims: all of them with their witnesses, the conflict, and who says nothing', async () => {
    const answer = await claimsAnswer(after([]), dealId);
    const path = answer?.paths.find((each) => each.path === 'deal.totalValue');
    expect(path).toMatchObject({ subject: dealId, conflict: { class: 'value', state: 'open' } });
    expect(path?.claims.map(({ value }) => value)).toEqual([usd('1200000000'), usd('1500000000')]);
    expect(path?.witnesses).toEqual(['source_filing', 'source_wire']);
    const row = answer?.matrix.rows.find((each) => each.path === 'deal.totalValue');
    expect(row?.cells['source_blog']).toEqual({ says: 'silent' });
    expect(row?.cells['source_wire']).toMatchObject({ says: 'claims' });
  });

  test('conflicts: of the whole ledger, by class and state', async () => {
    const all = await listConflicts(after([]), {}, { limit: 10 });
    expect(all.items.map((each) => [each.class, each.state, each.path])).toEqual([
      ['date', 'subsumed', 'deal.announcedOn'],
      ['value', 'open', 'deal.totalValue'],
    ]);
    const open = await listConflicts(after([]), { state: 'open' }, { limit: 10 });
    expect(open.items.map((each) => each.class)).toEqual(['value']);
  });

  test('conflicts: page by page, each once', async () => {
    const reader = after([]);
    const first = await listConflicts(reader, {}, { limit: 1 });
    expect(first.items).toHaveLength(1);
    const second = await listConflicts(
      reader,
      {},
      { limit: 1, ...(first.next === null ? {} : { after: first.next }) },
    );
    expect(second).toMatchObject({ items: [{ class: 'value' }], next: null });
  });

  test('the capital stack: debt as stated, figures that follow with inputs and assumptions', async () => {
    const stack = await capitalStackAnswer(after([]), dealId);
    expect(stack?.layers).toMatchObject([
      { kind: 'debt', financingId, basis: 'principal', amount: { kind: 'stated', figure: usd('800000000') } },
    ]);
    const share = stack?.derived.find(({ name }) => name === 'financingShareOfValue');
    expect(share).toMatchObject({ result: { bps: '6666.67' }, exact: '20000/3' });
    expect(share?.inputs.map(({ path }) => path).toSorted()).toEqual(['deal.totalValue', 'financing.amount']);
  });

  test('a financing: its borrower by name, the deals it funds, its stage', async () => {
    expect(await financingAnswer(after([]), financingId)).toMatchObject({
      borrower: { partyId: 'party_acme', name: 'Acme Compute Inc' },
      funds: [dealId],
      stage: 'closed',
      stages: [{ stage: 'closed', on: '2026-06-01' }],
    });
  });

  test('a financing: each rating with its notch on the scale of its agency, none for an unnamed one', async () => {
    const rated = (agency: string, symbol: string): Line => ({
      ...{ command: 'RateFinancing', financingId, ratedOn: '2026-06-02', sources: cites('wire') },
      rating: { agency, symbol },
    });
    const answer = await financingAnswer(after([rated('SP', 'BBB-'), rated('UNKNOWN', 'A')]), financingId);
    expect(answer?.ratings.map(({ notch }) => notch)).toEqual([10, null]);
  });

  test('parties: found by any name, in any case and punctuation', async () => {
    const reader = after([
      {
        ...{ command: 'ReportTerm', partyId: 'party_globex', path: 'party.name', sources: cites('wire') },
        value: { qualifier: 'exact', value: 'Globex-Cloud' },
      },
    ]);
    const found = await listParties(reader, { name: 'globex cloud' }, { limit: 5 });
    expect(found.items.map(({ partyId, name }) => [partyId, name])).toEqual([
      ['party_globex', 'Globex Corporation'],
    ]);
    expect((await partyAnswer(reader, 'party_globex'))?.names.map(({ kind }) => kind)).toEqual([
      'legal',
      'alias',
    ]);
    expect(await partyAnswer(reader, 'party_nobody')).toBeUndefined();
  });

  test('sources: a repost speaks with the tier of what it repeats', async () => {
    expect(await sourceAnswer(after([retractFiling]), 'source_blog')).toMatchObject({
      ...{ tier: 'T5', effectiveTier: 'T3', roots: ['source_wire'], retracted: false },
    });
    expect(await sourceAnswer(after([retractFiling]), 'source_filing')).toMatchObject({ retracted: true });
  });

  test('nothing is answered about a deal that nobody recorded', async () => {
    const reader = after([]);
    expect(await claimsAnswer(reader, 'deal_nobody')).toBeUndefined();
    expect(await capitalStackAnswer(reader, 'deal_nobody')).toBeUndefined();
  });
});
