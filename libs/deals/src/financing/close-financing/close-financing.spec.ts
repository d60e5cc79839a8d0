import { accept } from '@dealtrail/event-sourcing/decider';
import { describe, expect, test } from '@jest/globals';
import { askOf, eventId, specifySlice } from '../../specify-slice.ts';
import type { MoneyFigure } from '../../values/figure.ts';
import {
  announced,
  closed,
  closing,
  elsewhere,
  ended,
  exactly,
  financingId,
  retracted,
  usd,
} from '../financing.examples.ts';
import { financingFrom } from '../financing.evolve.ts';
import { closeFinancing } from './close-financing.ts';
import type { CloseFinancing } from './close-financing.ts';

const { given } = specifySlice(closeFinancing, financingFrom, financingId);
const close = (more: Partial<CloseFinancing> = {}) => askOf('CloseFinancing', { ...closing, ...more });
const fact = (more: Partial<CloseFinancing> = {}) =>
  accept({ type: 'FinancingClosed', data: { ...closing, ...more } });
const refused = (code: string, more: object = {}) => ({ outcome: 'rejected', rejection: { code, ...more } });

const tranches = (...commitments: readonly MoneyFigure[]): CloseFinancing['tranches'] =>
  commitments.map((commitment, index) => ({
    trancheId: `t${String(index)}`,
    instrument: 'privatePlacementNotes',
    commitment,
  }));
const about = (amount: string) => ({ qualifier: 'about', value: usd(amount) }) as const;
const undisclosed = { qualifier: 'undisclosed' } as const;

describe('closing a financing', () => {
  test('opens it where nobody recorded an announcement, or follows one', () => {
    expect(given().when(close())).toEqual(fact());
    expect(given(announced).when(close())).toEqual(fact());
  });

  test('of an open date stands beside whatever comes later', () => {
    const drawn = { type: 'TrancheDrawn', data: { financingId, trancheId: 'a', drawnOn: '2026-05' } };
    expect(given(drawn, ended('2026-05-20')).when(close())).toEqual(fact());
  });

  test('is dated by the closing, in the stream of the financing', () => {
    expect(closeFinancing.occurredOn(closing)).toEqual({ notAfter: '2026-06-02' });
    expect(closeFinancing.stream(closing)).toBe(financingId);
  });
});

describe('tranches may come to the amount', () => {
  test.each<[string, MoneyFigure, readonly MoneyFigure[]]>([
    ['exactly', exactly('3650000000'), [exactly('2100000000'), exactly('1550000000')]],
    ['exactly, in parts of a cent', exactly('0.3'), [exactly('0.1'), exactly('0.2')]],
    ['within what about leaves open', exactly('800'), [about('500'), about('310')]],
    ['up to a ceiling', exactly('800'), [{ qualifier: 'upTo', value: usd('900') }]],
    ['whatever an undisclosed one is', exactly('800'), [exactly('300'), undisclosed]],
    ['of an undisclosed amount', undisclosed, [exactly('300')]],
    [
      'in another currency, which is not compared',
      exactly('800'),
      [{ qualifier: 'exact', value: { amount: '1', currency: 'EUR' } }],
    ],
  ])('%s', (_, amount, commitments) => {
    const more = { amount, tranches: tranches(...commitments) };
    expect(given().when(close(more))).toEqual(fact(more));
  });
});

describe('a closing is refused', () => {
  test.each<[string, MoneyFigure, readonly MoneyFigure[]]>([
    ['less', exactly('800'), [exactly('500'), exactly('299.99999999')]],
    ['more', exactly('800'), [exactly('500'), exactly('300.00000001')]],
    ['less than about leaves open', exactly('800'), [about('500'), about('250')]],
    ['more, though one is undisclosed', exactly('800'), [exactly('801'), undisclosed]],
    ['exactly what over leaves out', { qualifier: 'over', value: usd('800') }, [exactly('800')]],
  ])('TRANCHES_DO_NOT_SUM where they come to %s', (_, amount, commitments) => {
    expect(given().when(close({ amount, tranches: tranches(...commitments) }))).toMatchObject(
      refused('TRANCHES_DO_NOT_SUM', { pointer: '/tranches' }),
    );
  });

  test('SOURCES_USES_UNBALANCED where a complete table of exact lines does not balance', () => {
    const more: Partial<CloseFinancing> = {
      complete: true,
      sourcesOfFunds: [
        { kind: 'debt', amount: exactly('800') },
        { kind: 'equity', amount: exactly('200') },
      ],
      usesOfFunds: [{ kind: 'capex', amount: exactly('999') }],
    };
    expect(given().when(close(more))).toMatchObject(
      refused('SOURCES_USES_UNBALANCED', { pointer: '/usesOfFunds' }),
    );
  });

  test('NON_POSITIVE_AMOUNT for any amount of nothing', () => {
    const nothing = exactly('0');
    for (const [more, pointer] of [
      [{ amount: nothing }, '/amount/value/amount'],
      [{ netProceeds: nothing }, '/netProceeds/value/amount'],
      [{ tranches: tranches(nothing) }, '/tranches/0/commitment/value/amount'],
      [{ sourcesOfFunds: [{ kind: 'debt', amount: nothing }] }, '/sourcesOfFunds/0/amount/value/amount'],
      [{ usesOfFunds: [{ kind: 'fees', amount: nothing }] }, '/usesOfFunds/0/amount/value/amount'],
    ] as const)
      expect(given().when(askOf('CloseFinancing', { ...closing, ...more } as CloseFinancing))).toMatchObject(
        refused('NON_POSITIVE_AMOUNT', { pointer }),
      );
  });

  test('STAGE_ALREADY_RECORDED with other fields, pointing to ReportTerm and CorrectRecord', () => {
    const decision = given(closed).when(close({ closedOn: '2026-06-01' }));
    expect(decision).toMatchObject(refused('STAGE_ALREADY_RECORDED', { other: eventId(1) }));
    expect(JSON.stringify(decision)).toMatch(/ReportTerm.*CorrectRecord/);
  });

  test('STAGE_ALREADY_RECORDED from another source, pointing to CiteRecord', () => {
    const decision = given(closed).when({ ...close(), sources: elsewhere });
    expect(decision).toMatchObject(
      refused('STAGE_ALREADY_RECORDED', { other: eventId(1), pointer: '/sources/0' }),
    );
    expect(JSON.stringify(decision)).toContain('CiteRecord');
  });

  test('OUT_OF_ORDER_DATE provably before the announcement or after a draw', () => {
    expect(given(announced).when(close({ closedOn: { notAfter: '2026-05-03' } }))).toMatchObject(
      refused('OUT_OF_ORDER_DATE', { pointer: '/closedOn', other: eventId(1) }),
    );
    const drawn = { type: 'TrancheDrawn', data: { financingId, trancheId: 'a', drawnOn: '2026-05' } };
    expect(given(drawn).when(close({ closedOn: '2026-06' }))).toMatchObject(refused('OUT_OF_ORDER_DATE'));
  });

  test('FINANCING_ENDED provably after the end', () => {
    expect(given(ended('2026-05')).when(close({ closedOn: '2026-06' }))).toMatchObject(
      refused('FINANCING_ENDED', { pointer: '/closedOn', other: eventId(1) }),
    );
  });
});

describe('sources and uses are not judged', () => {
  const sourcesOfFunds: CloseFinancing['sourcesOfFunds'] = [{ kind: 'debt', amount: exactly('800') }];
  test.each<[string, Partial<CloseFinancing>]>([
    ['unless they are said to be complete', { usesOfFunds: [{ kind: 'capex', amount: exactly('5') }] }],
    ['unless every line is exact', { complete: true, usesOfFunds: [{ kind: 'capex', amount: about('5') }] }],
    ['with one side alone', { complete: true }],
    [
      'across currencies',
      {
        complete: true,
        usesOfFunds: [
          { kind: 'capex', amount: { qualifier: 'exact', value: { amount: '5', currency: 'EUR' } } },
        ],
      },
    ],
    ['when they balance', { complete: true, usesOfFunds: [{ kind: 'capex', amount: exactly('800.00') }] }],
  ])('%s', (_, more) => {
    const whole = { sourcesOfFunds, ...more };
    expect(given().when(close(whole))).toEqual(fact(whole));
  });
});

describe('a closing stays quiet', () => {
  test('when the same is recorded from the same source', () => {
    expect(given(closed).when(close())).toEqual(accept());
  });
});

describe('a retracted closing', () => {
  test('can be recorded again, with other fields', () => {
    const more = { closedOn: '2026-06-01' };
    expect(given(closed, retracted(eventId(1))).when(close(more))).toEqual(fact(more));
  });
});

describe('the fields of a closing', () => {
  const faults = (body: object) =>
    closeFinancing.fields.safeParse(body).error?.issues.map(({ path }) => path.join('.'));

  test('need the borrower, the deals, a date and the principal', () => {
    expect(faults({ financingId })).toEqual(['borrower', 'funds', 'closedOn', 'amount']);
  });

  test('tell sources of funds from uses: a guarantee is neither', () => {
    const line = (kind: string) => [{ kind, amount: exactly('1') }];
    expect(faults({ ...closing, sourcesOfFunds: line('capex') })).toEqual(['sourcesOfFunds.0.kind']);
    expect(faults({ ...closing, usesOfFunds: line('debt') })).toEqual(['usesOfFunds.0.kind']);
    expect(faults({ ...closing, sourcesOfFunds: line('guarantee') })).toEqual(['sourcesOfFunds.0.kind']);
  });
});
