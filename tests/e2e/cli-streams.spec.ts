import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Fake, Handler } from './cli-harness.ts';
import { answer, dealtrail, fakeServer, removeFolders, temporaryFolder } from './cli-harness.ts';

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

const fileOf = (lines: readonly string[]): string => {
  const path = join(temporaryFolder(), 'case.ndjson');
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
};

/** Answers each line as it comes in, while the rest of the body is still on its way, and refuses lines that say "bad". */
const bulk: Handler = async (request, response) => {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  let line = 0;
  let rest = '';
  for await (const chunk of request) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      line += 1;
      const problem = {
        status: 422,
        code: 'SOURCE_REQUIRED',
        detail: 'name a source',
        errors: [{ pointer: '/sources' }],
      };
      const result = text.includes('bad')
        ? { line, status: 422, problem }
        : request.url?.endsWith('dryRun=true')
          ? { line, status: 200, position: line, ...(text === '{}' ? { wouldRecord: true } : {}) }
          : { line, status: 201, position: line };
      response.write(`${JSON.stringify(result)}\n`);
    }
  }
  response.end();
};

describe('importing a file', () => {
  test('every line has its result, one refused line makes it 5', async () => {
    const file = fileOf(['{"command":"a"}', '{"command":"bad"}', '{"command":"c"}']);
    const { code, stdout, stderr } = await dealtrail(['import', file], { env: await serve(bulk) });
    expect(stdout.split('\n')).toEqual([
      'line    1  recorded at position 1',
      'line    2  REFUSED 422 SOURCE_REQUIRED /sources name a source',
      'line    3  recorded at position 3',
      '',
    ]);
    expect(stderr).toBe('3 lines: 2 recorded, 0 already there, 1 refused\n');
    expect(code).toBe(5);
  });

  test('a file larger than any buffer goes through while its answer comes back', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) =>
      JSON.stringify({ command: 'a', filler: 'x'.repeat(200), index }),
    );
    const { code, stdout } = await dealtrail(['import', fileOf(lines), '-o', 'ndjson'], {
      env: await serve(bulk),
    });
    expect(code).toBe(0);
    expect(stdout.trimEnd().split('\n')).toHaveLength(lines.length);
  });

  test('as JSON the results are one array, as CSV they have a head', async () => {
    const env = await serve(bulk);
    const file = fileOf(['{}', '{}']);
    expect(JSON.parse((await dealtrail(['import', file, '-o', 'json'], { env })).stdout)).toHaveLength(2);
    const csv = await dealtrail(['import', file, '-o', 'csv'], { env });
    expect(csv.stdout.split('\n')).toEqual([
      'line,status,result,position,problem',
      '1,201,recorded,1,',
      '2,201,recorded,2,',
      '',
    ]);
  });

  test('a cut is 4 and says how far it came and that repeating is safe', async () => {
    const env = await serve(async (request, response) => {
      await once(request, 'data');
      response.writeHead(200);
      response.write('{"line":1,"status":201,"position":1}\n', () =>
        setTimeout(() => response.destroy(), 20),
      );
    });
    const { code, stdout, stderr } = await dealtrail(['import', fileOf(['{}', '{}'])], { env });
    expect(stdout).toBe('line    1  recorded at position 1\n');
    expect(stderr).toContain('1 line had been answered. Run the same command again');
    expect(code).toBe(4);
  });

  test('on a terminal a bar on stderr counts the answered lines, stdout stays clean', async () => {
    const file = fileOf(['{"command":"a"}', '{"command":"bad"}']);
    const { stdout, stderr } = await dealtrail(['import', file], { env: await serve(bulk), terminal: true });
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
    expect(stderr).toContain('100%  1 recorded, 0 already there, 1 refused');
  });

  test('a refusal before the body is read is 3, however long the file', async () => {
    const env = await serve((_, response) => {
      answer(response, 403, { status: 403, code: 'FORBIDDEN', detail: 'readers do not record' });
    });
    const lines = Array.from({ length: 20_000 }, () => JSON.stringify({ filler: 'x'.repeat(200) }));
    const { code, stderr } = await dealtrail(['import', fileOf(lines)], { env });
    expect(stderr).toContain('403 FORBIDDEN');
    expect(code).toBe(3);
  });

  test('a dry run says so', async () => {
    const asked: string[] = [];
    const env = await serve((request, response) => {
      asked.push(request.url ?? '');
      return bulk(request, response);
    });
    const { stdout, stderr } = await dealtrail(['import', '-', '--dry-run'], { env, stdin: '{}\n"known"\n' });
    expect(asked).toEqual(['/v1/commands?dryRun=true']);
    expect(stdout).toBe(
      'line    1  would be recorded at position 1\nline    2  already recorded at position 2\n',
    );
    expect(stderr).toBe(
      '2 lines: 1 would be recorded, 1 already there, 0 refused; dry run, nothing was\nwritten\n',
    );
  });
});

const event = (position: number) => ({
  eventId: `e${String(position)}`,
  position,
  streamId: 'deal_x',
  type: 'DealSigned',
  recordedAt: '2026-03-02T21:05:00.123456Z',
  actor: 'ada',
});

const sse = (response: ServerResponse, position: number): void => {
  response.write(
    `: heartbeat\nid: c${String(position)}\nevent: event\ndata: ${JSON.stringify(event(position))}\n\n`,
  );
};

describe('watching', () => {
  test('after a lost connection it goes on from the last event it saw', async () => {
    const asked: unknown[] = [];
    const env = await serve((request, response) => {
      asked.push(request.headers['last-event-id']);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      if (asked.length === 1) {
        sse(response, 1);
        sse(response, 2);
        setTimeout(() => response.destroy(), 20);
      } else sse(response, 3);
    });
    const { code, stdout, stderr } = await dealtrail(['watch', '--from', 'start', '--count', '3'], { env });
    expect(code).toBe(0);
    expect(asked).toEqual([undefined, 'c2']);
    expect(stdout.split('\n').map((line) => line.trim().split(' ')[0])).toEqual(['1', '2', '3', '']);
    expect(stderr).toContain('Connection lost');
  });

  test('it can stop at the head of the log', async () => {
    const env = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      sse(response, 1);
      response.write('id: c1\nevent: up-to-date\ndata: {"position": 1}\n\n');
    });
    const args = ['watch', '--from', 'start', '--until-up-to-date', '-o', 'ndjson'];
    const { code, stdout } = await dealtrail(args, { env });
    expect([code, JSON.parse(stdout)]).toEqual([0, event(1)]);
  });

  test('a cursor of another epoch is refused for good: 3', async () => {
    const env = await serve((_, response) => {
      answer(response, 409, { status: 409, code: 'MUST_REFETCH', detail: 'the ledger was restored' });
    });
    const { code, stderr } = await dealtrail(['watch', '--from', 'c9'], { env });
    expect(code).toBe(3);
    expect(stderr).toContain('MUST_REFETCH');
  });
});

describe('following the log', () => {
  test('prints what is there and what comes, from a position on, and goes on after a lost connection', async () => {
    const asked: unknown[] = [];
    const env = await serve((request, response) => {
      const { searchParams } = new URL(request.url ?? '', 'http://localhost');
      asked.push([searchParams.get('offset'), searchParams.get('types'), request.headers['last-event-id']]);
      if (asked.length === 3) {
        answer(response, 409, { status: 409, code: 'MUST_REFETCH', detail: 'the ledger was restored' });
        return;
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      sse(response, asked.length + 6);
      setTimeout(() => response.destroy(), 20);
    });
    const args = ['events', '--follow', '--from-position', '7', '--types', 'DealSigned'];
    const { code, stdout, stderr } = await dealtrail(args, { env });
    expect(asked).toEqual([
      ['position:6', 'DealSigned', undefined],
      ['position:6', 'DealSigned', 'c7'],
      ['position:6', 'DealSigned', 'c8'],
    ]);
    expect(stdout.split('\n').map((line) => line.trim().split(' ')[0])).toEqual(['7', '8', '']);
    expect(stderr).toContain('MUST_REFETCH');
    expect(code).toBe(3);
  });

  test.each([
    ['ndjson', [JSON.stringify(event(1)), '']],
    ['json', [JSON.stringify(event(1)), '']],
    ['csv', [expect.stringMatching(/^position,recordedAt,/), expect.stringMatching(/^1,/), '']],
  ])('as %s has an event a line', async (format, lines) => {
    let isFirst = true;
    const env = await serve((_, response) => {
      if (!isFirst) answer(response, 403, { status: 403, code: 'FORBIDDEN', detail: 'enough' });
      else {
        isFirst = false;
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        sse(response, 1);
        setTimeout(() => response.destroy(), 20);
      }
    });
    const { stdout } = await dealtrail(['events', '--follow', '-o', format], { env });
    expect(stdout.split('\n')).toEqual(lines);
  });

  test.each([
    [['--to-position', '9'], '--to-position'],
    [['--limit', '9', '--as-at', 'position:3'], '--limit, --as-at'],
    [['some-event'], 'one event'],
  ])('does not go with %j', async (more, named) => {
    const { code, stderr } = await dealtrail(['events', '--follow', ...more]);
    expect(stderr).toContain(`--follow has no end: it does not go with ${named}`);
    expect(code).toBe(2);
  });

  test('ends on Ctrl-C like any tool that runs on', async () => {
    const env = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      sse(response, 1);
    });
    const bin = join(import.meta.dirname, '../../apps/cli/bin/dealtrail.js');
    const child = spawn(process.execPath, [bin, 'events', '--follow'], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    // A shell reports this as 130.
    expect(await once(child, 'exit')).toEqual([null, 'SIGINT']);
  });
});

test('a reader that goes away ends it quietly', async () => {
  const env = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const timer = setInterval(() => {
      sse(response, 1);
    }, 5);
    response.on('close', () => {
      clearInterval(timer);
    });
  });
  const bin = join(import.meta.dirname, '../../apps/cli/bin/dealtrail.js');
  const child = spawn(process.execPath, [bin, 'watch'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (chunk) => (complaints += String(chunk)));
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const [code] = (await once(child, 'exit')) as [number];
  expect([code, complaints]).toEqual([141, '']);
});
