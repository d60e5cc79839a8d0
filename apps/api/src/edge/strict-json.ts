import type { Fault } from '@dealtrail/deals/rejection';

/** Objects and arrays within each other; no command comes near. Bounds every recursion over a body. */
export const jsonDepthMax = 32;

/** Keys that would reach an object's prototype in careless code. No schema names them. */
const poisonous: readonly string[] = ['__proto__', 'constructor', 'prototype'];

export type ParsedJson =
  /** `faults`: text that PostgreSQL could not give back; reported together with the faults of the fields. */
  | { readonly ok: true; readonly value: unknown; readonly faults: readonly Fault[] }
  | { readonly ok: false; readonly pointer: string; readonly detail: string };

/**
 * JSON as RFC 8259 with the freedoms taken out: UTF-8 only (a byte order mark is skipped), no duplicate keys, bounded
 * depth, no number that a double cannot hold, no prototype keys, no U+0000, no lone surrogates.
 */
export const parseStrictJson = (bytes: Uint8Array): ParsedJson => {
  const text = decoded(bytes);
  if (text === undefined) return malformed('', 'the body is not valid UTF-8');
  if (text.trim() === '') return malformed('', 'the body is empty; send one JSON object');
  try {
    // JSON.parse judges the grammar; the scan below may rely on it.
    const value: unknown = JSON.parse(text);
    return scanned(text, value);
  } catch (error) {
    return malformed('', `not JSON: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
};

const malformed = (pointer: string, detail: string): ParsedJson => ({ ok: false, pointer, detail });

/** Keeps nothing from one whole text to the next. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

const decoded = (bytes: Uint8Array): string | undefined => {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
};

/** Strings, punctuation, and bare words (numbers and literals). The string part has no nested repeat to backtrack into. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

/** One open object or array: the keys seen so far, or undefined for an array; where we are in it. */
type Frame = { readonly keys: Set<string> | undefined; at: string; expectsKey: boolean; index: number };

const scanned = (text: string, value: unknown): ParsedJson => {
  const frames: Frame[] = [];
  const faults: Fault[] = [];
  for (const [token] of text.matchAll(tokens)) {
    const stop = step(token, frames, faults);
    if (stop !== undefined) return malformed(pointerOf(frames), stop);
  }
  return { ok: true, value, faults };
};

const step = (token: string, frames: Frame[], faults: Fault[]): string | undefined => {
  const frame = frames.at(-1);
  switch (token) {
    case '{':
    case '[':
      if (frames.length === jsonDepthMax) return `nested deeper than ${String(jsonDepthMax)} levels`;
      frames.push({
        keys: token === '{' ? new Set() : undefined,
        at: '0',
        expectsKey: token === '{',
        index: 0,
      });
      return undefined;
    case '}':
    case ']':
      frames.pop();
      return undefined;
    case ',':
      if (frame?.keys !== undefined) frame.expectsKey = true;
      else if (frame !== undefined) frame.at = String(++frame.index);
      return undefined;
    case ':':
      if (frame !== undefined) frame.expectsKey = false;
      return undefined;
    default:
      return frame?.keys !== undefined && frame.expectsKey
        ? key(token, frame, frames, faults)
        : leaf(token, frames, faults);
  }
};

const key = (token: string, frame: Frame, frames: readonly Frame[], faults: Fault[]): string | undefined => {
  const name = token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
  frame.at = name;
  if (frame.keys?.has(name) === true) return `the key ${JSON.stringify(name)} is given twice`;
  frame.keys?.add(name);
  if (poisonous.includes(name)) {
    faults.push({ pointer: pointerOf(frames), code: 'UNKNOWN_FIELD', detail: `no field is called ${name}` });
  }
  textFault(token, name, frames, faults);
  return undefined;
};

const leaf = (token: string, frames: readonly Frame[], faults: Fault[]): string | undefined => {
  if (token.startsWith('"')) {
    if (token.includes('\\u')) textFault(token, JSON.parse(token) as string, frames, faults);
    return undefined;
  }
  if (token === 'true' || token === 'false' || token === 'null') return undefined;
  const number = Number(token);
  if (Number.isInteger(number) ? Number.isSafeInteger(number) : Number.isFinite(number)) return undefined;
  return `the number ${token.slice(0, 40)} does not fit a double; write figures as strings`;
};

/** Without escapes there is nothing to find: raw control characters are not JSON, lone surrogates not UTF-8. */
const textFault = (token: string, text: string, frames: readonly Frame[], faults: Fault[]): void => {
  if (!token.includes('\\u')) return;
  if (text.includes('\u0000') || /\p{Cs}/u.test(text)) {
    const detail = 'text may hold neither U+0000 nor lone surrogates';
    faults.push({ pointer: pointerOf(frames), code: 'BAD_TEXT', detail });
  }
};

/** RFC 6901, to the value being read. */
const pointerOf = (frames: readonly Frame[]): string =>
  frames.map(({ at }) => `/${at.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
