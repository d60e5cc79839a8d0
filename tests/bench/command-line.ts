import { parseArgs } from 'node:util';
import type { Part, Wish } from './parts/part.ts';

export type Wanted =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly why: string }
  | (Wish & {
      readonly kind: 'run';
      readonly parts: readonly Part[];
      /** Undefined: beside the compiled bench, on the disk of the checkout. */
      readonly home: string | undefined;
    });

const roundsDefault = 5;
const secondsDefault = 3;
const eventsMaxDefault = 10_000_000;

const options = {
  help: { type: 'boolean' },
  all: { type: 'boolean' },
  rounds: { type: 'string' },
  seconds: { type: 'string' },
  to: { type: 'string' },
  home: { type: 'string' },
} as const;

export const readCommandLine = (args: readonly string[], known: readonly Part[]): Wanted => {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    if (values.help === true) return { kind: 'help' };
    const unknown = positionals.filter((name) => !known.some((part) => part.name === name));
    if (unknown.length > 0) return { kind: 'wrong', why: `there is no part ${unknown.join(', ')}` };
    return {
      kind: 'run',
      parts: known.filter(({ name, isLong }) =>
        positionals.length === 0 ? values.all === true || isLong !== true : positionals.includes(name),
      ),
      rounds: positive('rounds', values.rounds, roundsDefault),
      seconds: positive('seconds', values.seconds, secondsDefault),
      eventsMax: positive('to', values.to, eventsMaxDefault),
      home: values.home,
    };
  } catch (error) {
    return { kind: 'wrong', why: error instanceof Error ? error.message : String(error) };
  }
};

const positive = (name: string, text: string | undefined, otherwise: number): number => {
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`--${name} wants a whole number from 1 up`);
  return value;
};

export const helpOf = (parts: readonly Part[]): string =>
  [
    'npm run bench -- [part ...] [options]',
    '',
    'Measures Dealtrail against its peers and the floors of this machine, on a PostgreSQL of its own.',
    'Without a part: all but the long ones. Results: tests/bench/results/latest.json; parts not run keep theirs.',
    '',
    ...parts.map(
      ({ name, about, isLong }) => `  ${name.padEnd(10)}${about}${isLong === true ? ' (long)' : ''}`,
    ),
    '',
    `  --rounds N    each contestant runs so often, in turn (${String(roundsDefault)})`,
    `  --seconds S   how long each run takes (${String(secondsDefault)})`,
    '  --all         the long parts too',
    `  --to N        growth: how many events it stops at (${String(eventsMaxDefault)}, about 20 GB); views: rebuilt from`,
    '  --home PATH   where the data lies meanwhile: the disk that is measured',
  ].join('\n');
