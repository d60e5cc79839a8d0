import { pino } from 'pino';
import { logLevels } from './settings.ts';
import type { LogLevel } from './settings.ts';

/**
 * A logger as Nest calls it: a message or its fields, then fields or a stack, last the context. `log` is info and
 * `verbose` is trace, as Nest names them.
 */
export type JsonLogger = Readonly<
  Record<
    'fatal' | 'error' | 'warn' | 'log' | 'debug' | 'verbose',
    (message: unknown, ...more: unknown[]) => void
  >
>;

/** What the framework tells of itself on every start: of use to who works on the framework's part only. */
const ofTheFramework: ReadonlySet<unknown> = new Set([
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
  'NestApplicationContext',
]);

/** Causes behind an error that are told; the rest would repeat themselves. */
const causesMax = 4;

/** Whether something of this importance is written when LOG_LEVEL is `least`. */
export const isLogged = (level: LogLevel, least: LogLevel): boolean =>
  logLevels.indexOf(level) <= logLevels.indexOf(least);

/** Where the lines go; stderr unless a test wants them: stdout carries the ready line. */
type Write = (line: string) => void;

const toStderr: Write = (line) => void process.stderr.write(line);

/**
 * One JSON object a line: level, time, what the line belongs to, context, message, then its fields. `belongsTo` is asked
 * for each line: the ids of the request, say, in whose course it is written.
 */
export const jsonLogger = (
  least: LogLevel,
  write: Write = toStderr,
  belongsTo: () => object = () => ({}),
): JsonLogger => {
  const lines = pino(
    {
      level: least,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      messageKey: 'message',
      formatters: { level: (level) => ({ level }), log: writable },
      mixin: belongsTo,
    },
    { write },
  );
  const at =
    (level: LogLevel) =>
    (message: unknown, ...more: unknown[]): void => {
      const context = typeof more.at(-1) === 'string' ? more.at(-1) : undefined;
      const importance = level === 'info' && ofTheFramework.has(context) ? 'trace' : level;
      if (!isLogged(importance, least)) return;
      const rest = context === undefined ? more : more.slice(0, -1);
      lines[importance](Object.assign({ context }, ...[message, ...rest].map(fieldsOf)) as object);
    };
  return {
    fatal: at('fatal'),
    error: at('error'),
    warn: at('warn'),
    log: at('info'),
    debug: at('debug'),
    verbose: at('trace'),
  };
};

/** Positions may be bigints, which JSON has no word for. */
const writable = (fields: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]: [string, unknown]) => [
      name,
      typeof value === 'bigint' ? String(value) : value,
    ]),
  );

const fieldsOf = (part: unknown, index: number): object => {
  if (part instanceof Error) return { message: part.message, ...errorFields(part) };
  if (typeof part === 'object' && part !== null) return part;
  if (part === undefined) return {};
  return index === 0 ? { message: part } : { stack: part };
};

/**
 * An error and what caused it. Of PostgreSQL's errors the code and the message: their detail may quote what a client
 * sent.
 */
export const errorFields = (
  error: unknown,
): { readonly error: string; readonly causes?: readonly string[] } => {
  const causes: string[] = [];
  for (let each = causeOf(error); each !== undefined && causes.length < causesMax; each = causeOf(each))
    causes.push(headOf(each));
  const stack = error instanceof Error ? error.stack : undefined;
  const code = codeOf(error);
  const told = stack === undefined ? headOf(error) : `${code === '' ? '' : `${code} `}${stack}`;
  return { error: told, ...(causes.length === 0 ? {} : { causes }) };
};

const causeOf = (error: unknown): unknown => (error instanceof Error ? error.cause : undefined);

const headOf = (error: unknown): string => {
  const code = codeOf(error);
  return error instanceof Error ? `${code === '' ? error.name : code}: ${error.message}` : String(error);
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
