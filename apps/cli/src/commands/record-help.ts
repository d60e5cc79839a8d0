import type { JsonSchema } from './record-fields.ts';
import { alternatives } from './record-fields.ts';
import { table } from '../render/table.ts';

const wordsShown = 6;

/** What a field takes, in a few words. */
const takes = (schema: JsonSchema): string => {
  const all = alternatives(schema);
  const words = all.flatMap(({ enum: listed, const: only }) => [
    ...(listed ?? []),
    ...(only === undefined ? [] : [only]),
  ]);
  if (words.length > 0 && !all.some(({ properties }) => properties !== undefined)) {
    const more = words.length > wordsShown ? ' ...' : '';
    return words.slice(0, wordsShown).map(String).join(' | ') + more;
  }
  const properties = all.flatMap((each) => Object.keys(each.properties ?? {}));
  if (properties.includes('qualifier')) return 'figure: {qualifier, value, asStated}';
  const kinds = [...new Set(all.flatMap(({ type }) => (type === undefined ? [] : [type].flat())))];
  if (kinds.includes('array')) return `list of ${itemOf(all)}`;
  if (properties.length > 0 && !kinds.includes('string')) {
    const shown = [...new Set(properties)];
    return `{${shown.slice(0, wordsShown).join(', ')}${shown.length > wordsShown ? ', ...' : ''}}`;
  }
  return kinds.length === 0 ? 'any' : kinds.map((kind) => (kind === 'object' ? 'json' : kind)).join(' or ');
};

const itemOf = (schemas: readonly JsonSchema[]): string => {
  const items = schemas.map((schema) => schema.items).find((item) => typeof item === 'object');
  return items === undefined ? 'values' : takes(items);
};

/** The fields of a command for its help: those it needs first. */
export const fieldsHelp = (schema: JsonSchema, width: number): string => {
  const needed = new Set(schema.required ?? []);
  const fields = Object.entries(schema.properties ?? {});
  const rows = [
    ...fields.filter(([name]) => needed.has(name)),
    ...fields.filter(([name]) => !needed.has(name)),
  ].map(([name, field]) => [
    `--${name}`,
    needed.has(name) ? 'needed' : '',
    [takes(field), field.description ?? ''].filter(Boolean).join('; '),
  ]);
  return ['', 'Fields:', ...table(rows, { width, indent: 2 }), ''].join('\n');
};

export const howToGiveFields = `
A nested field takes a point: --window.session premarket. Objects and lists may
be given as JSON, a list also by naming its flag again. Citations: --source
source_x, or --source 'source_x#page 2'. Parties: --parties provider=party_x.
The whole body: --json '{...}', --json @file, or --json - for stdin; flags win
over it. A value that begins with two dashes: --summary='--so'.
`;
