import { beforeEach, describe, expect, test } from '@jest/globals';
import type { EventLog } from '@dealtrail/event-sourcing/log';
import { openInMemoryLog } from '@dealtrail/ledger/in-memory-log';
import { roundsMax, streamsMax } from './decide-on.ts';
import { openDoor } from './door.ts';
import type { Answered } from './answer.ts';

type Body = Readonly<Record<string, unknown>>;

let log: EventLog;
let send: (name: string, body: Body, commandId?: string) => Promise<Answered>;

beforeEach(() => {
  log = openInMemoryLog();
  const door = openDoor(log);
  send = (name, value, commandId) =>
    door({
      ...{ ledgerId: 'main', actor: 'Ada', name, commandId },
      ...{ body: { value, faults: [] }, expectedVersion: undefined, dryRun: false },
    });
});

const source = (id: string, lineage: Body = {}): Body => ({
  ...{ sourceId: `source_${id}`, publisher: 'Acme Compute', publishedAt: 'unknown', tier: 'T5' },
  ...lineage,
});
const register = (id: string, lineage?: Body) => send('RegisterSource', source(id, lineage));
const because = { reason: 'typing error', sources: [{ sourceId: 'source_1' }] };

/** `source_1` repeats nothing, each after it repeats the one before; gives back the first registration's event. */
const chain = async (length: number, first: Body = {}): Promise<void> => {
  for (let index = 1; index <= length; index++)
    await register(String(index), index === 1 ? first : { repostOf: `source_${String(index - 1)}` });
};

/** A registration that was taken back: only a source that is known already can close a circle. */
const takeBack = async (id: string): Promise<void> => {
  const { answer } = await register(id);
  await send('RetractRecord', { targetEventId: answer.events[0]?.eventId, ...because });
};

describe('a source that goes far back', () => {
  test('is followed over a named number of documents, and refused beyond', async () => {
    await chain(roundsMax + 1);
    await takeBack('x');
    await expect(register('x', { repostOf: `source_${String(roundsMax + 1)}` })).rejects.toMatchObject({
      problem: { code: 'REPOST_CYCLE', status: 422, errors: [{ pointer: '/repostOf' }] },
    });
    expect(await register('x', { repostOf: `source_${String(roundsMax)}` })).toMatchObject({ status: 201 });
  });

  test('is found out wherever the circle closes', async () => {
    await register('1');
    await takeBack('x');
    await register('2', { repostOf: 'source_x' });
    for (let index = 3; index < 20; index++)
      await register(String(index), { repostOf: `source_${String(index - 1)}` });
    await expect(register('x', { repostOf: 'source_19' })).rejects.toMatchObject({
      problem: { code: 'REPOST_CYCLE', other: 'source_x' },
    });
  });

  test('is told of the change that reaches too far, where it comes in by a correction', async () => {
    await chain(roundsMax + 1);
    const { answer } = await register('x', { repostOf: 'source_1' });
    const change = { path: 'repostOf', to: `source_${String(roundsMax + 1)}` };
    const correction = { targetEventId: answer.events[0]?.eventId, changes: [change], ...because };
    await expect(send('CorrectRecord', correction)).rejects.toMatchObject({
      problem: { code: 'REPOST_CYCLE', errors: [{ pointer: '/changes' }] },
    });
  });

  test('over more documents than one decision may look at is refused, not broken', async () => {
    await register('1');
    const each = 50;
    for (let digest = 0; digest * each < streamsMax; digest++) {
      const ids = Array.from({ length: each }, (_, index) => `${String(digest)}-${String(index)}`);
      for (const id of ids) await register(id);
      await register(`digest-${String(digest)}`, { derivedFrom: ids.map((id) => `source_${id}`) });
    }
    await takeBack('x');
    const digests = Array.from(
      { length: Math.ceil(streamsMax / each) },
      (_, digest) => `source_digest-${String(digest)}`,
    );
    await expect(register('x', { derivedFrom: digests })).rejects.toMatchObject({
      problem: { code: 'REPOST_CYCLE', errors: [{ pointer: '/derivedFrom' }] },
    });
    expect(await register('x', { derivedFrom: digests.slice(1) })).toMatchObject({ status: 201 });
  });
});

describe('a refusal names the field that was sent', () => {
  const retracted = async (): Promise<string> => {
    await register('1');
    const { answer } = await send('RegisterSource', source('2'), 'the-second');
    const eventId = answer.events[0]?.eventId ?? '';
    await send('RetractRecord', { targetEventId: eventId, ...because });
    return eventId;
  };

  test.each([
    ['targetEventId', 'TARGET_ALREADY_RETRACTED'],
    ['targetCommandId', 'TARGET_ALREADY_RETRACTED'],
  ])('%s', async (field, code) => {
    const eventId = await retracted();
    const target = field === 'targetEventId' ? eventId : 'the-second';
    const again = { [field]: target, ...because, sources: [{ sourceId: 'source_1', locator: 'p. 2' }] };
    await expect(send('RetractRecord', again)).rejects.toMatchObject({
      problem: { code, errors: [{ pointer: `/${field}` }] },
    });
  });

  test.each(['claimEventId', 'claimCommandId'])('%s', async (field) => {
    const eventId = await retracted();
    const adoption = { path: 'deal.title', rationale: 'it is the filing', sources: because.sources };
    const claim = field === 'claimEventId' ? eventId : 'the-second';
    await expect(send('AdoptTerm', { ...adoption, [field]: claim })).rejects.toMatchObject({
      problem: { code: 'TARGET_RETRACTED', errors: [{ pointer: `/${field}` }] },
    });
  });

  test('attributedToCommandId, where no such command recorded anything', async () => {
    const move = {
      ...{ partyId: 'party_acme', listing: { mic: 'XNAS', ticker: 'ACME' }, sources: because.sources },
      change: { qualifier: 'nearly', value: { bps: '3000' }, asStated: 'nearly 30%' },
      window: { session: 'premarket', measure: 'unspecified', tradingDate: '2026-03-03' },
    };
    await expect(
      send('RecordStockMove', { ...move, dealId: 'deal_a', attributedToCommandId: 'nobody' }),
    ).rejects.toMatchObject({
      problem: { code: 'UNKNOWN_EVENT', errors: [{ pointer: '/attributedToCommandId' }] },
    });
  });
});

describe('a name that another source holds is told where it stands', () => {
  const url = 'https://example.com/8k';
  const duplicate = (pointer: string) => ({
    problem: { code: 'SOURCE_DUPLICATE', status: 409, other: 'source_1', errors: [{ pointer }] },
  });

  test('in a registration and in a correction', async () => {
    await register('1', { url });
    await expect(register('2', { url })).rejects.toMatchObject(duplicate('/url'));
    await send('RegisterSource', source('2'), 'the-second');
    const changes = [
      { path: 'title', to: 'Form 8-K' },
      { path: 'url', to: url },
    ];
    await expect(
      send('CorrectRecord', { targetCommandId: 'the-second', changes, ...because }),
    ).rejects.toMatchObject(duplicate('/changes/1/to'));
  });

  test('in a retraction that would bring it back, by the field that was sent', async () => {
    await register('3');
    await send('RegisterSource', { ...source('2'), url }, 'the-second');
    const sources = [{ sourceId: 'source_3' }];
    await send('RetractRecord', { targetCommandId: 'the-second', sources }, 'taken-back');
    await register('1', { url });
    await expect(send('RetractRecord', { targetCommandId: 'taken-back', sources })).rejects.toMatchObject(
      duplicate('/targetCommandId'),
    );
  });
});

test('what is missing only because nothing opens the deal is answered like any fault of form', async () => {
  await register('1');
  const signing = { dealId: 'deal_a', signedOn: '2026-03-02', sources: because.sources };
  const fault = (pointer: string) => ({ code: 'MISSING_FIELD', pointer });
  await expect(send('SignDeal', signing)).rejects.toMatchObject({
    problem: { code: 'INVALID_FIELDS', status: 400, errors: [fault('/class'), fault('/parties')] },
  });
  await expect(send('SignDeal', { ...signing, class: 'lease' })).rejects.toMatchObject({
    problem: { code: 'MISSING_FIELD', status: 400, errors: [fault('/parties')] },
  });
});
