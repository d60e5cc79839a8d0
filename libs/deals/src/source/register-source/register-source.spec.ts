import { accept } from '@dealtrail/event-sourcing/decider';
import { describe, expect, test } from '@jest/globals';
import { askOf, eventId, recordedAs, specifySlice } from '../../specify-slice.ts';
import { sourceFrom } from '../source.state.ts';
import { registerSource, type SourceRegistered } from './register-source.ts';

const filing: SourceRegistered = {
  sourceId: 'source_acme-8k',
  publisher: 'Acme Compute',
  title: 'Form 8-K',
  url: 'https://example.com/8k',
  publishedAt: '2026-03-02T21:05:00Z',
  tier: 'T1',
  seen: true,
};
const { given } = specifySlice(registerSource, sourceFrom, 'source_acme-8k');
const register = (more: Partial<SourceRegistered> = {}) =>
  askOf('RegisterSource', { ...filing, ...more }, { sources: [] });
const registered = { type: 'SourceRegistered', data: filing, sources: [] };
const retracted = (position: number) => ({
  type: 'RecordRetracted',
  data: { targetEventId: eventId(position) },
});

describe('registering a source', () => {
  test('produces the registration', () => {
    expect(given().when(register())).toEqual(accept({ type: 'SourceRegistered', data: filing }));
  });
  test('may say that the source is known only through another', () => {
    expect(given().when(register({ seen: false }))).toMatchObject({ events: [{ data: { seen: false } }] });
  });
  test('a registration that was retracted can be made anew', () => {
    expect(given(registered, retracted(1)).when(register({ tier: 'T2' }))).toMatchObject({
      outcome: 'accepted',
    });
  });
});

describe('registering a source again', () => {
  test('with the same fields stays quiet', () => {
    expect(given(registered).when(register())).toEqual(accept());
  });
  test('with other fields is refused and points to the registration', () => {
    expect(given(registered).when(register({ tier: 'T3' }))).toMatchObject({
      rejection: { code: 'SOURCE_ALREADY_REGISTERED', other: eventId(1) },
    });
  });
  test('is judged by what was corrected, not by what was typed', () => {
    const correction = {
      type: 'RecordCorrected',
      data: { targetEventId: eventId(1), changes: [{ path: 'tier', to: 'T2' }] },
    };
    expect(given(registered, correction).when(register({ tier: 'T2' }))).toEqual(accept());
  });
});

describe('a source that would go back to itself', () => {
  test('is refused when it names itself', () => {
    expect(given().when(register({ repostOf: 'source_acme-8k' }))).toMatchObject({
      rejection: { code: 'REPOST_CYCLE', pointer: '/repostOf' },
    });
  });
  test('is refused when it draws on itself', () => {
    expect(given().when(register({ derivedFrom: ['source_acme-8k'] }))).toMatchObject({
      rejection: { code: 'REPOST_CYCLE', pointer: '/derivedFrom' },
    });
  });

  const origin = (sourceId: SourceRegistered['sourceId'], repostOf?: SourceRegistered['sourceId']) =>
    recordedAs(sourceId, [{ type: 'SourceRegistered', data: { ...filing, sourceId, repostOf } }]);
  const again = given(registered, retracted(1));

  test('asks for the origins it has not read', () => {
    expect(again.when(register({ repostOf: 'source_wire' }))).toEqual({
      outcome: 'needs',
      streamIds: ['source_wire'],
    });
  });
  test('follows the chain to its end', () => {
    const streams = new Map([['source_wire', origin('source_wire', 'source_desk')]]);
    expect(again.when(register({ repostOf: 'source_wire' }), { streams })).toEqual({
      outcome: 'needs',
      streamIds: ['source_desk'],
    });
  });
  test('is refused wherever the chain closes', () => {
    const streams = new Map([
      ['source_wire', origin('source_wire', 'source_desk')],
      ['source_desk', origin('source_desk', 'source_acme-8k')],
    ]);
    expect(again.when(register({ repostOf: 'source_wire' }), { streams })).toMatchObject({
      rejection: { code: 'REPOST_CYCLE' },
    });
  });
  test('a chain that ends elsewhere is no circle', () => {
    const streams = new Map([['source_wire', origin('source_wire')]]);
    expect(again.when(register({ repostOf: 'source_wire' }), { streams })).toMatchObject({
      outcome: 'accepted',
    });
  });
});
