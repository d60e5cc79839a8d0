import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { instantOf, microsOf } from './instant.ts';

const micros = fc.bigInt({
  min: microsOf('0001-01-01T00:00:00Z'),
  max: microsOf('9999-12-31T23:59:59.999999Z'),
});

describe('An instant', () => {
  test('is written with six digits and read back the same', () => {
    fc.assert(
      fc.property(micros, (value) => {
        expect(instantOf(value)).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
        expect(microsOf(instantOf(value))).toBe(value);
      }),
    );
  });

  test('sorts as text as it sorts in time', () => {
    fc.assert(fc.property(micros, micros, (a, b) => instantOf(a) < instantOf(b) === a < b));
  });

  test('may have any offset and any number of digits; those past the sixth are cut', () => {
    expect(instantOf(microsOf('2026-03-02T23:05:00.1234569+02:00'))).toBe('2026-03-02T21:05:00.123456Z');
    expect(instantOf(microsOf('1969-12-31T23:59:59.999999Z'))).toBe('1969-12-31T23:59:59.999999Z');
    expect(instantOf(microsOf('2024-02-29T00:00:00Z'))).toBe('2024-02-29T00:00:00.000000Z');
  });

  test.each([
    '2026-03-02',
    '2026-03-02T21:05:00',
    '2026-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-03-02T24:30:00Z',
    '2026-03-02t21:05:00z',
    '0000-12-31T00:00:00Z',
    '9999-12-31T23:59:59-01:00',
    'now',
  ])('is not %s', (text) => {
    expect(() => microsOf(text)).toThrow(RangeError);
  });
});
