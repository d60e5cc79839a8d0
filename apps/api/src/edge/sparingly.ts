/** A fault that comes in thousands is not told in thousands of lines. */
export const quietMs = 1_000;

/**
 * Says the same thing at most once in `quietMs`; what came up meanwhile is counted as `more` on the next line. `what` is
 * one of a few words known beforehand, such as a code: each has its own silence.
 */
export const sparingly = (
  say: (fields: object) => void,
  now: () => number = () => performance.now(),
): ((what: string, fields: object) => void) => {
  const last = new Map<string, { readonly at: number; readonly more: number }>();
  return (what, fields) => {
    const before = last.get(what);
    if (before !== undefined && now() - before.at < quietMs) {
      last.set(what, { ...before, more: before.more + 1 });
      return;
    }
    last.set(what, { at: now(), more: 0 });
    say({ ...fields, ...(before === undefined || before.more === 0 ? {} : { more: before.more }) });
  };
};
