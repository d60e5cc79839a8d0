import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { readSettings } from './settings.ts';

type Service = {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment: Readonly<Record<string, string | number>>;
  readonly ports?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
};

const project = resolve(import.meta.dirname, '../..');

/** As a person's .env file would set them. */
const variables: Readonly<Record<string, string>> = {
  POSTGRES_PASSWORD: 'owner1',
  API_PASSWORD: 'api1',
  WORKER_PASSWORD: 'worker1',
};

/** What docker compose does to ${NAME}, ${NAME:-default} and ${NAME:?message}. */
const interpolated = (text: string): string =>
  text.replaceAll(
    /\$\{(\w+)(?::([-?])([^}]*))?\}/g,
    (_whole, name: string, sign?: string, other?: string) => {
      const value = variables[name] ?? (sign === '-' ? other : undefined);
      if (value === undefined) throw new Error(`${name} has neither value nor default`);
      return value;
    },
  );

const text = readFileSync(join(project, 'docker-compose.yml'), 'utf8');
const composition = JSON.parse(interpolated(JSON.stringify(parse(text, { merge: true })))) as {
  readonly services: Readonly<Record<string, Service>>;
};

const service = (name: string): Service => {
  const found = composition.services[name];
  if (found === undefined) throw new Error(`there is no service ${name}`);
  return found;
};

const environmentOf = (name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(service(name).environment).map(([key, value]) => [key, String(value)]));

const sourceOf = (built: string): string => built.replace('/dist/', '/src/').replace(/\.js$/, '.ts');

describe('docker-compose.yml', () => {
  test('names PostgreSQL of the embedded server’s major version, a migration, api and worker', () => {
    expect(Object.keys(composition.services).sort()).toEqual(['api', 'migrate', 'postgres', 'worker']);
    expect(service('postgres').image).toMatch(/^postgres:18/);
  });

  test('runs files that the build makes', () => {
    for (const name of ['api', 'migrate', 'worker']) {
      const file = service(name).command?.[1] ?? '';
      expect([file, existsSync(join(project, sourceOf(file)))]).toEqual([file, true]);
    }
  });

  test('gives each process settings that it accepts, and none that it does not know', () => {
    const known = ['PORT', 'HOST', 'DATABASE_URL', 'DEALTRAIL_ADMIN_KEY', 'REDIS_URL', 'LOG_LEVEL'];
    for (const name of ['api', 'migrate', 'worker']) {
      const environment = environmentOf(name);
      expect(new URL(readSettings(environment).databaseUrl ?? '').host).toBe('postgres:5432');
      const others = Object.keys(environment).filter((key) => !known.includes(key));
      expect(others).toEqual(name === 'migrate' ? ['API_PASSWORD', 'WORKER_PASSWORD'] : []);
    }
  });

  test('gives api and worker a login of their own, with the password that the migration gives it', () => {
    const login = (name: string): string[] => {
      const { username, password } = new URL(environmentOf(name)['DATABASE_URL'] ?? '');
      return [username, password];
    };
    expect(login('api')).toEqual(['dealtrail_api_login', environmentOf('migrate')['API_PASSWORD']]);
    expect(login('worker')).toEqual(['dealtrail_worker_login', environmentOf('migrate')['WORKER_PASSWORD']]);
    expect(login('migrate')).toEqual([
      environmentOf('postgres')['POSTGRES_USER'],
      environmentOf('postgres')['POSTGRES_PASSWORD'],
    ]);
  });

  test('lets api and worker wait for the migration, and the migration for PostgreSQL', () => {
    for (const name of ['api', 'worker']) {
      expect(service(name).depends_on).toEqual({ migrate: { condition: 'service_completed_successfully' } });
    }
    expect(service('migrate').depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
  });

  test('opens the api to this machine only, and PostgreSQL to nobody', () => {
    expect(service('api').ports).toEqual([`127.0.0.1:3000:${environmentOf('api')['PORT'] ?? ''}`]);
    expect(service('postgres').ports).toBeUndefined();
  });

  test('cannot be brought up without passwords', () => {
    expect(text.match(/\$\{\w+_PASSWORD:\?/g)).toHaveLength(3);
  });
});

test('the image runs a file that the build makes', () => {
  const lines = readFileSync(join(project, 'infra/Dockerfile'), 'utf8').split('\n');
  const command = JSON.parse(
    lines.find((line) => line.startsWith('CMD '))?.slice('CMD '.length) ?? '[]',
  ) as string[];
  expect(existsSync(join(project, sourceOf(command[1] ?? '')))).toBe(true);
});
