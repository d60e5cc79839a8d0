import { describe, expect, test } from '@jest/globals';
import { errorFields, isLogged, jsonLogger } from './json-logger.ts';
import { logLevels } from './settings.ts';
import type { LogLevel } from './settings.ts';

const linesAt = (level: LogLevel, belongsTo?: () => object) => {
  const lines: Record<string, unknown>[] = [];
  const logger = jsonLogger(
    level,
    (line) => {
      expect(line.endsWith('\n') && line.indexOf('\n') === line.length - 1).toBe(true);
      lines.push(JSON.parse(line) as Record<string, unknown>);
    },
    belongsTo,
  );
  return { lines, logger };
};

describe('the log of a process', () => {
  test.each(logLevels)('at %s writes what is as important or more so', (least) => {
    const { lines, logger } = linesAt(least);
    for (const method of ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'] as const)
      logger[method]('hello');
    expect(lines.map(({ level }) => level)).toEqual(logLevels.filter((level) => isLogged(level, least)));
  });

  test('a line is one JSON object: how important, when, where, what, then its fields', () => {
    const { lines, logger } = linesAt('info');
    logger.log('two\nlines', { position: 3, huge: 10n }, 'here');
    expect(Object.keys(lines[0] ?? {})).toEqual(['level', 'time', 'context', 'message', 'position', 'huge']);
    expect(lines[0]).toMatchObject({ level: 'info', context: 'here', message: 'two\nlines', huge: '10' });
  });

  test('takes fields, errors and stacks in the places where Nest puts them', () => {
    const { lines, logger } = linesAt('info');
    logger.warn({ code: 'NOT_CAUGHT_UP' }, 'requests');
    logger.error(new Error('no disk'), 'here');
    logger.error('it broke', 'at line 1', 'here');
    logger.error('it broke', undefined, 'here');
    expect(lines).toMatchObject([
      { context: 'requests', code: 'NOT_CAUGHT_UP' },
      { context: 'here', message: 'no disk', error: expect.stringContaining('Error: no disk') as unknown },
      { context: 'here', message: 'it broke', stack: 'at line 1' },
      { context: 'here', message: 'it broke' },
    ]);
  });

  test('what the framework says of itself is told at trace only, its errors always', () => {
    const { lines, logger } = linesAt('debug');
    logger.log('Mapped {/v1/deals, GET} route', 'RouterExplorer');
    logger.error('no such provider', 'NestFactory');
    expect(lines.map(({ message }) => message)).toEqual(['no such provider']);
  });

  test('an error is told with its code and its causes, never with the detail that quotes a value', () => {
    const cause = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (name)=(secret)' });
    const told = errorFields(new Error('cannot append', { cause }));
    expect(told).toEqual({
      error: expect.stringContaining('Error: cannot append') as unknown,
      causes: ['23505: duplicate key'],
    });
    expect(errorFields('just text')).toEqual({ error: 'just text' });
    let chain = new Error('0');
    for (let depth = 1; depth <= 10; depth++) chain = new Error(String(depth), { cause: chain });
    expect(errorFields(chain).causes).toHaveLength(4);
  });

  test('what cannot be written is told, not thrown', () => {
    const { lines, logger } = linesAt('info');
    const round: Record<string, unknown> = {};
    round['self'] = round;
    logger.log('round', { round });
    logger.log('stubborn', {
      field: {
        toJSON: () => {
          throw new Error('no');
        },
      },
    });
    expect(lines).toMatchObject([
      { message: 'round', round: { self: '[Circular]' } },
      { message: 'stubborn', field: expect.stringContaining('unable to serialize') as unknown },
    ]);
  });

  test('a line says what it belongs to, asked for at that moment', () => {
    let ids: object = { commandId: 'a' };
    const { lines, logger } = linesAt('info', () => ids);
    logger.warn('first', 'here');
    ids = {};
    logger.warn('second', 'here');
    expect(lines.map(({ message, commandId }) => [message, commandId])).toEqual([
      ['first', 'a'],
      ['second', undefined],
    ]);
  });
});
