import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { jsonDepthMax, parseStrictJson } from './strict-json.ts';

const parse = (text: string) => parseStrictJson(Buffer.from(text));
const refused = (pointer: string, detail: RegExp) => ({
  ok: false,
  pointer,
  detail: expect.stringMatching(detail) as unknown,
});

describe('strict JSON', () => {
  test('whatever JSON.stringify writes is read as JSON.parse reads it, as long as no text is broken', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value);
        const parsed = parse(text);
        if (parsed.ok && parsed.faults.length === 0) expect(parsed.value).toEqual(JSON.parse(text));
        else expect(text).toMatch(/\\u0000|\\ud[89a-f]|constructor|prototype|__proto__|e\+|\d{16}/);
      }),
    );
  });

  test('a byte order mark is skipped', () => {
    expect(parse('\ufeff{"a":1}')).toEqual({ ok: true, value: { a: 1 }, faults: [] });
  });

  test.each([
    ['', /empty/],
    ['  \n', /empty/],
    ['{"a":', /not JSON/],
    ['nul', /not JSON/],
    ['{"a":1}{}', /not JSON/],
  ])('%p is malformed', (text, detail) => {
    expect(parse(text)).toEqual(refused('', detail));
  });

  test('bytes that are not UTF-8 are malformed', () => {
    expect(parseStrictJson(Uint8Array.of(0x22, 0xff, 0x22))).toEqual(refused('', /UTF-8/));
  });

  test('a key given twice is malformed, also when one of them is written with an escape', () => {
    expect(parse('{"a":{"b":1,"\\u0062":2}}')).toEqual(refused('/a/b', /"b" is given twice/));
    expect(parse('{"a":{"b":1},"c":[{"b":1},{"b":1}]}')).toMatchObject({ ok: true });
  });

  test('nesting is bounded', () => {
    const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
    expect(parse(nested(jsonDepthMax))).toMatchObject({ ok: true });
    expect(parse(nested(jsonDepthMax + 1))).toMatchObject({
      ok: false,
      detail: expect.stringContaining('deeper') as unknown,
    });
    expect(parse(nested(400_000))).toMatchObject({ ok: false });
  });

  test('a number that a double cannot hold is malformed', () => {
    expect(parse('{"a":[1,9007199254740993]}')).toEqual(refused('/a/1', /double/));
    expect(parse('[1e400]')).toEqual(refused('/0', /double/));
    expect(parse('[9007199254740991,-0.5]')).toMatchObject({ ok: true });
  });

  test('keys that reach for a prototype are unknown fields', () => {
    expect(parse('{"a":{"__proto__":{"x":1}},"constructor":1}')).toMatchObject({
      ok: true,
      faults: [
        { pointer: '/a/__proto__', code: 'UNKNOWN_FIELD' },
        { pointer: '/constructor', code: 'UNKNOWN_FIELD' },
      ],
    });
  });

  test('U+0000 and lone surrogates are bad text, with a pointer to each', () => {
    expect(parse('{"a":["x","\\u0000"],"b/c":"\\ud83d","d":"\\ud83d\\ude00"}')).toMatchObject({
      faults: [
        { pointer: '/a/1', code: 'BAD_TEXT' },
        { pointer: '/b~1c', code: 'BAD_TEXT' },
      ],
    });
  });

  test('a megabyte of one string is read without exhausting the stack', () => {
    expect(parse(`{"a":"${'\\"x'.repeat(300_000)}"}`)).toMatchObject({ ok: true });
  });
});
