import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readSettings } from './settings.ts';

const key = `dt_adminkey1_${'a'.repeat(32)}`;

describe('settings', () => {
  test('nothing set: the documented defaults', () => {
    expect(readSettings({})).toEqual({
      port: 3000,
      portWanted: false,
      host: '127.0.0.1',
      databaseUrl: undefined,
      home: join(homedir(), '.dealtrail'),
      adminKey: undefined,
      redisUrl: undefined,
      logLevel: 'info',
    });
  });

  test('an empty variable counts as absent', () => {
    expect(readSettings({ PORT: '', DATABASE_URL: '', DEALTRAIL_HOME: '', LOG_LEVEL: '' })).toEqual(
      readSettings({}),
    );
  });

  test('every one can be set', () => {
    const set = {
      PORT: '0',
      HOST: '::1',
      DATABASE_URL: 'postgresql://ann:pw@db/deals',
      DEALTRAIL_HOME: '/srv/dealtrail',
      DEALTRAIL_ADMIN_KEY: key,
      REDIS_URL: 'rediss://redis:6379',
      LOG_LEVEL: 'debug',
    };
    expect(readSettings(set)).toEqual({
      port: 0,
      portWanted: true,
      host: '::1',
      databaseUrl: set.DATABASE_URL,
      home: '/srv/dealtrail',
      adminKey: key,
      redisUrl: set.REDIS_URL,
      logLevel: 'debug',
    });
  });

  test.each([
    ['PORT', '65536', 'a number from 0 to 65535'],
    ['PORT', '3000a', 'a number from 0 to 65535'],
    ['PORT', '-1', 'a number from 0 to 65535'],
    ['HOST', 'http://me', 'a host name or an address'],
    ['DATABASE_URL', 'mysql://db', 'postgres://user:password@host:5432/database'],
    ['REDIS_URL', 'redis', 'redis://host:6379'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector', 'http://collector:4318'],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'grpc://collector', 'http://collector:4318'],
    ['LOG_LEVEL', 'verbose', 'fatal, error, warn, info, debug, trace'],
    ['DEALTRAIL_ADMIN_KEY', `dt_short_${'a'.repeat(32)}`, 'dt_<8 to 32 of a-z0-9>'],
    ['DEALTRAIL_ADMIN_KEY', `dt_adminkey1_${'a'.repeat(31)}`, '32 to 128'],
    ['DEALTRAIL_ADMIN_KEY', `dt_adminkey1_${'a'.repeat(129)}`, '32 to 128'],
  ])('%s=%s is refused with what it should be', (name, value, wanted) => {
    expect(() => readSettings({ [name]: value })).toThrow(wanted);
    expect(() => readSettings({ [name]: value })).toThrow(name);
  });

  test('all wrong ones are named at once, and no secret is shown', () => {
    const wrong = { PORT: 'x', DATABASE_URL: 'ftp://ann:hunter2@db', DEALTRAIL_ADMIN_KEY: 'hunter2' };
    expect(() => readSettings(wrong)).toThrow('3 wrong setting(s)');
    expect(() => readSettings(wrong)).not.toThrow('hunter2');
  });
});
