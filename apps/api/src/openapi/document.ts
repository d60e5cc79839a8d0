import { commandPaths } from './command-paths.ts';
import { operationPaths } from './operation-paths.ts';
import { readPaths } from './read-paths.ts';
import { schemas } from './schemas.ts';

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
      'Record what happened, what was said, and what was wrong with the record. Ask any answer again.',
    license: { name: 'All rights reserved', identifier: 'LicenseRef-proprietary' },
  },
  servers: [{ url: '/' }],
  tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
  security: [{ key: [] }],
  paths: { ...commandPaths(), ...readPaths(), ...operationPaths() },
  components: {
    schemas: schemas(),
    securitySchemes: {
      key: { type: 'http' as const, scheme: 'bearer', description: 'An API key: dt_<id>_<secret>.' },
    },
  },
});
