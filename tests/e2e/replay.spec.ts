import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client } from 'pg';
import { acmeCase, acmeDeal, acmeSource } from '../support/acme.ts';
import { testDatabase } from '../support/database.ts';
import type { TestDatabase } from '../support/database.ts';
import { adminKey, ask, startApi, startWorker } from '../support/server.ts';
import type { Running } from '../support/server.ts';
import { rebuildAll } from '../questions/keep-answers.ts';
import { dealtrail, removeFolders, temporaryFolder } from './cli-harness.ts';

const { dealId } = acmeDeal;
const wire = { sourceId: 'source_wire', publisher: 'A wire', publishedAt: '2026-03-03', tier: 'T3' };
const onWire = [{ sourceId: wire.sourceId }];
const reported = {
  ...{ dealId, path: 'deal.totalValue', sources: onWire },
  value: { qualifier: 'over', value: { amount: '1300000000', currency: 'USD' } },
};
const other = {
  ...acmeDeal,
  ...{ dealId: 'deal_only-wire', title: 'Something only the wire tells of', sources: onWire },
};
const related = {
  ...{ dealId, otherDealId: other.dealId, kind: 'expands' },
  sources: [{ sourceId: acmeSource.sourceId }],
};

let database: TestDatabase;
let api: Running;
let worker: Running;
let owner: Client;
let head = 0;

const send = async (name: string, body: object, key?: string): Promise<void> => {
  const headers: Record<string, string> = key === undefined ? {} : { 'idempotency-key': key };
  const sent = await ask<{ position: number }>(`${api.url}/v1/commands/${name}`, { body, headers });
  expect([name, sent.status]).toEqual([name, 201]);
  head = sent.body.position;
};

/** The views have seen everything. */
const caughtUp = async (): Promise<void> => {
  for (const list of ['deals', 'financings', 'parties', 'sources', 'conflicts'])
    expect((await ask(`${api.url}/v1/${list}?minPosition=${String(head)}`)).status).toBe(200);
};

beforeAll(async () => {
  database = await testDatabase();
  owner = new Client({ connectionString: database.ownerUrl });
  await owner.connect();
  [api, worker] = await Promise.all([startApi(database), startWorker(database)]);
  for (const [name, body] of acmeCase) await send(name, body);
  await send('RegisterSource', wire);
  await send('ReportTerm', reported, 'wire-value');
  await send('CorrectRecord', {
    ...{
      targetCommandId: 'wire-value',
      reason: 'it says 1.25',
      sources: [{ sourceId: acmeSource.sourceId }],
    },
    changes: [{ path: 'value.value.amount', to: '1250000000' }],
  });
  await send('AnnounceDeal', other);
  await send('RelateDeals', related);
  await caughtUp();
}, 60_000);

afterAll(async () => {
  await owner.end();
  await Promise.all([api.stop(), worker.stop()]);
  await database.drop();
  removeFolders();
});

const run = (...args: readonly string[]) =>
  dealtrail(['replay', ...args], {
    env: { DEALTRAIL_URL: api.url, DEALTRAIL_KEY: adminKey },
    columns: 80,
  });

type Document = {
  basis: { position: number };
  events: number;
  deals: { dealId: string }[];
  answers: Record<string, unknown>[];
  without: {
    leftOut: { position: number; because: string }[];
    unlisted: string[];
    changes: { dealId: string; changes: { path: string; before: unknown; after: unknown }[] }[];
  } | null;
};

const document = async (...args: readonly string[]): Promise<Document> => {
  const { code, stdout, stderr } = await run(...args, '--json');
  expect([code, stderr.replaceAll(/\d+/g, 'n')]).toEqual([0, 'At most n MB of memory for n events.\n']);
  return JSON.parse(stdout) as Document;
};

describe('dealtrail replay', () => {
  test('says what the views say, from the log alone', async () => {
    const { basis, events, deals, answers } = await document();
    expect([basis.position, events, deals.length]).toEqual([head, head, 2]);
    const list = await ask<{ items: unknown[] }>(`${api.url}/v1/deals?sort=dealId`);
    expect(deals).toEqual(list.body.items);
    for (const answer of answers) {
      const { body } = await ask(`${api.url}/v1/deals/${String(answer['dealId'])}`);
      expect({ ...answer, basis: body['basis'] }).toEqual(body);
    }
  });

  test('as at an earlier position knows nothing later, and of some types nothing else', async () => {
    const early = await document('--to', 'position:4');
    const { body } = await ask(`${api.url}/v1/deals/${dealId}?asAt=position:4`);
    expect({ ...early.answers[0], basis: body['basis'] }).toEqual(body);
    const typed = await document('--types', 'DealAnnounced,SourceRegistered');
    expect([typed.events, typed.deals.length]).toEqual([4, 2]);
    expect(typed.answers[0]).toMatchObject({ financings: [], parties: [{ name: null }, { name: null }] });
    expect(await document('--to', 'position:0')).toMatchObject({ events: 0, deals: [], answers: [] });
  });

  test('of one deal holds no other, and shows it in full', async () => {
    const { deals, answers, events } = await document('--deal', dealId);
    expect([deals.length, answers.length]).toEqual([1, 1]);
    expect(events).toBeLessThan(head);
    const { body } = await ask(`${api.url}/v1/deals/${dealId}`);
    expect({ ...answers[0], basis: body['basis'] }).toEqual(body);
    const { stdout } = await run('--deal', dealId, '--effective-at', '2026-03-02');
    expect(stdout).toContain('FIGURES');
    expect(stdout).toContain('effective 2026-03-02');
    const flags = `--as-at position:${String(head)} --effective-at 2026-03-02`;
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(`dealtrail deal claims ${dealId} ${flags}`);
    expect(stdout).not.toContain('--said');
    const typed = await run('--deal', dealId, '--types', 'DealAnnounced,SourceRegistered,TermReported');
    expect([typed.code, typed.stdout.includes('dealtrail deal claims')]).toEqual([0, false]);
    expect(typed.stdout).toMatch(/ 1 open conflict$/m);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  test('as a table lists the deals', async () => {
    const { stdout } = await run();
    expect(stdout).toMatch(/^Folded 11 events into a scratch copy of the views\nAs at position 11 /);
    expect(stdout).toContain(`${other.dealId}, announced`);
  });

  test('to a file writes what it would print, and never over another', async () => {
    const file = join(temporaryFolder(), 'replay.json');
    const { code, stdout } = await run('--out', file);
    expect([code, stdout.startsWith('Folded')]).toEqual([0, true]);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(await document());
    const again = await run('--out', file);
    expect([again.code, again.stderr.includes('cannot be written')]).toEqual([2, true]);
    expect(existsSync(file)).toBe(true);
  });
});

describe('dealtrail replay --without-source', () => {
  test('says what we would believe, and what would be otherwise', async () => {
    const { without, deals } = await document('--without-source', wire.sourceId);
    expect(deals.map((deal) => deal.dealId)).toEqual([dealId]);
    expect(without?.unlisted).toEqual([other.dealId]);
    expect(without?.leftOut.map(({ position, because }) => [position, because])).toEqual([
      [7, 'itself'],
      [8, 'onlyWord'],
      [9, 'dependent'],
      [10, 'onlyWord'],
    ]);
    const changes = without?.changes.find((each) => each.dealId === dealId)?.changes ?? [];
    expect(changes.map(({ path }) => path)).toContain('/openConflicts');
    const rival = changes.find(({ path }) => path.startsWith('/terms/deal.totalValue/rivals/'));
    expect([rival?.after, rival?.before]).toEqual([null, expect.objectContaining({ sources: onWire })]);
  });

  test('as a table tells it within 80 columns', async () => {
    const { code, stdout } = await run('--without-source', wire.sourceId, '--deal', dealId);
    expect(code).toBe(0);
    expect(stdout).toContain('As if source_wire had never been recorded');
    expect(stdout).toContain('Left out: 3 events');
    expect(stdout).toContain('    gone ');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });
});

describe('dealtrail replay --verify', () => {
  test('finds the tables of every view to be what the log makes of them', async () => {
    const { code, stdout } = await run('--verify');
    expect(stdout.split('\n').filter((line) => line !== '')).toHaveLength(6);
    expect([code, stdout.includes('DIFFERENCE')]).toEqual([0, false]);
    const json = await run('--verify', '--json');
    const { views } = JSON.parse(json.stdout) as {
      views: { view: string; rows: number; indexRows: number }[];
    };
    expect(views.find(({ view }) => view === 'deal-current@1')).toMatchObject({ rows: 2, indexRows: 4 });
  });

  test('names the first differences by view, key and path, with an exit code of their own', async () => {
    const tampered = async (change: string, back: string) => {
      await owner.query(change);
      try {
        return await run('--verify');
      } finally {
        await owner.query(back);
      }
    };
    const swap = (from: string, to: string) =>
      `update views.deal_current_v1 set state = replace(state::text, '${from}', '${to}')::json where key = '${dealId}'`;
    const state = await tampered(swap('provider', 'customerx'), swap('customerx', 'provider'));
    expect(state.code).toBe(6);
    expect(state.stdout).toContain('deal-current@1: 1 DIFFERENCE');
    expect(state.stdout).toContain(`${dealId} at /state/parties/0/role`);
    expect(state.stderr).toContain('deal-current@1: not what the log makes of it');
    const index = await tampered(
      `update views.sources_index_v1 set tier = 'T6' where key = '${wire.sourceId}'`,
      `update views.sources_index_v1 set tier = 'T3' where key = '${wire.sourceId}'`,
    );
    expect([index.code, index.stdout.includes(`index of ${wire.sourceId} at /7/tier`)]).toEqual([6, true]);
    const gone = await tampered(
      `update views.parties_v1 set key = 'party_nobody' where key = 'party_acme'`,
      `update views.parties_v1 set key = 'party_acme' where key = 'party_nobody'`,
    );
    expect([gone.code, gone.stdout.includes('parties@1: 2 DIFFERENCES')]).toEqual([6, true]);
    expect((await run('--verify')).code).toBe(0);
  });

  test('finds a view that was rebuilt to be the same', async () => {
    expect(await rebuildAll(api.url)).toHaveLength(6);
    const { code, stdout } = await run('--verify');
    expect([code, stdout.includes('DIFFERENCE')]).toEqual([0, false]);
  });

  test('while events are recorded is not disturbed by them', async () => {
    const recording = (async () => {
      for (let index = 0; index < 40; index += 1)
        await send('ReportTerm', {
          ...reported,
          path: 'deal.site',
          value: { qualifier: 'exact', value: `site ${String(index)}` },
        });
    })();
    for (let round = 0; round < 3; round += 1) expect((await run('--verify')).code).toBe(0);
    await recording;
  });

  test('needs an auditor, whose reading is on the record', async () => {
    const create = async (role: string) =>
      (await ask<{ key: string }>(`${api.url}/v1/keys`, { body: { role, principal: `the ${role}` } })).body
        .key;
    const as = async (role: string) =>
      dealtrail(['replay', '--verify'], {
        env: { DEALTRAIL_URL: api.url, DEALTRAIL_KEY: await create(role) },
      });
    expect((await as('reader')).code).toBe(3);
    expect((await as('auditor')).code).toBe(0);
    const { rows } = await owner.query(`select 1 from access.reads where url like '/v1/projections/%/rows'`);
    expect(rows).toHaveLength(6);
  });
});

describe('a replay that cannot be', () => {
  test.each([
    [['--to', 'position:999999'], 3, '--to lies in the future'],
    [['--to', 'yesterday'], 3, '  --to '],
    [['--effective-at', '2026-02-30'], 3, '  --effective-at '],
    [['--deal', 'deal_none'], 3, 'nothing about deal_none was recorded'],
    [['--without-source', 'source_none'], 3, 'nothing about source_none was recorded'],
    [['--deal', 'party_acme'], 2, 'the id of a deal'],
    [['--without-source', 'wire'], 2, 'the id of a source'],
    [['--types', 'DealAnnounced,Nothing'], 2, 'There is no event type Nothing'],
    [['--verify', '--deal', dealId], 2, 'it does not go with --deal'],
    [['--nothing'], 2, 'unknown option'],
  ])('%j ends with %i and says why', async (args, code, why) => {
    const ended = await run(...args);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(ended.stderr).not.toMatch(/asAt|effectiveAt/);
    expect(ended.stderr).toContain(why);
  });

  test('in another form than a table or JSON is told so', async () => {
    const { code } = await dealtrail(['replay', '--output', 'csv'], {
      env: { DEALTRAIL_URL: api.url, DEALTRAIL_KEY: adminKey },
    });
    expect(code).toBe(2);
  });

  test('of a view that is not there is 404', async () => {
    expect(await ask(`${api.url}/v1/projections/nothing/rows`)).toMatchObject({
      ...{ status: 404, body: { code: 'UNKNOWN_PROJECTION' } },
    });
  });
});
