import { join } from 'node:path';
import type { AdminKey } from './admin-key.ts';

/** For people: an address they can open. A server that listens everywhere is reached on this machine. */
export const urlOf = (host: string, port: number): string => {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${String(port)}`;
};

export type Standing = {
  readonly url: string;
  readonly home: string;
  readonly database: string;
  readonly key: AdminKey;
};

const keyLines = ({ key, home }: Standing): readonly string[] => {
  const file = join(home, 'key');
  return key.isNew
    ? ['  Admin key, shown this once (dealtrail finds it by itself, in ' + file + '):', '', `    ${key.key}`]
    : [`  Admin key      as before, in ${file}`];
};

/** What stands where, and what to try next. */
export const greeting = (standing: Standing): readonly string[] => [
  '',
  'Dealtrail is running.',
  '',
  `  API            ${standing.url}/v1`,
  `  Documentation  ${standing.url}/docs`,
  `  Database       ${standing.database}`,
  `  State folder   ${standing.home} (logs: api.log, worker.log, postgres.log)`,
  ...keyLines(standing),
  '',
  'Try next, in another terminal:',
  '',
  '  npx dealtrail import tests/cases/iren-microsoft/commands.ndjson',
  '  npx dealtrail deals',
  `  curl -H "Authorization: Bearer $(cat ${join(standing.home, 'key')})" ${standing.url}/v1/deals`,
  '',
  'Ctrl-C stops everything.',
];
