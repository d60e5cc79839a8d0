import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dealId, financingId, recordCase } from '../cases/iren-microsoft/recorded-case.ts';
import type { RecordedCase } from '../cases/iren-microsoft/recorded-case.ts';
import { ask } from '../support/server.ts';

type Media = { schema: object; example?: unknown };
type Responses = Record<string, { content?: Record<string, Media> }>;
type Document = { openapi: string; paths: Record<string, Record<string, { responses: Responses }>> };
type Finding = { readonly ruleId: string; readonly message: string };

let recorded: RecordedCase;
let served = '';
let jobId = '';

beforeAll(async () => {
  recorded = await recordCase();
  served = (await ask(`${recorded.url}/openapi.json`, { key: null })).text;
  jobId = (await ask<{ jobId: string }>(`${recorded.url}/v1/projections/sources/rebuild`, { method: 'POST' }))
    .body.jobId;
}, 120_000);

afterAll(() => recorded.close());

const redocly = fileURLToPath(new URL('../../node_modules/@redocly/cli/bin/cli.js', import.meta.url));

/** Everything that the linter finds with its recommended rules, warnings too: also examples that their schema refuses. */
const lint = (document: string): readonly Finding[] => {
  const folder = mkdtempSync(join(tmpdir(), 'dealtrail-openapi-'));
  const path = join(folder, 'openapi.json');
  writeFileSync(path, document);
  const settings = ['lint', '--extends', 'recommended', '--format', 'json', '--max-problems', '1000', path];
  try {
    const said = execFileSync(process.execPath, [redocly, ...settings], {
      encoding: 'utf8',
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return (JSON.parse(said) as { readonly problems: readonly Finding[] }).problems;
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** A path about something in the case. */
const asked = (path: string): string => {
  const events = [...recorded.events.values()];
  const first = (type: string, name: string): string =>
    String(events.find((event) => event.type === type)?.data[name]);
  const ids: Readonly<Record<string, string>> = {
    deals: dealId,
    financings: financingId,
    parties: first('PartyRegistered', 'partyId'),
    sources: first('SourceRegistered', 'sourceId'),
    jobs: jobId,
  };
  const [, , things = ''] = path.split('/');
  return path.replace('{id}', ids[things] ?? '').replace('{eventId}', events[0]?.eventId ?? '');
};

/** All of the log, so that every event is looked at. */
const queries: Readonly<Record<string, string>> = {
  '/v1/events': '?limit=1000',
  '/v1/deals/{id}/diff': '?from=position:1',
  '/v1/changes/events': '?live=false&limit=1000',
};

/** The document with what the server really answers as the example of every read. */
const withAnswers = async (): Promise<Document> => {
  const document = JSON.parse(served) as Document;
  for (const [path, { get }] of Object.entries(document.paths)) {
    const media = get?.responses['200']?.content?.['application/json'];
    if (media === undefined) continue;
    const { status, body } = await ask(`${recorded.url}${asked(path)}${queries[path] ?? ''}`);
    expect([path, status]).toEqual([path, 200]);
    media.example = body;
  }
  return document;
};

describe('the contract as it is served', () => {
  test('is OpenAPI 3.1 and lints without an error or a warning', () => {
    expect((JSON.parse(served) as Document).openapi).toMatch(/^3\.1\.\d+$/);
    expect(lint(served)).toEqual([]);
  });

  test('has schemas that every answer about a real case fits', async () => {
    const document = await withAnswers();
    expect(lint(JSON.stringify(document))).toEqual([]);
    const media = document.paths['/v1/deals/{id}']?.['get']?.responses['200']?.content?.['application/json'];
    if (media === undefined) throw new Error('the contract describes no deal');
    media.example = { ...(media.example as object), more: 1 };
    expect(lint(JSON.stringify(document)).map(({ ruleId }) => ruleId)).toEqual([
      'no-invalid-media-type-examples',
    ]);
  });

  test('names no path that is not there', async () => {
    for (const [path, methods] of Object.entries((JSON.parse(served) as Document).paths)) {
      if (methods['get'] === undefined || path === '/v1/changes/events') continue;
      const { body } = await ask(`${recorded.url}${path.replace(/\{\w+\}/, 'nobody99')}`);
      expect([path, body['code']]).not.toEqual([
        path,
        expect.stringMatching(/^(NOT_FOUND|METHOD_NOT_ALLOWED)$/),
      ]);
    }
  });
});
