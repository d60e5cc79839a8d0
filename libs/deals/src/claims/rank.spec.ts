import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AnyFigure } from '../values/figure.ts';
import type { Claim } from './claim.ts';
import { rank } from './rank.ts';
import { bestTier, rootsOf, sourceBook, witnessesOf } from './source-book.ts';
import type { Source } from './source-book.ts';

const source = (name: string, more: Partial<Source> = {}): Source => ({
  sourceId: `source_${name}`,
  tier: 'T4',
  seen: true,
  derivedFrom: [],
  retracted: false,
  publishedAt: 'unknown',
  ...more,
});
const book = sourceBook([
  source('filing', { tier: 'T1', publishedAt: '2026-03-02T21:05:00Z' }),
  source('release', { tier: 'T2' }),
  source('wire', { tier: 'T3', publishedAt: '2026-03-02' }),
  source('press'),
  source('early', { publishedAt: '2026-03-01' }),
  source('late', { publishedAt: '2026-03-09' }),
  source('gone', { retracted: true, tier: 'T1' }),
  source('host', { tier: 'T5', repostOf: 'source_wire' }),
  source('mirror', { tier: 'T6', repostOf: 'source_host', derivedFrom: ['source_filing'] }),
  source('copy-of-gone', { tier: 'T3', repostOf: 'source_gone' }),
]);
const ranks = { book, effectiveAt: '2026-11-22' };

const usd = (amount: string, qualifier: AnyFigure['qualifier'] = 'exact'): AnyFigure => ({
  qualifier,
  value: { amount, currency: 'USD' },
});
const claim = (position: number, name: string, more: Partial<Claim> = {}): Claim => ({
  claimEventId: `e${String(position)}`,
  position,
  subject: 'deal_a',
  path: 'deal.totalValue',
  kind: 'money',
  value: usd(String(position)),
  modality: 'stated',
  sources: [{ sourceId: `source_${name}` }],
  eventType: 'TermReported',
  occurredOn: null,
  standing: 'standing',
  denials: [],
  ...more,
});
const decided = (...claims: Claim[]) => {
  const { winner, step, rivals } = rank(claims, ranks);
  return [
    winner?.claimEventId ?? null,
    step,
    rivals.map((rival) => `${rival.claim.claimEventId}@${rival.lostAt}`).join(),
  ];
};
const denial = (name: string) => [
  { eventId: 'd', byParty: 'party_a' as const, sources: [{ sourceId: `source_${name}` as const }] },
];

describe('the current value of a path', () => {
  test('is what the only claim says', () => {
    expect(decided(claim(1, 'press'))).toEqual(['e1', 'only', '']);
  });

  test('is nothing where nobody claims anything', () => {
    expect(decided()).toEqual([null, 'only', '']);
  });

  test('(a) never rests on what was retracted, corrected away or lost its sources', () => {
    expect(decided(claim(1, 'filing', { standing: 'retracted' }), claim(2, 'press'))).toEqual([
      'e2',
      'a',
      '',
    ]);
    expect(
      decided(claim(1, 'filing', { standing: 'correctedAway' }), claim(1, 'press', { value: usd('9') })),
    ).toEqual(['e1', 'only', '']);
    expect(decided(claim(1, 'gone'), claim(2, 'press'))).toEqual(['e2', 'a', '']);
    expect(decided(claim(1, 'copy-of-gone'), claim(2, 'press'))).toEqual(['e2', 'a', '']);
    const both = claim(1, 'gone', { sources: [{ sourceId: 'source_gone' }, { sourceId: 'source_press' }] });
    expect(decided(both)).toEqual(['e1', 'only', '']);
  });

  test('(b) is what an analyst adopted', () => {
    const adopted = claim(2, 'press', { adoption: { eventId: 'a', position: 9, rationale: 'x' } });
    expect(decided(claim(1, 'filing'), adopted)).toEqual(['e2', 'b', 'e1@b']);
  });

  test('(c) follows the latest change of the world; what was so before is explained, no rival', () => {
    const renamed = claim(2, 'press', { effectiveOn: '2026-05-01' });
    const { winner, step, rivals, explained } = rank([claim(1, 'filing'), renamed], ranks);
    expect([winner?.claimEventId, step, rivals, explained.map((each) => each.claim.claimEventId)]).toEqual([
      'e2',
      'c',
      [],
      ['e1'],
    ]);
  });

  test('(c) does not follow a change that is still to come, and keeps what is from after it', () => {
    expect(decided(claim(1, 'filing'), claim(2, 'press', { effectiveOn: '2027-05-01' }))).toEqual([
      'e1',
      'c',
      '',
    ]);
    const after = claim(3, 'filing', { asOf: '2026-06' });
    expect(decided(claim(2, 'press', { effectiveOn: '2026-05-01' }), after)).toEqual(['e3', 'f', 'e2@f']);
  });

  test('(d) is said as fact before it is rumoured, and rumoured before it is thought', () => {
    const rumoured = claim(1, 'filing', { modality: 'rumoured' });
    const opinion = claim(2, 'filing', { modality: 'opinion' });
    expect(decided(rumoured, opinion, claim(3, 'press'))).toEqual(['e3', 'd', 'e1@d,e2@d']);
    expect(decided(rumoured, opinion)).toEqual(['e1', 'd', 'e2@d']);
    expect(rank([opinion], ranks)).toMatchObject({ winner: { claimEventId: 'e2' }, marked: 'opinion' });
    expect(rank([claim(3, 'press')], ranks).marked).toBeUndefined();
  });

  test('(d) is not what the party denies, unless a filing or a release carries it', () => {
    expect(decided(claim(1, 'wire', { denials: denial('release') }), claim(2, 'press'))).toEqual([
      'e2',
      'd',
      'e1@d',
    ]);
    expect(decided(claim(1, 'wire', { denials: denial('release') }))).toEqual([null, 'only', 'e1@d']);
    expect(decided(claim(1, 'release', { denials: denial('release') }), claim(2, 'press'))).toEqual([
      'e1',
      'f',
      'e2@f',
    ]);
    expect(decided(claim(1, 'wire', { denials: denial('gone') }), claim(2, 'press'))).toEqual([
      'e1',
      'f',
      'e2@f',
    ]);
  });

  test('(e) is a value before undisclosed, whoever says undisclosed', () => {
    expect(decided(claim(1, 'filing', { value: { qualifier: 'undisclosed' } }), claim(2, 'press'))).toEqual([
      'e2',
      'e',
      'e1@e',
    ]);
  });

  test('(f) is what the best tier says; a repost speaks with the tier of its root', () => {
    expect(decided(claim(1, 'press'), claim(2, 'filing'))).toEqual(['e2', 'f', 'e1@f']);
    expect(decided(claim(1, 'press'), claim(2, 'host'))).toEqual(['e2', 'f', 'e1@f']);
    expect(bestTier(book, [{ sourceId: 'source_mirror' }])).toBe('T3');
  });

  test('(g) is the narrowest of what agrees with the best tier, even from a lower one', () => {
    const over = claim(1, 'filing', { value: usd('90', 'over') });
    expect(decided(over, claim(2, 'press', { value: usd('97') }))).toEqual(['e2', 'g', 'e1@g']);
    expect(decided(over, claim(2, 'press', { value: usd('80') }))).toEqual(['e1', 'f', 'e2@f']);
  });

  test('(h) is what was published later, if that is certain', () => {
    expect(decided(claim(1, 'early'), claim(2, 'late'))).toEqual(['e2', 'h', 'e1@h']);
    expect(decided(claim(1, 'early'), claim(2, 'press'))).toEqual(['e1', 'i', 'e2@i']);
  });

  test('(h) never decides who a party is', () => {
    const name = { path: 'party.name', kind: 'text' as const };
    const [a, b] = [
      claim(1, 'early', { ...name, value: { qualifier: 'exact', value: 'A' } }),
      claim(2, 'late', { ...name, value: { qualifier: 'exact', value: 'B' } }),
    ];
    expect(decided(a, b)).toEqual(['e1', 'i', 'e2@i']);
  });

  test('(i) is what was recorded first', () => {
    expect(decided(claim(2, 'press'), claim(1, 'press'))).toEqual(['e1', 'i', 'e2@i']);
  });

  test('claims that say the same are no rivals, they agree', () => {
    const same = claim(2, 'press', { value: usd('1') });
    const { step, rivals, agreeing } = rank([claim(1, 'filing'), same], ranks);
    expect([step, rivals, agreeing.map(({ claimEventId }) => claimEventId)]).toEqual([
      'only',
      [],
      ['e1', 'e2'],
    ]);
  });

  test('every step is shown with what it kept and dropped', () => {
    const { steps } = rank([claim(1, 'press'), claim(2, 'filing')], ranks);
    expect(steps.map(({ step, kept }) => `${step}${String(kept)}`).join(' ')).toBe(
      'a2 b2 c2 d2 e2 f1 g1 h1 i1',
    );
    expect(steps[5]).toMatchObject({
      dropped: ['e1'],
      detail: 'dropped: is of tier T4, below T1',
    });
  });

  const details = (...claims: Claim[]) =>
    Object.fromEntries(rank(claims, ranks).steps.map(({ step, detail }) => [step, detail]));

  test('a step that decided nothing says so, and states nothing that did not happen', () => {
    expect(details(claim(1, 'press'), claim(1, 'press', { value: usd('2') }))).toEqual({
      a: 'nothing dropped: none was retracted or corrected away, and none rests only on retracted sources',
      b: 'nothing dropped: no claim was adopted',
      c: 'nothing dropped: none is from before a change of the world in effect, or from one still to come',
      d: 'nothing dropped: all are equally firm, and none fell to a denial',
      e: 'nothing dropped: all name a value',
      f: 'nothing dropped: all are of the best tier, T4',
      g: 'nothing dropped: none is a more precise form of another, or the same from a better tier',
      h: 'nothing dropped: none was certainly published later than another',
      i: 'nothing dropped: all were recorded by one event',
    });
  });

  test('what is said of a step is true of the claims it was given', () => {
    const adoption = { eventId: 'a', position: 9, rationale: 'x' };
    const alone = details(claim(1, 'press', { adoption }), claim(2, 'filing'));
    expect([alone['b'], alone['f']]).toEqual([
      'dropped: an analyst adopted another claim',
      'nothing dropped: one claim was left',
    ]);
    expect(details(claim(1, 'press', { adoption }))['b']).toBe(
      'nothing dropped: the one claim left was adopted by an analyst',
    );
    const secret = usd('1', 'undisclosed');
    expect(details(claim(1, 'press', { value: secret }), claim(2, 'wire', { value: secret }))['e']).toBe(
      'nothing dropped: none names a value',
    );
    const precise = details(claim(1, 'filing', { value: usd('1', 'over') }), claim(2, 'press'));
    expect(precise['f']).toBe('nothing dropped: those below the best tier, T1, say the same more precisely');
    const name = { path: 'party.name' };
    expect(details(claim(1, 'early', name), claim(2, 'late', name))['h']).toBe(
      'nothing dropped: who a party is does not change with a later publication',
    );
    expect(details(claim(1, 'gone'))['b']).toBe('nothing dropped: no claim was left');
  });
});

const names = ['filing', 'release', 'wire', 'press', 'early', 'late', 'gone', 'host', 'mirror'];
const values = fc.oneof(
  fc.constant<AnyFigure>({ qualifier: 'undisclosed' }),
  fc
    .tuple(
      fc.constantFrom(
        'exact' as const,
        'about' as const,
        'nearly' as const,
        'over' as const,
        'atMost' as const,
      ),
      fc.integer({ min: 1, max: 5 }),
    )
    .map(([qualifier, value]) => usd(String(value), qualifier)),
);
const anyClaims = fc
  .array(
    fc.record({
      name: fc.constantFrom(...names),
      value: values,
      modality: fc.constantFrom(
        'stated' as const,
        'reported' as const,
        'rumoured' as const,
        'opinion' as const,
      ),
      effectiveOn: fc.constantFrom(undefined, '2026-01-01', '2026-05', '2027'),
      standing: fc.constantFrom('standing' as const, 'standing' as const, 'retracted' as const),
      denials: fc.constantFrom([], denial('release')),
    }),
    { maxLength: 8 },
  )
  .map((all) => all.map(({ name, ...more }, index) => claim(index + 1, name, more)));

describe('the laws of ranking', () => {
  test('the answer does not depend on the order in which the claims are given', () => {
    fc.assert(
      fc.property(
        anyClaims.chain((claims) =>
          fc.tuple(fc.constant(claims), fc.shuffledSubarray(claims, { minLength: claims.length })),
        ),
        ([claims, shuffled]) => {
          expect(rank(shuffled, ranks)).toEqual(rank(claims, ranks));
        },
      ),
    );
  });

  test('every claim is accounted for exactly once', () => {
    fc.assert(
      fc.property(anyClaims, (claims) => {
        const { rivals, explained, agreeing, steps } = rank(claims, ranks);
        const dropped = steps[0]?.dropped ?? [];
        const seen = [
          ...[...rivals, ...explained].map((each) => each.claim.claimEventId),
          ...agreeing.map((each) => each.claimEventId),
          ...dropped,
        ];
        expect(seen.toSorted()).toEqual(claims.map(({ claimEventId }) => claimEventId).toSorted());
      }),
    );
  });

  test('something wins whenever something stands undenied and is effective', () => {
    fc.assert(
      fc.property(anyClaims, (claims) => {
        const standing = claims.filter(
          ({ standing: stands, sources, effectiveOn, denials }) =>
            stands === 'standing' &&
            sources[0]?.sourceId !== 'source_gone' &&
            effectiveOn === undefined &&
            denials.length === 0,
        );
        fc.pre(standing.length > 0 && claims.every(({ effectiveOn }) => effectiveOn === undefined));
        expect(rank(claims, ranks).winner).not.toBeNull();
      }),
    );
  });

  test('an undisclosed claim never wins over a value said as firmly', () => {
    fc.assert(
      fc.property(anyClaims, (claims) => {
        const { winner, rivals } = rank(claims, ranks);
        fc.pre(winner?.value.qualifier === 'undisclosed');
        expect(rivals.filter(({ lostAt }) => lostAt > 'e')).toEqual([]);
      }),
    );
  });
});

describe('witnesses', () => {
  test('are the distinct roots of what a claim cites', () => {
    expect(rootsOf(book, 'source_mirror')).toEqual(['source_filing', 'source_wire']);
    expect(witnessesOf(book, [{ sourceId: 'source_host' }, { sourceId: 'source_wire' }])).toEqual([
      'source_wire',
    ]);
    expect(witnessesOf(book, [{ sourceId: 'source_gone' }])).toEqual([]);
  });

  test('are found even where the book goes round in circles', () => {
    const round = sourceBook([source('a', { repostOf: 'source_b' }), source('b', { repostOf: 'source_a' })]);
    expect(rootsOf(round, 'source_a')).toEqual([]);
    expect(bestTier(round, [{ sourceId: 'source_a' }])).toBe('T4');
  });
});
