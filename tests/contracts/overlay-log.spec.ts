import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { connect } from '@dealtrail/ledger/connect';
import { openInMemoryLog } from '@dealtrail/ledger/in-memory-log';
import { openPostgresLog } from '@dealtrail/ledger/postgres-log';
import { testDatabase } from '../support/database.ts';
import { ledgerMaker } from './new-ledger.ts';
import { outcomeOf, probe, recorded, wholeLog } from './probe.ts';

const url = { scope: 'source.url', key: 'https://example.com/8k' };

describe('A log in memory over the one on PostgreSQL', () => {
  let open: {
    base: ReturnType<typeof openPostgresLog>;
    newLedger: () => Promise<string>;
    close: () => Promise<void>;
  };
  let ledgerId: string;
  beforeAll(async () => {
    const database = await testDatabase();
    const ledgers = ledgerMaker(database.ownerUrl);
    const pool = connect({ url: database.apiUrl });
    const base = openPostgresLog({ pool });
    const close = async () => {
      await base.close();
      await pool.end();
      await ledgers.close();
      await database.drop();
    };
    open = { base, newLedger: ledgers.newLedger, close };
  });
  beforeEach(async () => {
    ledgerId = await open.newLedger();
    await recorded(
      open.base,
      probe(ledgerId, { streamId: 'a', reserves: [url] }),
      probe(ledgerId, { streamId: 'b' }),
    );
  });
  afterAll(() => open.close());

  test('goes on where the base stands and leaves the base as it was', async () => {
    const overlay = openInMemoryLog({ base: open.base });
    await recorded(
      overlay,
      probe(ledgerId, { streamId: 'a', expectedVersion: 1 }),
      probe(ledgerId, { streamId: 'c' }),
    );
    expect(
      (await wholeLog(overlay, ledgerId)).map(({ streamId, version }) => `${streamId} ${String(version)}`),
    ).toEqual(['a 1', 'b 1', 'a 2', 'c 1']);
    expect((await overlay.readStream(ledgerId, 'a')).map(({ position }) => position)).toEqual([1, 3]);
    expect(
      (await overlay.readPage(ledgerId, { after: 1, limit: 2 })).map(({ position }) => position),
    ).toEqual([2, 3]);
    expect(await overlay.head(ledgerId)).toMatchObject({ position: 4 });
    expect(await open.base.head(ledgerId)).toMatchObject({ position: 2 });
  });

  test('judges by what the base holds: streams, commands, names', async () => {
    const overlay = openInMemoryLog({ base: open.base });
    const done = probe(ledgerId);
    await recorded(open.base, done);
    expect(await overlay.append(probe(ledgerId, { streamId: 'b' }))).toEqual({
      result: 'versionConflict',
      version: 1,
    });
    expect(await overlay.append(done)).toMatchObject({ result: 'replayed', outcome: { position: 3 } });
    expect(await overlay.append(probe(ledgerId, { reserves: [url] }))).toMatchObject({
      result: 'reserved',
      holder: 'a',
    });
    await recorded(overlay, probe(ledgerId, { streamId: 'a', expectedVersion: 1, releases: [url] }));
    await recorded(overlay, probe(ledgerId, { streamId: 'd', reserves: [url] }));
    expect([await overlay.holders(ledgerId, [url]), await open.base.holders(ledgerId, [url])]).toEqual([
      ['d'],
      ['a'],
    ]);
  });

  test('stays on the base as it stood at first touch, whatever is appended there meanwhile', async () => {
    const overlay = openInMemoryLog({ base: open.base });
    await overlay.head(ledgerId);
    await recorded(open.base, probe(ledgerId, { streamId: 'b', expectedVersion: 1 }));
    expect(await overlay.readStream(ledgerId, 'b')).toHaveLength(1);
    expect(
      outcomeOf(await overlay.append(probe(ledgerId, { streamId: 'b', expectedVersion: 1 }))),
    ).toMatchObject({
      position: 3,
    });
    expect(await wholeLog(overlay, ledgerId)).toHaveLength(3);
  });

  test('resolves instants below and above the seam', async () => {
    const overlay = openInMemoryLog({ base: open.base });
    await recorded(overlay, probe(ledgerId));
    for (const { position, recordedAt } of await wholeLog(overlay, ledgerId)) {
      expect(await overlay.positionAt(ledgerId, recordedAt)).toBe(position);
      expect(await overlay.recordedAt(ledgerId, position)).toBe(recordedAt);
    }
  });
});
