import type { z } from 'zod';
import { KeyRequest, Keys, Live, NewKey, Ready } from './answers/operations.ts';
import { always, json, operation } from './operation.ts';
import type { Answer, Operation, Paths } from './operation.ts';
import { pathParameter } from './parameters.ts';
import { jobPaths, projectionPaths } from './projection-paths.ts';
import { ref } from './schemas.ts';

const tag = 'Operations';

const open = (id: string, summary: string, answers: Readonly<Record<string, Answer>>): Operation =>
  operation({ id, tag, summary, answers, problems: ['BAD_QUERY'], isPublic: true });

const report = (description: string, schema: z.ZodType): Answer => json(description, schema);

const keyPaths = (): Paths => ({
  '/v1/keys': {
    get: operation({
      ...{ id: 'listKeys', tag: 'Keys', summary: 'API keys of the ledger, without their secrets' },
      description: 'Role: admin.',
      answers: { 200: json('Every key, revoked ones too.', Keys) },
      problems: [...always, 'BAD_QUERY', 'FORBIDDEN'],
    }),
    post: operation({
      ...{ id: 'createKey', tag: 'Keys', summary: 'Create an API key' },
      description: 'Role: admin.',
      body: {
        type: 'application/json',
        schema: ref(KeyRequest),
        example: { role: 'analyst', principal: 'Ada Lovelace' },
      },
      answers: {
        201: json('The key; its secret is shown here and never again.', NewKey, ['CacheControl']),
      },
      problems: [
        ...always,
        ...(['INVALID_FIELDS', 'MALFORMED_JSON', 'UNKNOWN_FIELD', 'MISSING_FIELD', 'BAD_TEXT'] as const),
        ...(['FORBIDDEN', 'REQUEST_TIMEOUT', 'BODY_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const),
      ],
    }),
  },
  '/v1/keys/{id}': {
    delete: operation({
      ...{ id: 'revokeKey', tag: 'Keys', summary: 'Revoke an API key, at once and for good' },
      description: 'Role: admin. Revoking a key that is revoked already changes nothing.',
      parameters: [pathParameter('id', 'Id of the key, the part after dt_.', { type: 'string' })],
      answers: { 204: { description: 'Revoked.' } },
      problems: [...always, 'BAD_QUERY', 'FORBIDDEN', 'UNKNOWN_KEY', 'LAST_ADMIN_KEY'],
    }),
  },
});

/** Keys, and what whoever runs the server looks at. */
export const operationPaths = (): Paths => ({
  ...keyPaths(),
  ...projectionPaths(),
  ...jobPaths(),
  '/health/live': { get: open('live', 'Whether the process runs', { 200: report('It does.', Live) }) },
  '/health/ready': {
    get: open('ready', 'Whether the database is there and migrated', {
      200: report('It is.', Ready),
      503: report('What is amiss.', Ready),
    }),
  },
  '/metrics': {
    get: open('metrics', 'Measures for Prometheus', {
      200: {
        description: 'Text format 0.0.4.',
        content: { 'text/plain': { type: 'string' } },
      },
    }),
  },
  '/openapi.json': {
    get: open('openapi', 'This document', {
      200: { description: 'OpenAPI 3.1.', content: { 'application/json': { type: 'object' } } },
    }),
  },
});
