import { describe, expect, test } from '@jest/globals';
import { legalNameAt, namesAt } from './names-at.ts';
import type { NameState } from './party.state.ts';

const registered: NameState = { name: 'Iris Energy', kind: 'legal', from: null, eventId: 'e1' };
const renamed: NameState = { name: 'IREN', kind: 'legal', from: '2024-11-21', eventId: 'e2' };
const again: NameState = { name: 'IREN Group', kind: 'legal', from: '2027-01', eventId: 'e3' };
const alias: NameState = { name: 'Iris', kind: 'alias', from: null, eventId: 'e1' };

describe('the name of a party', () => {
  test('is the one it was registered with until a renaming takes effect', () => {
    expect(legalNameAt([registered, renamed], '2024-11-20')?.name).toBe('Iris Energy');
    expect(legalNameAt([registered, renamed], '2024-11-21')?.name).toBe('IREN');
  });

  test('follows the order of effect, not the order of recording', () => {
    expect(legalNameAt([registered, again, renamed], '2026-11-22')?.name).toBe('IREN');
    expect(legalNameAt([registered, again, renamed], '2027-01-01')?.name).toBe('IREN Group');
  });

  test('changes when recorded, where nobody knows the day of the renaming', () => {
    const undated: NameState = { ...renamed, from: 'unknown' };
    expect(legalNameAt([registered, undated], '2020-01-01')?.name).toBe('IREN');
  });

  test('is the first name known, for a day before all of them', () => {
    expect(legalNameAt([renamed], '2020-01-01')?.name).toBe('IREN');
  });

  test('is undefined for a party without a legal name', () => {
    expect(legalNameAt([alias], '2026-11-22')).toBeUndefined();
  });
});

describe('the names of a party', () => {
  test('are former once another has replaced them, and legal while they stand or are yet to come', () => {
    const kinds = namesAt([registered, alias, renamed, again], '2026-11-22').map(({ name, kind }) => [
      name,
      kind,
    ]);
    expect(kinds).toEqual([
      ['Iris Energy', 'former'],
      ['IREN', 'legal'],
      ['IREN Group', 'legal'],
      ['Iris', 'alias'],
    ]);
  });

  test('list an alias only where it is no legal name', () => {
    const twice: NameState = { name: 'IREN', kind: 'alias', from: null, eventId: 'e4' };
    expect(
      namesAt([registered, twice, renamed], '2026-11-22').filter(({ name }) => name === 'IREN'),
    ).toHaveLength(1);
  });
});
