import 'reflect-metadata';
import { describe, expect, test } from '@jest/globals';
import { parseCommand } from '@dealtrail/deals/command';
import { commandNames } from '@dealtrail/deals/registry';
import type { CommandName } from '@dealtrail/deals/registry';
import { RequestMethod } from '@nestjs/common';
import type { Parts } from '../app.module.ts';
import { AppModule } from '../app.module.ts';
import { openApiDocument } from './document.ts';
import { examples } from './examples.ts';

type Header = { readonly $ref: string };
type Response = { readonly description: string; readonly headers?: Readonly<Record<string, Header>> };
type Operation = {
  readonly operationId: string;
  readonly parameters?: readonly { name: string; description?: string; schema: object }[];
  readonly responses: Readonly<Record<string, Response>>;
};
type Schema = {
  readonly description?: string;
  readonly title?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly required?: readonly string[];
};

/** As a client sees it. */
const document = JSON.parse(JSON.stringify(openApiDocument())) as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; headers: Record<string, unknown> };
};
const { schemas, headers } = document.components;

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method} ${path}`,
    path,
    method,
    operation,
  })),
);

/** Every object within a JSON value. */
const objectsIn = (value: unknown): readonly Schema[] => {
  if (typeof value !== 'object' || value === null) return [];
  return [...(Array.isArray(value) ? [] : [value]), ...Object.values(value).flatMap(objectsIn)];
};

type Controller = new (...parts: never[]) => object;

/** The routes that the controllers serve, as the document writes them. */
const routesOf = (controller: Controller): readonly string[] => {
  const base = String(Reflect.getMetadata('path', controller));
  return Object.getOwnPropertyNames(controller.prototype).flatMap((name) => {
    const handler: unknown = Object.getOwnPropertyDescriptor(controller.prototype, name)?.value;
    if (typeof handler !== 'function' || !Reflect.hasMetadata('method', handler)) return [];
    const method = RequestMethod[Number(Reflect.getMetadata('method', handler))]?.toLowerCase() ?? '';
    const path = `/${base}/${String(Reflect.getMetadata('path', handler))}`;
    return [
      `${method} ${path
        .replaceAll(/\/+/g, '/')
        .replace(/(?<=.)\/$/, '')
        .replaceAll(/:(\w+)/g, '{$1}')}`,
    ];
  });
};

describe('the OpenAPI document', () => {
  test('has a path and a body for every command, made from its slice', () => {
    for (const name of commandNames) {
      expect(document.paths[`/v1/commands/${name}`]).toHaveProperty('post');
      expect(Object.keys(schemas[name]?.properties ?? {})).toContain('reason');
    }
    expect(schemas['AnnounceDeal']?.required).toEqual(
      expect.arrayContaining(['dealId', 'class', 'title', 'parties', 'announcedOn', 'sources']),
    );
  });

  test('describes every route that a controller serves, and no other', () => {
    const controllers = (AppModule.over({} as Parts).controllers ?? []) as readonly Controller[];
    const served = controllers
      .flatMap(routesOf)
      .flatMap((route) =>
        route.includes('/commands/{name}')
          ? commandNames.map((name) => route.replace('{name}', name))
          : [route],
      );
    expect(operations.map(({ name }) => name).toSorted()).toEqual(served.toSorted());
    expect(served.length).toBeGreaterThan(40);
  });

  test('names every operation once', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('says what every component and every parameter means', () => {
    expect(Object.entries(schemas).filter(([, { description = '' }]) => description.length < 8)).toEqual([]);
    const parameters = operations.flatMap(({ operation }) => operation.parameters ?? []);
    expect(parameters.filter(({ description = '' }) => description.length < 8)).toEqual([]);
  });

  test('says how to try again with every 503, who to be with every 401, and the tag of every 304', () => {
    const needed = { 503: 'Retry-After', 401: 'WWW-Authenticate', 304: 'ETag' };
    for (const { name, path, operation } of operations)
      for (const [status, header] of Object.entries(needed)) {
        const answer = operation.responses[status];
        if (answer === undefined || path.startsWith('/health')) continue;
        expect([name, status, Object.keys(answer.headers ?? {})]).toEqual([
          name,
          status,
          expect.arrayContaining([header]),
        ]);
      }
  });

  test('lists the problems of every path with their codes', () => {
    for (const { name, path, operation } of operations) {
      const problems = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);
      for (const [status, { description }] of problems)
        if (!path.startsWith('/health'))
          expect([name, status, description]).toContainEqual(expect.stringMatching(/Codes: `[A-Z_]+`/));
      const isOpen = !path.startsWith('/v1/');
      expect([name, problems.some(([status]) => status === '401')]).toEqual([name, !isOpen]);
    }
  });

  test('calls a limit an integer with its bounds, although a query writes it as text', () => {
    const limit = document.paths['/v1/events']?.['get']?.parameters?.find(({ name }) => name === 'limit');
    expect(limit?.schema).toEqual({ type: 'integer', minimum: 1, maximum: 1000 });
  });

  test('points at nothing that is not there, and writes no component out again', () => {
    const text = JSON.stringify(document);
    const named = (kind: string) =>
      [...text.matchAll(new RegExp(`#/components/${kind}/(\\w+)`, 'g'))].map(([, name]) => name ?? '');
    expect(named('schemas').filter((name) => !(name in schemas))).toEqual([]);
    expect(named('headers').filter((name) => !(name in headers))).toEqual([]);
    const inlined = Object.values(schemas)
      .flatMap((schema) => objectsIn(schema).slice(1))
      .filter(({ title }) => title !== undefined && title in schemas);
    expect(inlined).toEqual([]);
  });

  test('gives examples that the commands take', () => {
    for (const [name, body] of Object.entries(examples))
      expect([name, parseCommand(name as CommandName, body)]).toMatchObject([name, { ok: true }]);
  });
});
