import type { z } from 'zod';
import type { Fault, FaultCode } from './rejection.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** JSON pointer (RFC 6901) of a path; the empty pointer is the whole body. */
export const pointerOf = (path: Path): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** What a body holds at a path; undefined where there is nothing. Never looks at inherited properties. */
export const valueAt = (body: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, step)
        ? (value as Record<PropertyKey, unknown>)[step]
        : undefined,
    body,
  );

const unknownFields = (issue: Issue & { readonly code: 'unrecognized_keys' }, path: Path): readonly Fault[] =>
  issue.keys.map((key) => ({
    pointer: pointerOf([...path, key]),
    code: 'UNKNOWN_FIELD',
    detail: `there is no field ${key} here: remove it or mend its name`,
  }));

/** The branch that the writer most likely meant: one of the right kind if there is one, then that with fewest faults. */
const likeliest = (branches: readonly (readonly Issue[])[]): readonly Issue[] => {
  const wrongKind = (branch: readonly Issue[]) => (branch.some((issue) => issue.path.length === 0) ? 1 : 0);
  const ordered = branches.toSorted((a, b) => wrongKind(a) - wrongKind(b) || a.length - b.length);
  return ordered[0] ?? [];
};

const codeOf = (issue: Issue): FaultCode => {
  const named = issue.code === 'custom' ? (issue.params?.['code'] as FaultCode | undefined) : undefined;
  return named ?? 'INVALID_FIELDS';
};

const isSources = (path: Path): boolean => path.length === 1 && path[0] === 'sources';

const missing = (path: Path): Fault =>
  isSources(path)
    ? sourceRequired
    : {
        pointer: pointerOf(path),
        code: 'MISSING_FIELD',
        detail: `${String(path.at(-1) ?? 'a body')} is needed`,
      };

const sourceRequired: Fault = {
  pointer: '/sources',
  code: 'SOURCE_REQUIRED',
  detail: 'name at least one source: sources: [{"sourceId": "source_..."}]',
};

const faultsOfIssue = (issue: Issue, body: unknown, base: Path): readonly Fault[] => {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') return unknownFields(issue, path);
  if (issue.code === 'too_small' && isSources(path)) return [sourceRequired];
  const named = codeOf(issue);
  if (named === 'INVALID_FIELDS' && valueAt(body, path) === undefined) return [missing(path)];
  if (issue.code === 'invalid_union' && issue.errors.length > 0)
    return likeliest(issue.errors).flatMap((each) => faultsOfIssue(each, body, path));
  return [{ pointer: pointerOf(path), code: named, detail: issue.message }];
};

const below = (pointer: string, above: string): boolean => pointer.startsWith(`${above}/`);

/** A general verdict on a value gives way to a precise one on a part of it or on itself; nothing is said twice. */
const essential = (faults: readonly Fault[]): readonly Fault[] =>
  faults.filter((fault, index) => {
    const said =
      faults.findIndex((other) => other.pointer === fault.pointer && other.code === fault.code) < index;
    const vague =
      fault.code === 'INVALID_FIELDS' &&
      faults.some(
        (other) =>
          below(other.pointer, fault.pointer) ||
          (other.pointer === fault.pointer && other.code !== 'INVALID_FIELDS'),
      );
    return !said && !vague;
  });

/** Every fault of form in a body, with a pointer to each and the language's code for it. */
export const faultsOf = (issues: readonly Issue[], body: unknown): readonly Fault[] =>
  essential(issues.flatMap((issue) => faultsOfIssue(issue, body, [])));
