import { usage } from '../exit-codes.ts';

/** The part of JSON Schema that the fields of a command are described with. */
export type JsonSchema = {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema | boolean;
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly description?: string;
};

type Flag = { readonly name: string; readonly value: string | undefined };

/** A schema with its alternatives laid out flat. */
export const alternatives = (schema: JsonSchema): readonly JsonSchema[] => {
  const inner = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return inner.length === 0 ? [schema] : [schema, ...inner.flatMap(alternatives)];
};

const kindsOf = (schemas: readonly JsonSchema[]): ReadonlySet<string> =>
  new Set(
    schemas.flatMap(({ type, enum: words, const: only }) =>
      type === undefined ? ((words ?? only) === undefined ? [] : ['string']) : [type].flat(),
    ),
  );

const child = (schemas: readonly JsonSchema[], name: string): readonly JsonSchema[] =>
  schemas
    .flatMap(({ properties, additionalProperties, items }) => [
      properties?.[name] ?? (/^\d+$/.test(name) ? items : additionalProperties),
    ])
    .filter((schema): schema is JsonSchema => typeof schema === 'object')
    .flatMap(alternatives);

/** `--name value`, `--name=value`, or `--name` alone (yes). A value may begin with one dash: -500. */
export const flagsOf = (args: readonly string[]): readonly Flag[] => {
  const flags: Flag[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const [, name, value] = /^--([A-Za-z][^=]*)(?:=([\s\S]*))?$/.exec(args[at] ?? '') ?? [];
    if (name === undefined)
      throw usage(`"${args[at] ?? ''}" stands alone: fields are given as --field value`);
    const next = args[at + 1];
    const takesNext = value === undefined && next !== undefined && !/^--[A-Za-z]/.test(next);
    flags.push({ name, value: takesNext ? next : value });
    if (takesNext) at += 1;
  }
  return flags;
};

const parsed = (name: string, text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw usage(`--${name} begins like JSON but is not: ${error instanceof Error ? error.message : ''}`);
  }
};

/** `source_x` or `source_x#page 2` is a citation; `provider=party_x` is a party in its role. */
const shorthand = (schemas: readonly JsonSchema[], text: string): unknown => {
  const names = new Set(schemas.flatMap(({ properties }) => Object.keys(properties ?? {})));
  const [, before = text, after] = /^([^#=]*)[#=]([\s\S]*)$/.exec(text) ?? [];
  if (names.has('sourceId')) return { sourceId: before, ...(after === undefined ? {} : { locator: after }) };
  if (names.has('partyId') && names.has('role') && after !== undefined)
    return { partyId: after, role: before };
  return text;
};

const valueOf = (name: string, text: string, schemas: readonly JsonSchema[]): unknown => {
  const kinds = kindsOf(schemas);
  const structured = kinds.size === 0 || kinds.has('object') || kinds.has('array');
  if (structured && /^\s*[[{]/.test(text)) return parsed(name, text);
  if (kinds.has('string')) return text;
  if ((kinds.has('integer') || kinds.has('number')) && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (kinds.has('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  if (kinds.has('array')) return [shorthand(child(schemas, '0'), text)];
  return text; // Not of a kind that fits; the server says so with its pointer.
};

type Holder = Record<string, unknown>;

const isHolder = (value: unknown): value is Holder => typeof value === 'object' && value !== null;

/** The object or array at the end of the path, made where it is not there yet. */
const holderAt = (body: Holder, path: readonly string[], flag: string): Holder => {
  let at = body;
  for (const [index, name] of path.entries()) {
    const next = path[index + 1] ?? '';
    const held = Object.hasOwn(at, name) ? at[name] : undefined;
    if (held !== undefined && !isHolder(held)) throw usage(`--${flag}: ${name} already has a value`);
    const inner: unknown = held ?? (/^\d+$/.test(next) ? [] : {});
    at[name] = inner;
    at = inner as Holder;
  }
  return at;
};

const camelled = (name: string): string =>
  name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

const near = (name: string, names: readonly string[]): string => {
  const like = names.filter((known) => known.toLowerCase().startsWith(name.toLowerCase().slice(0, 3)));
  return `Its fields: ${(like.length > 0 ? like : names).join(', ')} (see --help)`;
};

const set = (body: Holder, schema: JsonSchema, { name, value }: Flag): void => {
  const path = (name === 'source' ? 'sources' : name).split('.').map(camelled);
  const known = Object.keys(schema.properties ?? {});
  const [top = '', last = ''] = [path[0], path.at(-1)];
  if (!known.includes(top)) throw usage(`There is no field --${name}.`, near(top, known));
  if (path.includes('__proto__')) throw usage(`There is no field --${name}.`);
  const schemas = path.reduce<readonly JsonSchema[]>(child, alternatives(schema));
  if (value === undefined && !kindsOf(schemas).has('boolean')) throw usage(`--${name} wants a value.`);
  const filled = path.length === 1 ? body : holderAt(body, path.slice(0, -1), name);
  const found = value === undefined ? true : valueOf(name, value, schemas);
  const held = filled[last];
  const grows = kindsOf(schemas).has('array') && Array.isArray(held);
  if (held !== undefined && !grows) throw usage(`--${name} is given twice.`);
  const wrapped =
    kindsOf(schemas).has('array') &&
    !kindsOf(schemas).has('object') &&
    isHolder(found) &&
    !Array.isArray(found);
  const entry: unknown = wrapped ? [found] : found;
  filled[last] = grows ? [...(held as unknown[]), ...[entry].flat()] : entry;
};

/**
 * The body of a command from its flags: `--dealId deal_x`, nested `--window.session premarket`, JSON where that is
 * handier (`--terms '{...}'`), a list by naming the flag again. What the values must be is the server's to say.
 */
export const bodyFrom = (
  schema: JsonSchema,
  base: Readonly<Record<string, unknown>>,
  args: readonly string[],
) => {
  const body: Holder = structuredClone(base);
  const flags = flagsOf(args);
  const over = new Set(flags.map(({ name }) => camelled(name)));
  for (const name of over) if (Object.hasOwn(body, name)) Reflect.deleteProperty(body, name);
  for (const flag of flags) set(body, schema, flag);
  return body;
};
