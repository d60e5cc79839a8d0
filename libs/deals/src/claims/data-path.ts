import { kindOfPath } from '../values/path-kinds.ts';

/**
 * A place in an event's data, as CorrectRecord and ReportTerm write it: names and indexes joined by dots,
 * `terms.totalValue.value.amount`, `parties.0.role`. A term path is one name although it has dots of its own
 * (`terms.prepayment.p1.amount.value`).
 */
export type DataPath = string;

type Container = Readonly<Record<string, unknown>>;

const isContainer = (value: unknown): value is Container => typeof value === 'object' && value !== null;

/** The longest name at the head of `segments` that the container holds, or that is a term path; else one segment. */
const headOf = (container: Container, segments: readonly string[]): number => {
  for (let length = segments.length; length > 1; length--) {
    const name = segments.slice(0, length).join('.');
    if (Object.hasOwn(container, name)) return length;
    if (kindOfPath(`deal.${name}`) !== undefined || kindOfPath(name) === 'any') return length;
  }
  return 1;
};

const split = (container: Container, segments: readonly string[]): readonly [string, readonly string[]] => {
  const length = headOf(container, segments);
  return [segments.slice(0, length).join('.'), segments.slice(length)];
};

const read = (value: unknown, segments: readonly string[]): unknown => {
  if (segments.length === 0) return value;
  if (!isContainer(value)) return undefined;
  const [name, rest] = split(value, segments);
  return Object.hasOwn(value, name) ? read(value[name], rest) : undefined;
};

/** What stands at the path, undefined when nothing does. */
export const valueAt = (data: unknown, path: DataPath): unknown => read(data, path.split('.'));

const withItem = (list: readonly unknown[], name: string, value: unknown): readonly unknown[] | undefined => {
  const index = Number(name);
  if (!/^\d+$/.test(name) || index > list.length) return undefined;
  return value === null ? list.toSpliced(index, 1) : list.toSpliced(index, 1, value);
};

const withName = (container: Container, name: string, value: unknown): Container => {
  const entries = Object.entries(container).filter(([key]) => value !== null || key !== name);
  const replaced = entries.map(([key, held]): [string, unknown] => [key, key === name ? value : held]);
  const isNew = value !== null && !Object.hasOwn(container, name);
  return Object.fromEntries(isNew ? [...replaced, [name, value]] : replaced);
};

const write = (value: unknown, segments: readonly string[], to: unknown): unknown => {
  if (segments.length === 0) return to;
  if (!isContainer(value)) return undefined;
  const [name, rest] = split(value, segments);
  const held = Object.hasOwn(value, name) ? value[name] : undefined;
  const inner = rest.length > 0 && held === undefined ? write({}, rest, to) : write(held, rest, to);
  if (inner === undefined) return undefined;
  return Array.isArray(value) ? withItem(value, name, inner) : withName(value, name, inner);
};

/**
 * The data with `to` at the path; null takes the field away (or the item out of its list), an index one past the
 * end adds to the list. Undefined when the path leads through something that holds no fields.
 */
export const changedAt = (data: unknown, path: DataPath, to: unknown): unknown =>
  write(data, path.split('.'), to);
