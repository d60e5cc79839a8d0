import { compareText } from '../order.ts';
import type { Held } from './fresh-rows.ts';

export type Difference = {
  readonly key: string;
  /** JSON Pointer into what is held under the key; empty: all of it, which one side does not have. */
  readonly path: string;
  /** As it lies in the table; null: it is not there. */
  readonly live: unknown;
  /** As the log has it; null: it should not be there. */
  readonly fresh: unknown;
};

type Bag = Readonly<Record<string, unknown>>;
const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null;

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The first place at which two JSON values are not the same bytes; the whole where only the order of members differs. */
const placeOf = (path: string, live: unknown, fresh: unknown): Omit<Difference, 'key'> => {
  if (isBag(live) && isBag(fresh) && Array.isArray(live) === Array.isArray(fresh)) {
    const names = [...new Set([...Object.keys(live), ...Object.keys(fresh)])];
    const name = names.find((each) => !isSame(live[each], fresh[each]));
    if (name !== undefined) return placeOf(`${path}/${escaped(name)}`, live[name], fresh[name]);
  }
  return { path, live: live ?? null, fresh: fresh ?? null };
};

const onlyFresh = ({ key, value }: Held): Difference => ({ key, path: '', live: null, fresh: value });
const onlyLive = ({ key, value }: Held): Difference => ({ key, path: '', live: value, fresh: null });

/** What differs between what lies in a table and what must lie there; both come by the bytes of their keys. */
export async function* differences(
  live: AsyncIterable<Held>,
  fresh: Iterable<Held>,
): AsyncGenerator<Difference, void, void> {
  const wanted = fresh[Symbol.iterator]();
  let next = wanted.next();
  for await (const held of live) {
    for (; next.done !== true && compareText(next.value.key, held.key) < 0; next = wanted.next())
      yield onlyFresh(next.value);
    if (next.done === true || next.value.key !== held.key) {
      yield onlyLive(held);
      continue;
    }
    if (!isSame(held.value, next.value.value))
      yield { key: held.key, ...placeOf('', held.value, next.value.value) };
    next = wanted.next();
  }
  for (; next.done !== true; next = wanted.next()) yield onlyFresh(next.value);
}
