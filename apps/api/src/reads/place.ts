import { z } from 'zod';

/** Where a page of a list ends: the value it is sorted by and the key, as libs/views gives it. */
export const Place = z.strictObject({ value: z.string(), key: z.string() });

type Given<T> = { readonly [Key in keyof T]: Exclude<T[Key], undefined> };

/** The same without the members that are undefined, which optional properties of libs/views do not take. */
export const given = <T extends object>(filters: T): Given<T> =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined)) as Given<T>;
