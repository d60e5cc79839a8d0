import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Fake, Handler } from './cli-harness.ts';
import { answer, dealtrail, fakeServer, removeFolders, temporaryFolder, textOf } from './cli-harness.ts';

const open: Fake[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
  removeFolders();
});

const serve = async (handler: Handler): Promise<Readonly<Record<string, string>>> => {
  const server = await fakeServer(handler);
  open.push(server);
  return { DEALTRAIL_URL: server.url, DEALTRAIL_KEY: 'dt_test_secret' };
};

const parties = [
  {
    partyId: 'party_a',
    name: 'Acme Compute',
    names: [
      { name: 'Acme Compute', kind: 'legal' },
      { name: 'Acme', kind: 'alias' },
    ],
  },
  { partyId: 'party_b', name: '=cmd()', names: [] },
];

const queryOf = (request: { readonly url?: string | undefined }): URLSearchParams =>
  new URL(request.url ?? '', 'http://x').searchParams;

/** Two parties, one a page. */
const partyPages: Handler = (request, response) => {
  const second = queryOf(request).get('cursor') === 'next';
  answer(response, 200, {
    items: [parties[second ? 1 : 0]],
    nextCursor: second ? null : 'next',
    basis: { position: 3 },
  });
};

describe('reading', () => {
  test('a list is asked page by page and printed as a table', async () => {
    const { code, stdout } = await dealtrail(['parties'], { env: await serve(partyPages) });
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'party    name          also',
      '-------  ------------  ------------',
      'party_a  Acme Compute  Acme (alias)',
      'party_b  =cmd()',
      '',
    ]);
  });

  test('as JSON it is one document, as NDJSON one item a line', async () => {
    const env = await serve(partyPages);
    const json = await dealtrail(['parties', '--output', 'json'], { env });
    expect(JSON.parse(json.stdout)).toEqual({ items: parties, nextCursor: null, basis: { position: 3 } });
    const lines = await dealtrail(['-o', 'ndjson', 'parties'], { env });
    expect(lines.stdout).toBe(parties.map((party) => `${JSON.stringify(party)}\n`).join(''));
    expect(json.stderr + lines.stderr).toBe('');
  });

  test('cut by --limit it says so beside the data, and JSON tells where it goes on', async () => {
    const env = await serve(partyPages);
    const cut = (format: string) => dealtrail(['parties', '-o', format, '--limit', '1'], { env });
    const json = await cut('json');
    expect(JSON.parse(json.stdout)).toEqual({
      items: [parties[0]],
      nextCursor: 'next',
      basis: { position: 3 },
    });
    expect((await cut('ndjson')).stdout).toBe(`${JSON.stringify(parties[0])}\n`);
    for (const format of ['json', 'ndjson', 'csv'])
      expect((await cut(format)).stderr).toBe('There are more: --limit <n> or --all\n');
  });

  test('what a program reads is whole however many pages it takes, a table is not', async () => {
    const count = 230;
    const env = await serve((request, response) => {
      const query = queryOf(request);
      const from = Number(query.get('cursor') ?? 0);
      const to = Math.min(count, from + Number(query.get('limit')));
      const items = Array.from({ length: to - from }, (_, index) => ({
        partyId: `party_${String(from + index)}`,
        name: 'One of many',
      }));
      answer(response, 200, { items, nextCursor: to < count ? String(to) : null });
    });
    const shown = async (...args: string[]) => (await dealtrail(['parties', ...args], { env })).stdout;
    expect(JSON.parse(await shown('-o', 'json'))).toMatchObject({ items: { length: count } });
    const lines = (await shown('-o', 'ndjson')).trimEnd().split('\n');
    expect([lines.length, lines.at(-1)]).toEqual([count, expect.stringContaining('party_229')]);
    const csv = (await shown('-o', 'csv')).trimEnd().split('\n');
    expect(csv).toHaveLength(count + 1);
    expect(csv.filter((line) => line.startsWith('partyId,'))).toHaveLength(1);
    const table = await shown();
    expect(table.match(/party_\d+/g)).toHaveLength(50);
    expect(table).toContain('There are more');
    expect((await shown('--all')).match(/party_\d+/g)).toHaveLength(count);
  });

  test('as CSV no cell can become a formula of a spreadsheet', async () => {
    const { stdout } = await dealtrail(['parties', '-o', 'csv'], { env: await serve(partyPages) });
    expect(stdout.split('\n')[2]).toBe("party_b,'=cmd(),,,,,");
  });

  test('the time travel options reach the server', async () => {
    const asked: string[] = [];
    const env = await serve((request, response) => {
      asked.push(request.url ?? '');
      answer(response, 200, { dealId: 'deal_x', title: 'A deal', openConflicts: 0 });
    });
    const options = ['--as-at', 'position:4', '--effective-at', '2026-01-01', '--min-position', '9'];
    const { stdout } = await dealtrail(['deal', 'show', 'deal_x', ...options], { env });
    expect(asked).toEqual(['/v1/deals/deal_x?asAt=position%3A4&effectiveAt=2026-01-01&minPosition=9']);
    expect(stdout).toContain('A deal\n');
  });

  test('why names the paths that have a value when the one asked for has none', async () => {
    const env = await serve((_, response) => {
      answer(response, 200, {
        dealId: 'deal_x',
        terms: { 'deal.term': { value: 'x', because: {}, rivals: [] } },
      });
    });
    const { code, stderr } = await dealtrail(['deal', 'why', 'deal_x', 'deal.stake'], { env });
    expect(code).toBe(2);
    expect(stderr).toContain('Paths with a value: deal.term');
  });
});

describe('what goes wrong is said, and the exit code tells it', () => {
  test('no server: 4, and how to start one', async () => {
    const { code, stdout, stderr } = await dealtrail(['deals'], {
      env: { DEALTRAIL_URL: 'http://127.0.0.1:1' },
    });
    expect([code, stdout]).toEqual([4, '']);
    expect(stderr).toContain('No Dealtrail server answers at http://127.0.0.1:1');
    expect(stderr).toContain('dealtrail start');
  });

  test('a refusal: 3, with its code and every pointer', async () => {
    const env = await serve((_, response) => {
      answer(response, 400, {
        status: 400,
        code: 'INVALID_FIELDS',
        detail: '2 faults; each is listed under errors',
        errors: [
          {
            pointer: '/terms/totalValue/value/amount',
            code: 'MALFORMED_DECIMAL',
            detail: '"9.7bn" is not a decimal',
          },
          { pointer: '/sources', code: 'SOURCE_REQUIRED', detail: 'name at least one source' },
        ],
      });
    });
    const { code, stderr } = await dealtrail(['record', 'AnnounceDeal', '--dealId', 'deal_x'], { env });
    expect(code).toBe(3);
    expect(stderr).toBe(
      [
        'Refused: 400 INVALID_FIELDS: 2 faults; each is listed under errors',
        '  /terms/totalValue/value/amount  MALFORMED_DECIMAL: "9.7bn" is not a decimal',
        '  /sources                        SOURCE_REQUIRED: name at least one source',
        '',
      ].join('\n'),
    );
  });

  test.each([
    [['deals', '--limit', 'many']],
    [['deals', '--limit', '0']],
    [['nonsense']],
    [['deals', '--server', 'not an address']],
    [['record', 'AnnounceDeal', '--json', '[1]']],
    [['import', '/no/such/file.ndjson']],
  ])('%j is wrong usage: 2', async (args) => {
    expect((await dealtrail(args)).code).toBe(2);
  });

  test('help is 0 and lists the exit codes', async () => {
    const { code, stdout } = await dealtrail(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('Exit codes:');
  });
});

describe('recording', () => {
  const outcome = {
    commandId: 'c-1',
    streamId: 'party_acme',
    version: 1,
    position: 41,
    recordedAt: '2026-03-02T21:05:00.123456Z',
    events: [{ eventId: 'e-1', type: 'PartyRegistered', position: 41, version: 1 }],
  };

  test('the flags become the body, and a busy server is asked again with the same key', async () => {
    const seen: { readonly key: unknown; readonly body: unknown }[] = [];
    const env = await serve(async (request, response) => {
      seen.push({ key: request.headers['idempotency-key'], body: JSON.parse(await textOf(request)) });
      if (seen.length === 1)
        answer(response, 503, { code: 'OVERLOADED', status: 503 }, { 'retry-after': '1' });
      else answer(response, 201, outcome);
    });
    const args = [
      'record',
      'RegisterParty',
      '--partyId',
      'party_acme',
      '--legalName',
      'Acme',
      '--source',
      'source_8k',
    ];
    const { code, stdout } = await dealtrail(args, { env });
    expect(code).toBe(0);
    expect(stdout).toContain('Recorded: PartyRegistered at position 41\n');
    expect(seen).toHaveLength(2);
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[0]?.body).toEqual({
      partyId: 'party_acme',
      legalName: 'Acme',
      sources: [{ sourceId: 'source_8k' }],
    });
  });

  test('a body comes from stdin; dry run and If-Match reach the server', async () => {
    const seen: unknown[] = [];
    const env = await serve(async (request, response) => {
      seen.push(request.url, request.headers['if-match'], JSON.parse(await textOf(request)));
      answer(response, 201, outcome);
    });
    const args = ['record', 'RegisterParty', '--json', '-', '--dry-run', '--if-match', '0'];
    const { stdout } = await dealtrail(args, { env, stdin: '{"partyId":"party_acme"}' });
    expect(seen).toEqual(['/v1/commands/RegisterParty?dryRun=true', '"0"', { partyId: 'party_acme' }]);
    expect(stdout).toContain('Nothing was written.');
  });

  test('the same news is said to be nothing new', async () => {
    const env = await serve((_, response) => {
      answer(response, 200, { ...outcome, events: [] });
    });
    const { stdout } = await dealtrail(['record', 'RegisterParty', '--json', '{}'], { env });
    expect(stdout).toContain('Nothing new');
  });
});

describe('keys', () => {
  test('a new key alone goes to stdout, so that it can be piped', async () => {
    const env = await serve((_, response) => {
      answer(response, 201, { id: 'abc', role: 'analyst', principal: 'ada', key: 'dt_abc_secret' });
    });
    const { stdout, stderr } = await dealtrail(
      ['keys', 'create', '--role', 'analyst', '--principal', 'ada'],
      { env },
    );
    expect(stdout).toBe('dt_abc_secret\n');
    expect(stderr).toContain('shown this once');
  });

  test('the key of the embedded server never goes to another server', async () => {
    const shown: unknown[] = [];
    const env = await serve((request, response) => {
      shown.push(request.headers.authorization);
      answer(response, 200, { items: [], nextCursor: null });
    });
    const home = temporaryFolder();
    writeFileSync(join(home, 'key'), 'dt_home_secret\n');
    const run = (url: string) => {
      writeFileSync(join(home, 'run.json'), JSON.stringify({ url }));
    };
    run('http://127.0.0.1:1');
    await dealtrail(['parties'], {
      env: { DEALTRAIL_HOME: home, DEALTRAIL_URL: env['DEALTRAIL_URL'] ?? '' },
    });
    run(env['DEALTRAIL_URL'] ?? '');
    await dealtrail(['parties'], { env: { DEALTRAIL_HOME: home } });
    expect(shown).toEqual([undefined, 'Bearer dt_home_secret']);
  });
});
