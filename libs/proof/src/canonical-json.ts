/**
 * Canonical JSON by RFC 8785 (JCS): the same value always gives the same text, so texts can be hashed and compared.
 * Members are sorted by UTF-16 code units, numbers and strings are written as ECMAScript writes them, no white space.
 *
 * Throws a TypeError for what JSON cannot hold: undefined, functions, symbols, bigint, NaN, infinities, lone
 * surrogates, and objects that are neither plain nor arrays. Recursion is as deep as the value; whoever parses foreign
 * JSON bounds its depth first.
 */
export const canonicalJson = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return text(value);
    case 'number':
      return number(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null ? 'null' : composite(value);
    case 'undefined':
    case 'function':
    case 'symbol':
    case 'bigint':
      throw new TypeError(`canonical JSON has no ${typeof value}`);
  }
};

const composite = (value: object): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError('canonical JSON has plain objects and arrays only');
  }
  const members = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${members.map(([key, member]) => `${text(key)}:${canonicalJson(member)}`).join(',')}}`;
};

const number = (value: number): string => {
  if (!Number.isFinite(value)) throw new TypeError(`canonical JSON has no ${String(value)}`);
  return JSON.stringify(value); // ECMAScript's Number::toString is the form RFC 8785 asks for; -0 becomes 0.
};

/** With the `u` flag a pair is one code point, so only a lone surrogate is in category Cs. */
const loneSurrogate = /\p{Cs}/u;

const text = (value: string): string => {
  if (loneSurrogate.test(value)) throw new TypeError('canonical JSON has no lone surrogates');
  return JSON.stringify(value);
};
