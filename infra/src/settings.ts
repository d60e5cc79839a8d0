import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof logLevels)[number];

/** What the environment says, validated. README and docker-compose.yml list the same names. */
export type Settings = {
  /** PORT; 3000 when absent. 0: any free one. */
  readonly port: number;
  /** PORT was set, so no other port will do. */
  readonly portWanted: boolean;
  /** HOST; 127.0.0.1 when absent: nobody but this machine. */
  readonly host: string;
  /** DATABASE_URL; the embedded server when absent. */
  readonly databaseUrl: string | undefined;
  /** DEALTRAIL_HOME; ~/.dealtrail when absent. Absolute. */
  readonly home: string;
  /** DEALTRAIL_ADMIN_KEY: the first admin key, instead of a generated one. */
  readonly adminKey: string | undefined;
  /** REDIS_URL; jobs are kept in PostgreSQL when absent. */
  readonly redisUrl: string | undefined;
  /** LOG_LEVEL; info when absent. */
  readonly logLevel: LogLevel;
};

export type Environment = Readonly<Record<string, string | undefined>>;

/** Every wrong setting at once, each with what it should be. The message never shows a secret's value. */
export class SettingsError extends Error {
  constructor(faults: readonly string[]) {
    super(
      `The environment has ${String(faults.length)} wrong setting(s):\n${faults.map((f) => `  ${f}`).join('\n')}`,
    );
    this.name = 'SettingsError';
  }
}

/** `dt_<id>_<secret>`: id 8 to 32 of a-z0-9, secret 32 to 128 of A-Za-z0-9. */
export const apiKeyPattern = /^dt_([a-z0-9]{8,32})_([A-Za-z0-9]{32,128})$/;

const portMax = 65_535;
const portDefault = 3000;

const isUrl = (text: string, protocols: readonly string[]): boolean =>
  URL.canParse(text) && protocols.includes(new URL(text).protocol);

const faultsOf = (read: (name: string) => string | undefined): readonly string[] => {
  const check = (
    name: string,
    ok: (value: string) => boolean,
    wanted: string,
    shown = true,
  ): readonly string[] => {
    const value = read(name);
    return value === undefined || ok(value)
      ? []
      : [`${name}${shown ? ` is "${value}" but` : ''} must be ${wanted}`];
  };
  return [
    ...check(
      'PORT',
      (v) => /^\d{1,5}$/.test(v) && Number(v) <= portMax,
      `a number from 0 to ${String(portMax)}`,
    ),
    ...check('HOST', (v) => /^[\w.:-]+$/.test(v), 'a host name or an address, such as 127.0.0.1'),
    ...check(
      'DATABASE_URL',
      (v) => isUrl(v, ['postgres:', 'postgresql:']),
      'a URL such as postgres://user:password@host:5432/database',
      false,
    ),
    ...check('REDIS_URL', (v) => isUrl(v, ['redis:', 'rediss:']), 'a URL such as redis://host:6379', false),
    ...check(
      'DEALTRAIL_ADMIN_KEY',
      (v) => apiKeyPattern.test(v),
      'dt_<8 to 32 of a-z0-9>_<32 to 128 of A-Za-z0-9>',
      false,
    ),
    ...['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'].flatMap((name) =>
      check(name, (v) => isUrl(v, ['http:', 'https:']), 'a URL such as http://collector:4318', false),
    ),
    ...check('LOG_LEVEL', (v) => logLevels.some((level) => level === v), `one of ${logLevels.join(', ')}`),
  ];
};

/** Throws a SettingsError naming every wrong one. An empty variable counts as absent. */
export const readSettings = (env: Environment): Settings => {
  const read = (name: string): string | undefined => (env[name] === '' ? undefined : env[name]);
  const faults = faultsOf(read);
  if (faults.length > 0) throw new SettingsError(faults);
  return {
    port: Number(read('PORT') ?? portDefault),
    portWanted: read('PORT') !== undefined,
    host: read('HOST') ?? '127.0.0.1',
    databaseUrl: read('DATABASE_URL'),
    home: resolve(read('DEALTRAIL_HOME') ?? join(homedir(), '.dealtrail')),
    adminKey: read('DEALTRAIL_ADMIN_KEY'),
    redisUrl: read('REDIS_URL'),
    logLevel: logLevels.find((level) => level === read('LOG_LEVEL')) ?? 'info',
  };
};
