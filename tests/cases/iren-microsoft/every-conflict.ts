import { beforeAll, describe, expect, test } from '@jest/globals';
import { conflicts } from './conflicts.ts';
import { dealId, financingId, theCase, type RecordedCase } from './recorded-case.ts';

type Claim = {
  readonly claimEventId: string;
  readonly value: unknown;
  readonly witnesses: readonly string[];
};
type Conflict = {
  readonly class: string;
  readonly state: string;
  readonly subject: string;
  readonly path: string;
  readonly claims: readonly { readonly claimEventId: string; readonly value: unknown }[];
};
type Claims = {
  readonly paths: readonly {
    readonly subject: string;
    readonly path: string;
    readonly claims: readonly Claim[];
    readonly witnesses: readonly string[];
  }[];
  readonly conflicts: readonly Conflict[];
  readonly matrix: {
    readonly rows: readonly {
      readonly subject: string;
      readonly path: string;
      readonly cells: Readonly<Record<string, unknown>>;
    }[];
  };
};
type Assessment = { readonly kind: string; readonly category: string; readonly summary: string };

let recorded: RecordedCase;
let claims: Claims;
beforeAll(async () => {
  recorded = await theCase();
  claims = await recorded.read<Claims>(`/v1/deals/${dealId}/claims`);
}, 120_000);

const idOf = (command: string): string => recorded.events.get(command)?.eventId ?? command;

const found = (id: string): Conflict | undefined => {
  const expected = conflicts[id];
  return claims.conflicts.find(
    (each) =>
      each.class === expected?.class &&
      each.state === expected.state &&
      each.subject === expected.subject &&
      each.path === expected.path,
  );
};

const cellOf = (subject: string, path: string, source: string): unknown =>
  claims.matrix.rows.find((row) => row.subject === subject && row.path === path)?.cells[source];

describe('every disagreement of the five articles is shown', () => {
  test.each(Object.keys(conflicts))('%s is a conflict of its class, in its state', (id) => {
    expect(found(id)).toMatchObject({ class: conflicts[id]?.class, state: conflicts[id]?.state });
  });

  test.each(Object.keys(conflicts))('%s keeps every claim apart: none merged, averaged or dropped', (id) => {
    const held = found(id)?.claims.map(({ claimEventId }) => claimEventId) ?? [];
    expect(held).toEqual(expect.arrayContaining((conflicts[id]?.between ?? []).map(idOf)));
    expect(new Set(held).size).toBe(held.length);
  });

  test('the values in a conflict are those that the sources gave, to the letter', () => {
    for (const { claims: sides } of claims.conflicts) {
      for (const { claimEventId, value } of sides) {
        const event = [...recorded.events.values()].find((each) => each.eventId === claimEventId);
        const said = JSON.stringify(event?.data);
        const { value: inner, low } = value as { readonly value?: unknown; readonly low?: unknown };
        // A stage or a role is told by the event's type or by its place, not by a field of its own.
        if (event?.type === 'FinancingClosed' && inner === 'closed') continue;
        expect(said).toContain(JSON.stringify(inner ?? low ?? value));
      }
    }
  });

  test('K15: who is silent on the rating is no conflict but a cell of the matrix', () => {
    const ratings = claims.conflicts.filter(({ path }) => path.startsWith('financing.rating'));
    expect(ratings).toEqual([]);
    const row = claims.matrix.rows.find(({ path }) => path.startsWith('financing.rating'));
    expect(cellOf(financingId, row?.path ?? '', 'source_investx-iren-financing')).toEqual({
      says: 'claims',
      claimEventIds: [idOf('rate-financing')],
    });
    expect(cellOf(financingId, row?.path ?? '', 'source_mexc-iren-financing')).toEqual({ says: 'silent' });
  });

  test('K16: the garbled phrase is a note on its source, and no regulator', async () => {
    const { assessments } = await recorded.read<{ readonly assessments: readonly Assessment[] }>(
      `/v1/deals/${dealId}`,
    );
    const notes = assessments.filter(
      ({ kind, category }) => kind === 'sourceQuality' && category === 'garbled',
    );
    expect(notes).toHaveLength(1);
    const regulatory = assessments.filter(({ kind }) => kind === 'regulatory').map(({ summary }) => summary);
    expect(regulatory.filter((summary) => /legacy|garbled/.test(summary))).toEqual([]);
  });

  test('K19: a repost of a repost is one witness, not three', () => {
    const amount = claims.paths.find(({ path }) => path === 'financing.amount');
    expect(amount?.witnesses).toHaveLength(2);
    expect(amount?.witnesses).not.toContain('source_mexc-iren-financing');
    expect(amount?.witnesses).toContain('source_cointelegraph-x-post');
  });

  test('the open ones are on the list of the whole ledger too', async () => {
    const { items } = await recorded.read<{ readonly items: readonly Conflict[] }>(
      '/v1/conflicts',
      '&limit=100',
    );
    const listed = items.map(({ class: kind, subject, path }) => `${kind} ${subject} ${path}`);
    for (const { class: kind, subject, path, state } of claims.conflicts) {
      if (state === 'open') expect(listed).toContain(`${kind} ${subject} ${path}`);
    }
  });
});
