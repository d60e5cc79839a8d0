import { NewKeyBody } from '../access/keys.controller.ts';
import { json, operation } from './operation.ts';
import type { Answer, Operation } from './operation.ts';
import { pathParameter } from './parameters.ts';
import { jsonSchemaOf } from './schemas.ts';

type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>;

const tag = 'Operations';

const open = (id: string, summary: string, answers: Readonly<Record<string, Answer>>): Operation =>
  operation({ id, tag, summary, answers, problems: [400], isPublic: true });

const report: Answer = { description: 'How it stands.', content: { 'application/json': { type: 'object' } } };

/** Keys, and what whoever runs the server looks at. */
export const operationPaths = (): Paths => ({
  '/v1/keys': {
    get: operation({
      ...{ id: 'listKeys', tag: 'Keys', summary: 'API keys of the ledger, without their secrets' },
      answers: { 200: json('Every key.', 'Keys') },
      problems: [400, 401, 403],
    }),
    post: operation({
      ...{ id: 'createKey', tag: 'Keys', summary: 'Create an API key' },
      body: { type: 'application/json', schema: jsonSchemaOf(NewKeyBody) },
      answers: { 201: json('The key; its secret is shown here and never again.', 'NewKey') },
      problems: [400, 401, 403, 413, 415],
    }),
  },
  '/v1/keys/{id}': {
    delete: operation({
      ...{ id: 'revokeKey', tag: 'Keys', summary: 'Revoke an API key, at once and for good' },
      parameters: [pathParameter('id', 'key id, the part after dt_')],
      answers: { 204: { description: 'Revoked.' } },
      problems: [401, 403, 404, 409],
    }),
  },
  '/v1/projections': {
    get: operation({
      ...{ id: 'listProjections', tag, summary: 'How far each view has come' },
      answers: { 200: json('Every view.', 'Projections') },
      problems: [400, 401],
    }),
  },
  '/health/live': { get: open('live', 'Whether the process runs', { 200: report }) },
  '/health/ready': {
    get: open('ready', 'Whether the database is there and migrated', {
      200: report,
      503: { ...report, description: 'What is amiss.' },
    }),
  },
  '/metrics': {
    get: open('metrics', 'Measures for Prometheus', {
      200: { description: 'Text format 0.0.4.', content: { 'text/plain': { type: 'string' } } },
    }),
  },
  '/openapi.json': { get: open('openapi', 'This document', { 200: report }) },
});
