import type { z } from 'zod';

/** A schema with a name of its own in the contract: written once there, pointed at everywhere else. */
export type Component = { readonly id: string; readonly schema: z.ZodType; readonly description: string };

const named: Component[] = [];

/** Every component named so far; a file that names some is imported by whoever asks. */
export const components: readonly Component[] = named;

/** Names a schema. Throws where the name is taken: two shapes of one name would be one shape to a client. */
export const component = <Schema extends z.ZodType>(
  id: string,
  description: string,
  schema: Schema,
): Schema => {
  if (named.some((each) => each.id === id)) throw new Error(`two components are called ${id}`);
  named.push({ id, schema, description });
  return schema;
};

/** The name of a schema in the contract. Throws for one that has none. */
export const idOf = (schema: z.ZodType): string => {
  const found = named.find((each) => each.schema === schema);
  if (found === undefined) throw new Error('this schema is no component of the contract');
  return found.id;
};

/** A type as its members with whether each may be absent, so that two types are the same when each fits the other. */
type Plain<T> = T extends string | number | boolean | null | undefined
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Plain<Item>[]
    : T extends object
      ? {
          readonly [Key in keyof T]-?: readonly [
            undefined extends T[Key] ? 'optional' : 'always',
            Plain<Exclude<T[Key], undefined>>,
          ];
        }
      : T;

/** `true` where two types allow the same values, `false` where they do not. */
export type Same<A, B> = [Plain<A>, Plain<B>] extends [Plain<B>, Plain<A>] ? true : false;

type Differs<Answer> = { readonly 'the schema says otherwise than this type': Answer };

/**
 * Holds a schema to the TypeScript type of what the server answers: a member that is more, less, optional or of another
 * type on either side does not compile, so the contract cannot drift from the code.
 */
export const like =
  <Answer>() =>
  <Schema extends z.ZodType>(
    schema: Schema & (Same<z.output<Schema>, Answer> extends true ? unknown : Differs<Answer>),
  ): Schema =>
    schema;

/**
 * Words of a fixed list where the server's type says only `string`: refused by the schema when they are others, and still
 * of the type that `like` compares.
 */
export const word = (schema: z.ZodType<string>): z.ZodType<string> => schema;
