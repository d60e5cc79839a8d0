import { describe, expect, test } from '@jest/globals';
import { commandNames } from '@dealtrail/deals/registry';
import { openApiDocument } from './document.ts';

/** As a client sees it. */
const document = JSON.parse(JSON.stringify(openApiDocument())) as {
  paths: Record<
    string,
    Record<string, { operationId: string; parameters?: { name: string; schema: object }[] }>
  >;
  components: { schemas: Record<string, { properties?: Record<string, unknown>; required?: string[] }> };
};

describe('the OpenAPI document', () => {
  test('has a path and a body for every command, made from its slice', () => {
    for (const name of commandNames) {
      expect(document.paths[`/v1/commands/${name}`]).toHaveProperty('post');
      expect(Object.keys(document.components.schemas[name]?.properties ?? {})).toContain('reason');
    }
    expect(document.components.schemas['AnnounceDeal']?.required).toEqual(
      expect.arrayContaining(['dealId', 'class', 'title', 'parties', 'announcedOn', 'sources']),
    );
  });

  test('names every operation once', () => {
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('calls a limit an integer with its bounds, although a query writes it as text', () => {
    const limit = document.paths['/v1/events']?.['get']?.parameters?.find(({ name }) => name === 'limit');
    expect(limit?.schema).toEqual({ type: 'integer', minimum: 1, maximum: 1000 });
  });

  test('points at no schema that is not there', () => {
    const named = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(
      ([, name]) => name ?? '',
    );
    expect(named.filter((name) => !(name in document.components.schemas))).toEqual([]);
  });
});
