import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dealLife } from './deal/deal.stages.ts';
import type { DealStage } from './deal/deal.stages.ts';
import { financingLife } from './financing/financing.stages.ts';
import { recordedAs } from './specify-slice.ts';
import { afterEnd, currentStage, outOfOrder, withStage } from './stages.ts';
import type { Lifecycle, Stages } from './stages.ts';
import type { PartialDate } from './values/partial-date.ts';

const entered = <Name extends string>(
  life: Lifecycle<Name>,
  ...dates: readonly (readonly [Name, PartialDate])[]
): Stages<Name> =>
  recordedAs(
    'stream',
    dates.map(([name, on]) => ({ type: life.entry[name].event, data: { [life.entry[name].date]: on } })),
  ).reduce((stages, event) => withStage(life, stages, event), {} as Stages<Name>);

describe('an order of stages', () => {
  test('is refused when the intervals prove it impossible, naming both dates and the record in the way', () => {
    const stages = entered(dealLife, ['completed', '2026-03']);
    const refusal = outOfOrder(dealLife, stages, 'commenced', '2026-Q2');
    expect(refusal).toMatchObject({ code: 'OUT_OF_ORDER_DATE', pointer: '/commencedOn' });
    expect(refusal?.other).toBe(stages.completed?.record.eventId);
    expect(refusal?.detail).toContain('2026-Q2');
    expect(refusal?.detail).toContain('2026-03');
  });

  test('stands while the intervals overlap by a single day', () => {
    const stages = entered(dealLife, ['completed', '2026-04-01']);
    expect(outOfOrder(dealLife, stages, 'commenced', '2026-Q2')).toBeUndefined();
  });

  test('stands whenever a date is unknown or open on the side that matters', () => {
    const stages = entered(dealLife, ['signed', 'unknown'], ['completed', { notBefore: '2026-01' }]);
    expect(outOfOrder(dealLife, stages, 'commenced', '2030-01-01')).toBeUndefined();
  });

  test('leaves announced and signed in any order', () => {
    expect(
      outOfOrder(dealLife, entered(dealLife, ['signed', '2026-05']), 'announced', '2026-06'),
    ).toBeUndefined();
    expect(
      outOfOrder(dealLife, entered(dealLife, ['announced', '2026-05']), 'signed', '2026-06'),
    ).toBeUndefined();
  });

  test('puts nothing before the rumour, which is dated by the first of its kind', () => {
    const stages = entered(dealLife, ['rumoured', '2026-05'], ['rumoured', '2026-03']);
    expect(outOfOrder(dealLife, stages, 'announced', '2026-02-28')?.code).toBe('OUT_OF_ORDER_DATE');
    expect(outOfOrder(dealLife, stages, 'announced', '2026-03-01')).toBeUndefined();
  });

  test('says in words which of the two cannot come first', () => {
    const later = outOfOrder(dealLife, entered(dealLife, ['completed', '2026-03']), 'signed', '2026-04');
    expect(later?.detail).toContain('completed cannot come before signed');
    const earlier = outOfOrder(dealLife, entered(dealLife, ['signed', '2026-04']), 'completed', '2026-03');
    expect(earlier?.detail).toContain('completed cannot come before signed');
  });

  test('takes the first of two rumours to be no later than either of them may be', () => {
    const stages = entered(dealLife, ['rumoured', '2026-05'], ['rumoured', '2026-Q2']);
    expect(stages.rumoured?.days).toEqual({ earliest: '2026-04-01', latest: '2026-05-31' });
    const turned = entered(dealLife, ['rumoured', '2026-Q2'], ['rumoured', '2026-05']);
    expect(turned.rumoured?.days).toEqual({ earliest: '2026-04-01', latest: '2026-05-31' });
  });

  test('takes the first of two rumours to be undated when either of them is', () => {
    const stages = entered(dealLife, ['rumoured', '2026-05'], ['rumoured', 'unknown']);
    expect(stages.rumoured?.days).toEqual({ earliest: null, latest: '2026-05-31' });
  });

  test('skips stages: a completion is still not before a signing when nobody recorded the commencement', () => {
    const stages = entered(dealLife, ['signed', '2026-05']);
    expect(outOfOrder(dealLife, stages, 'completed', '2026-04')?.code).toBe('OUT_OF_ORDER_DATE');
  });

  test('of a financing runs announced, priced, closed, drawn, ended', () => {
    const stages = entered(financingLife, ['priced', '2026-05-10']);
    expect(outOfOrder(financingLife, stages, 'announced', '2026-05-11')?.code).toBe('OUT_OF_ORDER_DATE');
    expect(outOfOrder(financingLife, stages, 'closed', '2026-05-09')?.code).toBe('OUT_OF_ORDER_DATE');
    expect(outOfOrder(financingLife, stages, 'closed', '2026-05-10')).toBeUndefined();
  });
});

describe('the end', () => {
  const ended = entered(dealLife, ['ended', '2026-05']);

  test('refuses what is provably later, by its own code', () => {
    expect(outOfOrder(dealLife, ended, 'signed', '2026-06')).toMatchObject({
      code: 'DEAL_ENDED',
      pointer: '/signedOn',
    });
    expect(afterEnd(dealLife, ended, '2026-06-01', '/receivedOn')).toMatchObject({
      code: 'DEAL_ENDED',
      pointer: '/receivedOn',
      other: ended.ended?.record.eventId,
    });
  });

  test('welcomes what may have been before it', () => {
    expect(afterEnd(dealLife, ended, '2026-05-31', '/receivedOn')).toBeUndefined();
    expect(afterEnd(dealLife, ended, 'unknown', '/receivedOn')).toBeUndefined();
    expect(afterEnd(dealLife, {}, '2026-06', '/receivedOn')).toBeUndefined();
  });

  test('comes last: it cannot be recorded for a day before another stage', () => {
    const signed = entered(dealLife, ['signed', '2026-05-02']);
    expect(outOfOrder(dealLife, signed, 'ended', '2026-05-01')?.code).toBe('OUT_OF_ORDER_DATE');
  });
});

describe('the current stage', () => {
  test('is the furthest recorded, whatever was typed in last', () => {
    const stages = entered(dealLife, ['signed', 'unknown'], ['announced', '2025-11-03']);
    expect(currentStage(dealLife, stages)).toBe('signed');
    expect(currentStage(dealLife, {})).toBeUndefined();
  });

  test('as at a day counts no stage that is provably later, and every undated one', () => {
    const stages = entered(
      dealLife,
      ['announced', '2025-11-03'],
      ['signed', 'unknown'],
      ['ended', '2026-06'],
    );
    expect(currentStage(dealLife, stages, '2026-05-31')).toBe('signed');
    expect(currentStage(dealLife, stages, '2026-06-01')).toBe('ended');
  });
});

const ordinary = dealLife.order;
const day = (n: number): string => `2026-01-0${String(n)}`;
const interval = fc
  .tuple(
    fc.integer({ min: 1, max: 4 }),
    fc.integer({ min: 0, max: 2 }),
    fc.constantFrom('both', 'from', 'to', 'none'),
  )
  .map(([from, length, ends]): PartialDate => {
    const notBefore = ends === 'both' || ends === 'from' ? { notBefore: day(from) } : {};
    const notAfter = ends === 'both' || ends === 'to' ? { notAfter: day(from + length) } : {};
    return ends === 'none' ? 'unknown' : { ...notBefore, ...notAfter };
  });
const dated = fc.uniqueArray(fc.tuple(fc.constantFrom(...ordinary), interval), {
  selector: ([name]) => name,
});

/** By brute force: is there a day in each interval such that the order holds? Days 0 and 7 stand for open ends. */
const isPossible = (dates: readonly (readonly [DealStage, PartialDate])[]): boolean => {
  const choices = dates.map(([name, on]) => {
    const bounds = typeof on === 'string' ? {} : on;
    const low = bounds.notBefore === undefined ? 0 : Number(bounds.notBefore.at(-1));
    const high = bounds.notAfter === undefined ? 7 : Number(bounds.notAfter.at(-1));
    return { name, days: Array.from({ length: high - low + 1 }, (_, index) => low + index) };
  });
  const search = (chosen: readonly (readonly [DealStage, number])[]): boolean => {
    const next = choices[chosen.length];
    if (next === undefined) return true;
    const fits = (at: number) =>
      chosen.every(
        ([name, other]) =>
          (!dealLife.notBefore[next.name].includes(name) || other <= at) &&
          (!dealLife.notBefore[name].includes(next.name) || at <= other),
      );
    return next.days.some((at) => fits(at) && search([...chosen, [next.name, at]]));
  };
  return search([]);
};

const typedIn = (dates: readonly (readonly [DealStage, PartialDate])[]): boolean => {
  let stages: Stages<DealStage> = {};
  for (const [name, on] of dates) {
    if (outOfOrder(dealLife, stages, name, on) !== undefined) return false;
    stages = { ...stages, ...entered(dealLife, [name, on]) };
  }
  return true;
};

describe('the laws of stages', () => {
  test('dates are accepted exactly when some order of days satisfies them all', () => {
    fc.assert(fc.property(dated, (dates) => typedIn(dates) === isPossible(dates)));
  });

  test('the order of typing never matters: a set of dates is accepted in every order or in none', () => {
    const withShuffle = dated.chain((dates) =>
      fc.tuple(fc.constant(dates), fc.shuffledSubarray(dates, { minLength: dates.length })),
    );
    fc.assert(fc.property(withShuffle, ([dates, shuffled]) => typedIn(dates) === typedIn(shuffled)));
  });

  test.each([
    ['deal', dealLife.notBefore],
    ['financing', financingLife.notBefore],
  ])(
    'the order of a %s is transitively closed and has no cycle',
    (_, notBefore: Readonly<Record<string, readonly string[]>>) => {
      for (const [name, earlier] of Object.entries(notBefore)) {
        expect(earlier).not.toContain(name);
        for (const each of earlier)
          expect(earlier).toEqual(expect.arrayContaining([...(notBefore[each] ?? [])]));
      }
    },
  );
});

/** What a chart of LIFECYCLE.md draws: the label of each stage, and each stage with all that its arrows follow from. */
const chart = (heading: string) => {
  const page = readFileSync(new URL('LIFECYCLE.md', import.meta.url), 'utf8');
  const lines = page.split(`## ${heading}\n`)[1]?.split('```')[1]?.split('\n') ?? [];
  const labels = lines.flatMap(
    (line) => /^ {2}(\w+)\["\w+<br\/>(\w+)\.(\w+)"\]$/.exec(line)?.slice(1, 4).join(' ') ?? [],
  );
  const arrows = lines.flatMap((line) => {
    const [, from, to] = /^ {2}(\w+) --> (\w+)$/.exec(line) ?? [];
    return from === undefined || to === undefined ? [] : [{ from, to }];
  });
  const before = (name: string): readonly string[] =>
    arrows.flatMap(({ from, to }) => (to === name ? [from, ...before(from)] : []));
  return { labels, before: (name: string) => new Set(before(name)) };
};

describe('LIFECYCLE.md draws the order that the code keeps', () => {
  test.each([
    ['A deal', dealLife as Lifecycle<string>],
    ['A financing', financingLife as Lifecycle<string>],
  ])('%s', (heading, life) => {
    const { labels, before } = chart(heading);
    expect(labels).toEqual(
      life.order.map((name) => `${name} ${Object.values(life.entry[name] ?? {}).join(' ')}`),
    );
    for (const name of life.order) expect(before(name)).toEqual(new Set(life.notBefore[name]));
  });
});
