import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { kindOfPath, plainTermPaths, subjectOfPath, unmeasured } from './path-kinds.ts';
import { figureForPath, figuresOf, optionsOf, TermPath, Terms } from './term-path.ts';

const exact = <T>(value: T) => ({ qualifier: 'exact' as const, value });
const usd = (amount: string) => ({ amount, currency: 'USD' });

const faultsOf = (schema: z.ZodType, value: unknown): unknown[] =>
  (schema.safeParse(value).error?.issues ?? []).map((issue) => [
    issue.path.join('/'),
    issue.code === 'custom' ? String(issue.params?.['code']) : issue.code,
  ]);

describe('a term path', () => {
  test.each([
    ['deal.totalValue', 'money'],
    ['deal.prepaymentShare', 'rate'],
    ['deal.term', 'duration'],
    ['deal.capacity', 'power'],
    ['deal.capacity.criticalIT', 'power'],
    ['deal.prepayment.p-1.amount', 'money'],
    ['deal.support.backstop-1.cap', 'money'],
    ['deal.milestone.phase-2.due', 'date'],
    ['financing.coverage', 'rate'],
    ['financing.rating', 'text'],
    ['party.stakeIn.party_acme', 'rate'],
    ['other.power-mix', 'any'],
  ])('%s is of type %s', (path, kind) => {
    expect(kindOfPath(path)).toBe(kind);
    expect(TermPath.parse(path)).toBe(path);
    expect(figureForPath(path)).toBeDefined();
  });

  test.each([
    'totalValue',
    'deal.foo',
    'deal.capacity.nominal',
    'other.',
    'other.Power',
    'other.a--b',
    'deal.prepayment..amount',
    'deal.__proto__',
    'deal.constructor',
    4,
  ])('%j is none', (path) => {
    expect(faultsOf(TermPath, path)).toEqual([['', 'UNKNOWN_TERM_PATH']]);
  });

  test('speaks of a deal, a financing or a party; others of any', () => {
    expect(['deal.term', 'financing.amount', 'party.name', 'other.x'].map(subjectOfPath)).toEqual([
      'deal',
      'financing',
      'party',
      'any',
    ]);
  });

  test('loses its measure, and nothing else', () => {
    expect(unmeasured('deal.upToCapacity.gross')).toBe('deal.upToCapacity');
    expect(plainTermPaths.map(unmeasured)).toEqual(plainTermPaths);
  });

  test('every path takes an undisclosed figure', () => {
    const refused = plainTermPaths.filter(
      (path) => figureForPath(path)?.safeParse({ qualifier: 'undisclosed' }).success !== true,
    );
    expect(refused).toEqual([]);
  });
});

describe('the terms of an announcement', () => {
  const terms = {
    totalValue: exact(usd('1200000000')),
    term: exact({ count: 5, unit: 'year' }),
    'prepayment.p1.amount': exact(usd('5')),
    'other.power-mix': exact('hydro'),
    options: [{ optionId: 'second-phase', adds: { value: exact(usd('1')) }, expires: '2027-Q1' }],
  };

  test('are figures by path without its prefix, and options', () => {
    const parsed = Terms.parse(terms);
    expect(parsed).toEqual(terms);
    expect(figuresOf(parsed).map(([path]) => path)).toEqual([
      'deal.totalValue',
      'deal.term',
      'deal.prepayment.p1.amount',
      'other.power-mix',
    ]);
    expect(optionsOf(parsed)).toHaveLength(1);
    expect([figuresOf(undefined), optionsOf(undefined)]).toEqual([[], []]);
  });

  test('every fault is named with its place', () => {
    const wrong = {
      totalValue: exact({ amount: '9.7bn', currency: 'USD' }),
      termm: exact('x'),
      term: exact(usd('1')),
      options: [{ optionId: 'A', adds: {} }],
    };
    expect(faultsOf(Terms, wrong)).toEqual([
      ['totalValue/value/amount', 'MALFORMED_DECIMAL'],
      ['termm', 'UNKNOWN_TERM_PATH'],
      ['term/value/count', 'invalid_type'],
      ['term/value/unit', 'invalid_value'],
      ['term/value', 'unrecognized_keys'],
      ['options/0/optionId', 'BAD_IDENTIFIER'],
    ]);
  });

  test('OpenAPI sees every spelled-out path', () => {
    const { properties } = z.toJSONSchema(Terms);
    expect(Object.keys(properties ?? {})).toEqual(
      expect.arrayContaining(['totalValue', 'term', 'hardware', 'options']),
    );
  });
});
