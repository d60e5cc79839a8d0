import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { chains } from '@dealtrail/deals/history';
import type { Steps } from '@dealtrail/deals/history';
import { recordedFrom } from '@dealtrail/deals/recorded';
import type { StoredEvent } from '@dealtrail/event-sourcing/event';
import { upcasting } from '@dealtrail/event-sourcing/upcasting';
import { UnknownShape } from '@dealtrail/event-sourcing/unknown-shape';

// The example of CONTRIBUTING.md, word for word.
type PartyRenamedV1 = {
  readonly partyId: string;
  readonly newName: string;
  readonly effectiveOn: unknown;
};

const steps: Steps = {
  PartyRenamed: {
    1: (old) => {
      const { newName, ...rest } = old as PartyRenamedV1;
      return { ...rest, name: newName, kind: 'legal' };
    },
  },
};

/** The chains of a release in which the slice writes version 2. */
const lift = upcasting({
  ...chains,
  PartyRenamed: { current: 2, steps: steps.PartyRenamed ?? {} },
});

const fileIn = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

const stored = fileIn('events-as-stored.ndjson')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as StoredEvent);

describe('the example of CONTRIBUTING.md', () => {
  test('lifts what was stored as version 1, and leaves version 2 alone', () => {
    const [old] = stored.filter(({ type }) => type === 'PartyRenamed').map(recordedFrom);
    if (old === undefined) throw new Error('the golden file has no PartyRenamed');
    const { newName, ...rest } = old.data as PartyRenamedV1;
    const today = lift(old);
    expect(today).toMatchObject({ schemaVersion: 2, data: { ...rest, name: newName, kind: 'legal' } });
    expect(today.data).not.toHaveProperty('newName');
    expect(lift(today)).toBe(today);
  });

  test('leaves every other event as it is', () => {
    for (const event of stored.filter(({ type }) => type !== 'PartyRenamed').map(recordedFrom))
      expect(lift(event)).toBe(event);
  });

  test('without its step does not start', () => {
    expect(() => upcasting({ ...chains, PartyRenamed: { current: 2, steps: {} } })).toThrow(
      'PartyRenamed has no step from version 1 to the next',
    );
  });

  test('is not understood by the release before it', () => {
    const before = upcasting(chains);
    const written = { type: 'PartyRenamed', schemaVersion: 2, data: { name: 'Acme AI' } };
    expect(() => before(written)).toThrow(UnknownShape);
  });

  test('is what is compiled here', () => {
    const here = fileIn('second-version.spec.ts').replaceAll(/\s+/g, ' ');
    const written = fileIn('../../CONTRIBUTING.md')
      .split('## Change the shape of an event')[1]
      ?.split('\n## ')[0];
    const blocks = [...(written ?? '').matchAll(/```ts\n([^`]*)```/g)].map(([, code = '']) => code);
    expect(blocks).toHaveLength(2);
    for (const block of blocks) expect(here).toContain(block.trim().replaceAll(/\s+/g, ' '));
  });
});
