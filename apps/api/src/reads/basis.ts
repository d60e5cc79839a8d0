import { standingOf } from '@dealtrail/ledger/ledgers';
import type { Standing } from '@dealtrail/ledger/ledgers';
import { waitForPosition } from '@dealtrail/ledger/wait-for-position';
import { isKept } from '@dealtrail/views/registry';
import { z } from 'zod';
import type { Book } from '../book.ts';
import { refuse } from '../edge/problem.ts';
import { day, integer } from '../edge/query.ts';
import { instant } from './instant.ts';

/** The claims policy that answers are given by (ubiquitous language, rule 4 and figure policy v1). */
export const policy = '1';

/** How long a read waits for `minPosition`, or for a view that is about to catch up. */
export const waitMsMax = 3_000;

/** Characters of a view's or policy's name in a query. */
const namedLengthMax = 100;

/** Between two looks while waiting, should the notification that cuts it short be lost. */
export const pollMs = 250;

/** On what an answer was given: asked again with the same values, it gives the same bytes. */
export type Basis = {
  /** Of the ledger. A position means something in its epoch only: a restored ledger may have lost what came after. */
  readonly epoch: string;
  readonly position: number;
  /** recordedAt of the position; null for 0. */
  readonly asAt: string | null;
  readonly effectiveAt: string;
  /** For example `deal-current@1`. */
  readonly view: string;
  readonly policy: string;
};

/** A position of the log, or an instant, which is turned into one. */
export const asAt: z.ZodType<string, string> = z.string().transform((text, context): string => {
  if (/^position:(0|[1-9]\d{0,14})$/.test(text)) return text;
  const read = instant.safeParse(text);
  if (read.success) return read.data;
  context.addIssue({ code: 'custom', message: read.error.issues[0]?.message ?? '' });
  return z.NEVER;
});

/** What every read may say about its basis. */
export const basisQuery = {
  epoch: z.uuid('takes the epoch of an earlier basis').optional(),
  asAt: asAt.optional(),
  effectiveAt: day.optional(),
  minPosition: integer(0).optional(),
  view: z.string().max(namedLengthMax).optional(),
  policy: z.string().max(namedLengthMax).optional(),
};

export type BasisQuery = {
  readonly epoch?: string | undefined;
  readonly asAt?: string | undefined;
  /** What the request calls `asAt`, where it has two of them. */
  readonly asAtName?: string;
  readonly effectiveAt?: string | undefined;
  readonly minPosition?: number | undefined;
  readonly view?: string | undefined;
  readonly policy?: string | undefined;
  /** Of the list cursor that goes on, which is worthless in another. */
  readonly cursorEpoch?: string | undefined;
};

/** The basis a read is to be answered on: what it asks for, otherwise the head of the ledger and today. */
export const basisOf = async (
  book: Book,
  ledgerId: string,
  view: string,
  query: BasisQuery,
): Promise<Basis> => {
  checkStillKept(view, query);
  const head = await headAt(book, ledgerId, query.minPosition ?? 0);
  checkEpoch(head, query);
  const position =
    query.asAt === undefined ? head.position : await positionOf(book, ledgerId, query, head.position);
  return {
    epoch: head.epoch,
    position,
    asAt: position === head.position ? head.recordedAt : await book.log.recordedAt(ledgerId, position),
    effectiveAt: query.effectiveAt ?? new Date().toISOString().slice(0, 'YYYY-MM-DD'.length),
    view,
    policy,
  };
};

/** Basis moved to an earlier position, for a list whose view has not come further. */
export const basisAt = async (
  book: Book,
  ledgerId: string,
  basis: Basis,
  position: number,
): Promise<Basis> => ({
  ...basis,
  position,
  asAt: await book.log.recordedAt(ledgerId, position),
});

const checkStillKept = (view: string, asked: BasisQuery): void => {
  // A view that is there but answers other reads is a mistake in the request, not a basis that is gone.
  if (asked.view !== undefined && asked.view !== view && isKept(asked.view)) {
    throw refuse('BAD_QUERY', `view is ${view} here, not ${asked.view}`, {
      errors: [{ pointer: '/view', code: 'BAD_QUERY', detail: `this read is answered from ${view}` }],
    });
  }
  if (asked.view !== undefined && asked.view !== view) {
    throw refuse('BASIS_RETIRED', `${asked.view} is not kept any more; ${view} is: ask again without view`);
  }
  if (asked.policy !== undefined && asked.policy !== policy) {
    throw refuse(
      'BASIS_RETIRED',
      `policy ${asked.policy} is not kept; ${policy} is: ask again without policy`,
    );
  }
};

/** What was answered before the ledger lost its tail and was given another epoch cannot be gone on with. */
const checkEpoch = ({ epoch, position }: Standing, asked: BasisQuery): void => {
  if (asked.epoch !== undefined && asked.epoch !== epoch) {
    throw refuse(
      'BASIS_RETIRED',
      `epoch ${asked.epoch} of the ledger is over; ${epoch} is now: ask again without epoch`,
    );
  }
  if (asked.cursorEpoch === undefined) return;
  const pinned = Number(asked.asAt?.slice('position:'.length));
  if (asked.cursorEpoch !== epoch || pinned > position) {
    throw refuse(
      'MUST_REFETCH',
      'this cursor is not of the ledger as it is now; start again without a cursor',
    );
  }
};

/** The head, once it has reached `least`. Throws NOT_CAUGHT_UP when it does not in time. */
const headAt = async (book: Book, ledgerId: string, least: number): Promise<Standing> => {
  let head = await standingOf(book.pool, ledgerId);
  if (head.position >= least) return head;
  const isReached = await waitForPosition({
    positionOf: async () => (head = await standingOf(book.pool, ledgerId)).position,
    wanted: least,
    timeoutMs: waitMsMax,
    pollMs,
    notifications: book.appends,
  });
  if (isReached) return head;
  throw refuse(
    'NOT_CAUGHT_UP',
    `position ${String(least)} was not reached within ${String(waitMsMax / 1000)} seconds`,
  );
};

const positionOf = async (
  book: Book,
  ledgerId: string,
  { asAt = '', asAtName: name = 'asAt' }: BasisQuery,
  head: number,
): Promise<number> => {
  const asked = asAt.startsWith('position:')
    ? Number(asAt.slice('position:'.length))
    : await book.log.positionAt(ledgerId, asAt);
  if (asked !== 'future' && (asked <= head || !asAt.startsWith('position:'))) return asked;
  const detail = `${name} lies in the future: nothing is known as at a time or position that has not come`;
  throw refuse('BAD_QUERY', detail, { errors: [{ pointer: `/${name}`, code: 'BAD_QUERY', detail }] });
};
