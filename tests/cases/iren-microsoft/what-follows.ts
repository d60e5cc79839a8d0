import { beforeAll, describe, expect, test } from '@jest/globals';
import { ask } from '../../support/server.ts';
import { dealId, theCase, type RecordedCase } from './recorded-case.ts';

type Derived = {
  readonly name: string;
  readonly formula: string;
  readonly exact: string;
  readonly result: unknown;
  readonly inputs: readonly { readonly path: string; readonly claimEventId: string }[];
  readonly assumptions: readonly string[];
};
type Stack = { readonly layers: readonly { readonly kind: string }[]; readonly derived: readonly Derived[] };

let recorded: RecordedCase;
let stack: Stack;
beforeAll(async () => {
  recorded = await theCase();
  stack = await recorded.read<Stack>(`/v1/deals/${dealId}/capital-stack`);
}, 120_000);

const derived = (name: string): Derived | undefined => stack.derived.find((each) => each.name === name);
const usd = (amount: string) => ({ amount, currency: 'USD' });

describe('figures that follow from others', () => {
  test.each([
    ['D01', 'prepaymentAmount', '1940000000/1', usd('1940000000')],
    ['D02', 'annualisedValue', '1940000000/1', usd('1940000000')],
    ['D03', 'impliedCostDebtOnly', '11406250000/3', usd('3802083333.33')],
    ['D04', 'impliedEquityGap', '456250000/3', usd('152083333.33')],
    ['D05', 'impliedCostDebtAndPrepayment', '17468750000/3', usd('5822916666.67')],
    ['D06', 'financingShareOfValue', '365000/97', { bps: '3762.89' }],
    ['D07', 'debtAndPrepayment', '5590000000/1', usd('5590000000')],
    ['D08', 'valueAfterPrepayment', '7760000000/1', usd('7760000000')],
    ['D09', 'daysFromAnnouncementToClosing', '211/1', { count: 211, unit: 'day' }],
  ])('%s: %s is %s, exactly', (_, name, exact, result) => {
    expect(derived(name)).toMatchObject({ exact, result });
  });

  test('two that are equal by coincidence come from inputs of their own (rule 8)', () => {
    const inputs = (name: string) => derived(name)?.inputs.map(({ path }) => path);
    expect(inputs('prepaymentAmount')).toEqual(['deal.totalValue', 'deal.prepaymentShare']);
    expect(inputs('annualisedValue')).toEqual(['deal.totalValue', 'deal.term']);
  });

  test('what is assumed is said', () => {
    expect(derived('prepaymentAmount')?.assumptions.join()).toMatch(/no source says of what/);
    expect(derived('impliedCostDebtAndPrepayment')?.assumptions.join()).toMatch(
      /although its source names only/,
    );
  });

  test('each input names the claim that it was taken from', () => {
    const ids = new Set([...recorded.events.values()].map(({ eventId }) => eventId));
    for (const { inputs } of stack.derived) {
      expect(inputs.length).toBeGreaterThan(0);
      expect(inputs.every(({ claimEventId }) => ids.has(claimEventId))).toBe(true);
    }
  });
});

describe('asked again', () => {
  const views = ['', '/timeline', '/claims', '/capital-stack', '/stock-reactions'];

  test.each(views)(
    'the same basis gives the same bytes, whatever was recorded later: deals/<id>%s',
    async (view) => {
      const first = await ask<{ readonly basis: Readonly<Record<string, string | number>> }>(
        `${recorded.url}/v1/deals/${dealId}${view}?minPosition=${String(recorded.position)}`,
      );
      const { basis } = first.body;
      const later = await ask(`${recorded.url}/v1/commands/RetractSource`, {
        body: {
          sourceId: 'source_mining-press-iren-microsoft',
          sources: [{ sourceId: 'source_investx-iren-financing' }],
        },
      });
      expect([201, 200, 409]).toContain(later.status);
      const query = new URLSearchParams({
        asAt: `position:${String(basis['position'])}`,
        effectiveAt: String(basis['effectiveAt']),
        view: String(basis['view']),
        policy: String(basis['policy']),
      });
      const again = await ask(`${recorded.url}/v1/deals/${dealId}${view}?${query.toString()}`);
      expect(again.status).toBe(200);
      expect(again.text).toBe(first.text);
    },
  );
});
