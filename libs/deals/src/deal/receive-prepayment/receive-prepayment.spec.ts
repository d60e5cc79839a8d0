import { accept } from '@dealtrail/event-sourcing/decider';
import { describe, expect, test } from '@jest/globals';
import { askOf, eventId, specifySlice } from '../../specify-slice.ts';
import {
  agreed,
  announced,
  dealId,
  elsewhere,
  ended,
  receipt,
  received,
  retracted,
  usd,
} from '../deal.examples.ts';
import { dealFrom } from '../deal.evolve.ts';
import { receivePrepayment } from './receive-prepayment.ts';
import type { ReceivePrepayment } from './receive-prepayment.ts';

const { given } = specifySlice(receivePrepayment, dealFrom, dealId);
const receive = (data: ReceivePrepayment = receipt) => askOf('ReceivePrepayment', data);
const fact = (data: ReceivePrepayment = receipt) => accept({ type: 'PrepaymentReceived', data });
const refused = (code: string, more: object = {}) => ({ outcome: 'rejected', rejection: { code, ...more } });
const of = (amount: string, more: Partial<ReceivePrepayment> = {}): ReceivePrepayment => ({
  ...receipt,
  amount: usd(amount),
  ...more,
});

describe('receiving a prepayment', () => {
  test('is recorded against its agreement, or before anybody recorded one', () => {
    expect(given(announced, agreed).when(receive())).toEqual(fact());
    expect(given(announced).when(receive())).toEqual(fact());
  });

  test('comes in as many instalments as there were, up to exactly what was agreed', () => {
    const second = of('150000000', { receivedOn: '2026-05' });
    expect(given(announced, agreed, received).when(receive(second))).toEqual(fact(second));
  });

  test('is dated by its receipt, in the stream of the deal', () => {
    expect(receivePrepayment.occurredOn(receipt)).toBe('2026-04');
    expect(receivePrepayment.stream(receipt)).toBe(dealId);
  });

  test('is still recorded after the end, where it may have come before', () => {
    expect(given(announced, ended('2026-04-01')).when(receive())).toEqual(fact());
  });

  test('in another currency than the value is possible while nobody recorded what was agreed', () => {
    const euros = { ...receipt, amount: { amount: '1', currency: 'EUR' } };
    expect(given(announced).when(receive(euros))).toEqual(fact(euros));
  });

  test('above a figure of no upper bound is possible', () => {
    const atLeast = {
      ...agreed,
      data: {
        dealId,
        prepaymentId: 'upfront',
        of: 'unspecified',
        amount: { qualifier: 'atLeast', value: usd('1') },
      },
    };
    expect(given(announced, atLeast).when(receive(of('900000000')))).toEqual(fact(of('900000000')));
  });
});

describe('a receipt is refused', () => {
  test('UNKNOWN_DEAL where nothing on record opens the deal', () => {
    expect(given().when(receive())).toMatchObject(refused('UNKNOWN_DEAL', { pointer: '/dealId' }));
  });

  test('CURRENCY_MISMATCH with the agreed amount, or with the value that a share was agreed of', () => {
    const euros = { ...receipt, amount: { amount: '1', currency: 'EUR' } };
    expect(given(announced, agreed).when(receive(euros))).toMatchObject(
      refused('CURRENCY_MISMATCH', { pointer: '/amount' }),
    );
    const amount = { qualifier: 'about', value: usd('200000000') };
    const asAmount = { ...agreed, data: { dealId, prepaymentId: 'upfront', of: 'unspecified', amount } };
    expect(given(announced, asAmount).when(receive(euros))).toMatchObject(refused('CURRENCY_MISMATCH'));
  });

  test('PREPAYMENT_EXCEEDS_VALUE above the agreed share, alone or with earlier instalments', () => {
    expect(given(announced, agreed).when(receive(of('200000000.01')))).toMatchObject(
      refused('PREPAYMENT_EXCEEDS_VALUE', { pointer: '/amount' }),
    );
    expect(given(announced, agreed, received).when(receive(of('150000001')))).toMatchObject(
      refused('PREPAYMENT_EXCEEDS_VALUE'),
    );
  });

  test('PREPAYMENT_EXCEEDS_VALUE above the whole value, whatever was agreed', () => {
    expect(given(announced).when(receive(of('1000000001')))).toMatchObject(
      refused('PREPAYMENT_EXCEEDS_VALUE'),
    );
    const other = of('950000001', { prepaymentId: 'second' });
    expect(given(announced, received).when(receive(other))).toMatchObject(
      refused('PREPAYMENT_EXCEEDS_VALUE'),
    );
  });

  test('NON_POSITIVE_AMOUNT for nothing or less', () => {
    expect(given(announced).when(receive(of('0')))).toMatchObject(
      refused('NON_POSITIVE_AMOUNT', { pointer: '/amount/amount' }),
    );
  });

  test('ALREADY_RECORDED from another source, pointing to CiteRecord', () => {
    const decision = given(announced, received).when({ ...receive(), sources: elsewhere });
    expect(decision).toMatchObject(refused('ALREADY_RECORDED', { other: eventId(2), pointer: '/sources/0' }));
    expect(JSON.stringify(decision)).toContain('CiteRecord');
  });

  test('DEAL_ENDED provably after the end', () => {
    expect(given(announced, ended('2026-03')).when(receive())).toMatchObject(
      refused('DEAL_ENDED', { pointer: '/receivedOn', other: eventId(2) }),
    );
  });
});

describe('a receipt stays quiet', () => {
  test('when the same is recorded from the same source', () => {
    expect(given(announced, received).when(receive())).toEqual(accept());
    expect(given(announced, received).when(receive(of('50000000.00')))).toEqual(accept());
  });
});

describe('a retracted receipt', () => {
  test('can be recorded again, and no longer counts', () => {
    const history = [announced, agreed, received, retracted(eventId(3))];
    expect(given(...history).when(receive())).toEqual(fact());
    expect(given(...history).when(receive(of('200000000')))).toEqual(fact(of('200000000')));
  });
});
