import { bodySchema } from '@dealtrail/deals/command';
import { commandNames, slices } from '@dealtrail/deals/registry';
import { figureTextLengthMax } from '@dealtrail/deals/values/figure';
import { Hardware } from '@dealtrail/deals/values/hardware';
import { Duration } from '@dealtrail/deals/values/duration';
import { Money } from '@dealtrail/deals/values/money';
import { PartialDate } from '@dealtrail/deals/values/partial-date';
import { Power } from '@dealtrail/deals/values/power';
import { Rate } from '@dealtrail/deals/values/rate';
import { figureForPath, Option, pathOfTerm, Terms } from '@dealtrail/deals/values/term-path';
import { z } from 'zod';
import { components, idOf } from './answers/component.ts';
import type { Component } from './answers/component.ts';
import { FigureValue } from './answers/values.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;

export const refTo = (id: string): { readonly $ref: string } => ({ $ref: `#/components/schemas/${id}` });

/** Points at a component. Throws for a schema that is none. */
export const ref = (schema: z.ZodType): { readonly $ref: string } => refTo(idOf(schema));

/** What two schemas of the language know only as JSON: pointed at instead of written out. */
const pointing = ({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: unknown;
  jsonSchema: z.core.JSONSchema.BaseSchema;
}) => {
  if (jsonSchema.$ref === ref(FigureValue).$ref) delete jsonSchema.anyOf;
  else if (zodSchema === FigureValue) {
    const text = { type: 'string', minLength: 1, maxLength: figureTextLengthMax } as const;
    jsonSchema.anyOf = [...[Money, Rate, Duration, Power, PartialDate, Hardware].map(ref), text];
  }
  if (zodSchema === Terms) jsonSchema.properties = termsByName(jsonSchema.properties ?? {});
  else if (jsonSchema.$ref === ref(Terms).$ref) delete jsonSchema.properties;
};

const termsByName = (named: object): Record<string, { $ref: string } | z.core.JSONSchema.BaseSchema> =>
  Object.fromEntries(
    Object.keys(named).map((name) => {
      const figure = figureForPath(pathOfTerm(name));
      return [name, figure === undefined ? { type: 'array', items: ref(Option) } : ref(figure)];
    }),
  );

const settings = {
  target: 'draft-2020-12',
  unrepresentable: 'any',
  reused: 'inline',
  override: pointing,
} as const;

/** The document says once which dialect all of its schemas are in, and where each of them stands. */
const bare = (schema: JsonSchema): JsonSchema => {
  const { $schema, $id, ...rest } = schema;
  if ($schema === undefined) throw new Error(`a JSON schema names its dialect: ${String($id)}`);
  return rest;
};

/** A schema that is no component, as the server reads it (`input`: before defaults). */
export const jsonSchemaOf = (schema: z.ZodType): JsonSchema =>
  bare(z.toJSONSchema(schema, { ...settings, io: 'input' }));

/** `wanted` as JSON schemas by name; whatever is named in `all` is pointed at where it is used. */
const byName = (
  wanted: readonly Component[],
  all: readonly Component[],
  io: 'input' | 'output',
): Readonly<Record<string, JsonSchema>> => {
  const registry = z.registry<{ id: string }>();
  for (const { id, schema } of all) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, { ...settings, io, uri: (id) => refTo(id).$ref }).schemas;
  return Object.fromEntries(
    wanted.map(({ id, description }) => [id, { ...bare(made[id] ?? {}), description }]),
  );
};

/** Every schema of the document: what is answered as it is written, what a command takes as it is read. */
export const schemas = (): Readonly<Record<string, JsonSchema>> => {
  const bodies = commandNames.map((name) => ({
    id: name,
    schema: bodySchema(name),
    description: `${slices[name].summary}.`,
  }));
  return {
    ...byName(bodies, [...components, ...bodies], 'input'),
    ...byName(components, components, 'output'),
  };
};
