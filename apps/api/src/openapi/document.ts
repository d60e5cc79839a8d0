import { commandPaths } from './command-paths.ts';
import { headerComponents } from './headers.ts';
import { logPaths } from './log-paths.ts';
import { operationPaths } from './operation-paths.ts';
import { readPaths } from './read-paths.ts';
import { schemas } from './schemas.ts';
import { viewRowsPath } from './view-rows-path.ts';

const tags = {
  Commands: 'What happened, what was said or seen, and what is wrong with our own record.',
  Deals: 'Current state and history of deals.',
  Financings: 'What pays for the deals.',
  Parties: 'Who takes part, under every name they had.',
  Sources: 'Who says so.',
  Conflicts: 'Where sources disagree; derived, never averaged.',
  Log: 'Every event, in order, and what comes next.',
  Keys: 'Who may ask.',
  Operations: 'How the server is doing.',
} as const;

/** The whole HTTP contract as OpenAPI 3.1. Commands and filters come from the schemas that requests are read with. */
export const openApiDocument = () => ({
  openapi: '3.1.0',
  info: {
    title: 'Dealtrail',
    version: '1.0.0',
    summary: 'The book of record for corporate deals.',
    description:
      'Record what happened, what was said, and what was wrong with the record. Ask any answer again. ' +
      'Measured values are text, positions and counts are integers. Every refusal is a problem (RFC 9457) with a code: ' +
      'a path that is not there is 404 `NOT_FOUND`, a command that is not there 404 `UNKNOWN_COMMAND`, ' +
      'another method 405 `METHOD_NOT_ALLOWED` with the header Allow.',
    license: { name: 'All rights reserved', identifier: 'LicenseRef-proprietary' },
  },
  servers: [{ url: '/' }],
  tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
  security: [{ key: [] }],
  paths: { ...commandPaths(), ...readPaths(), ...logPaths(), ...operationPaths(), ...viewRowsPath() },
  components: {
    schemas: schemas(),
    headers: headerComponents(),
    securitySchemes: {
      key: {
        type: 'http' as const,
        scheme: 'bearer',
        description:
          'An API key: dt_<id>_<secret>. Roles: reader (reads), analyst (and commands), auditor (reads, which are logged), admin (everything).',
      },
    },
  },
});
