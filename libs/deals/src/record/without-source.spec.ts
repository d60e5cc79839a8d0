import { describe, expect, test } from '@jest/globals';
import type { Recorded } from '../recorded.ts';
import { withoutSource } from './without-source.ts';

type Draft = Pick<Recorded, 'type' | 'streamId'> & {
  readonly eventId: string;
  readonly data?: object;
  readonly on?: readonly string[];
};

/** A ledger's events; `on`: whose word they rest on. */
const history = (...drafts: readonly Draft[]): readonly Recorded[] =>
  drafts.map(({ on = [], data = {}, ...draft }, index) => ({
    ...{ position: index + 1, version: 1, schemaVersion: 1, occurredOn: null, recordedAt: '', actor: 'a' },
    ...{ commandId: draft.eventId, correlationId: null, causationId: null, reason: null },
    modality: 'stated',
    ...draft,
    data,
    sources: on.map((name) => ({ sourceId: `source_${name}` })),
  })) as unknown as readonly Recorded[];

const deal = { streamId: 'deal_x' };
const announced: Draft = { ...deal, eventId: 'announced', type: 'DealAnnounced', on: ['wire', 'filing'] };
const told: Draft = { ...deal, eventId: 'told', type: 'TermReported', on: ['wire'] };
const about = (eventId: string, type: string, targetEventId: string, ...on: readonly string[]): Draft => ({
  ...{ ...deal, eventId, type, on, data: { targetEventId } },
});

const without = (...drafts: readonly Draft[]) => {
  const { history: stays, leftOut, lessened } = withoutSource(history(...drafts), 'source_wire');
  return {
    stays: stays.map(({ eventId }) => eventId),
    leftOut: leftOut.map(({ event, because }) => [event.eventId, because]),
    lessened,
    events: stays,
  };
};

describe('a history without a source', () => {
  test('lacks what the source itself is about, and what only it told', () => {
    const registered = { eventId: 'registered', type: 'SourceRegistered', streamId: 'source_wire' };
    expect(without(registered, announced, told)).toMatchObject({
      stays: ['announced'],
      leftOut: [
        ['registered', 'itself'],
        ['told', 'onlyWord'],
      ],
      lessened: ['announced'],
    });
  });

  test('keeps what others told too, on their word alone', () => {
    expect(without(announced).events[0]?.sources).toEqual([{ sourceId: 'source_filing' }]);
  });

  test('keeps what nobody was cited for: it is our own record', () => {
    const adopted = { ...deal, eventId: 'adopted', type: 'TermAdopted', data: { claimEventId: 'announced' } };
    expect(without(announced, adopted).stays).toEqual(['announced', 'adopted']);
  });

  test('keeps what another source was cited for later', () => {
    expect(without(told, about('cited', 'RecordCited', 'told', 'filing'))).toMatchObject({
      ...{ stays: ['told', 'cited'], lessened: ['told'] },
    });
  });

  test('does not keep it where that citation was retracted, and keeps it where the retraction is left out', () => {
    const cited = about('cited', 'RecordCited', 'told', 'filing');
    expect(without(told, cited, about('retracted', 'RecordRetracted', 'cited', 'filing')).leftOut).toEqual([
      ['told', 'onlyWord'],
      ['cited', 'dependent'],
      ['retracted', 'dependent'],
    ]);
    expect(without(told, cited, about('retracted', 'RecordRetracted', 'cited', 'wire')).stays).toEqual([
      'told',
      'cited',
    ]);
  });

  test('lacks what speaks of something left out, however far it goes', () => {
    const corrected = about('corrected', 'RecordCorrected', 'told', 'filing');
    const again = about('again', 'RecordRetracted', 'corrected', 'filing');
    const adopted = { ...deal, eventId: 'adopted', type: 'TermAdopted', data: { claimEventId: 'told' } };
    expect(without(announced, told, corrected, again, adopted).stays).toEqual(['announced']);
  });

  test('keeps what others told of a deal that only the source announced', () => {
    const alone = { ...announced, on: ['wire'] };
    const other = { ...told, eventId: 'other', on: ['filing'] };
    expect(without(alone, other).stays).toEqual(['other']);
  });

  test('lets sources that repeat it or draw on it stand for themselves', () => {
    const repost = {
      ...{ eventId: 'repost', type: 'SourceRegistered', streamId: 'source_blog' },
      data: { sourceId: 'source_blog', repostOf: 'source_wire', derivedFrom: ['source_wire'] },
    };
    const digest = {
      ...{ eventId: 'digest', type: 'SourceRegistered', streamId: 'source_digest' },
      data: { derivedFrom: ['source_wire', 'source_filing'] },
    };
    const { events, lessened } = without(repost, digest);
    expect(events.map(({ data }) => data)).toEqual([
      { sourceId: 'source_blog' },
      { derivedFrom: ['source_filing'] },
    ]);
    expect(lessened).toEqual(['repost', 'digest']);
  });

  test('does not learn of it by a correction of another source', () => {
    const registered = { eventId: 'registered', type: 'SourceRegistered', streamId: 'source_blog' };
    const change = (path: string, to: unknown) => ({ path, to });
    const corrected = (...changes: readonly object[]): Draft => ({
      ...{ eventId: 'corrected', type: 'RecordCorrected', streamId: 'source_blog', on: ['filing'] },
      data: { targetEventId: 'registered', changes },
    });
    const tier = change('tier', 'T1');
    const { events } = without(registered, corrected(change('repostOf', 'source_wire'), tier));
    expect(events[1]?.data).toEqual({ targetEventId: 'registered', changes: [tier] });
    const only = without(registered, corrected(change('repostOf', 'source_wire')));
    expect(only.leftOut).toEqual([['corrected', 'dependent']]);
    const listed = without(registered, corrected(change('derivedFrom', ['source_wire'])));
    expect(listed.events[1]?.data).toMatchObject({ changes: [{ path: 'derivedFrom', to: null }] });
  });

  test('lacks remarks on the source, and a share move keeps no link to what is left out', () => {
    const remark = {
      ...{ ...deal, eventId: 'remark', type: 'AssessmentRecorded', on: ['filing'] },
      data: { kind: 'sourceQuality', sourceId: 'source_wire' },
    };
    const move = {
      ...{ ...deal, eventId: 'move', type: 'StockMoveRecorded', on: ['filing'] },
      data: { attributedTo: 'told', listing: 'ACME' },
    };
    const { leftOut, events } = without(told, remark, move);
    expect(leftOut).toEqual([
      ['told', 'onlyWord'],
      ['remark', 'dependent'],
    ]);
    expect(events[0]?.data).toEqual({ listing: 'ACME' });
  });

  test('that never named the source is the same history, event by event', () => {
    const all = history({ ...announced, on: ['filing'] }, { ...told, on: [] });
    const { history: stays, leftOut, lessened } = withoutSource(all, 'source_wire');
    expect([stays.every((event, index) => event === all[index]), leftOut, lessened]).toEqual([true, [], []]);
  });
});
