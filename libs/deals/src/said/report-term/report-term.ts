import { accept, reject } from '@dealtrail/event-sourcing/decider';
import { z } from 'zod';
import { pathOfField } from '../../claims/field-path.ts';
import type { Book } from '../../record/book.ts';
import { sameNews } from '../../same-news.ts';
import type { Slice } from '../../slice.ts';
import { FigureOfTypeToldElsewhere } from '../../values/figure.ts';
import { EventId, PartyId } from '../../values/ids.ts';
import { PartialDate } from '../../values/partial-date.ts';
import { figureForPath, TermPath } from '../../values/term-path.ts';
import { subjectOfPath } from '../../values/path-kinds.ts';
import { text } from '../../values/text.ts';
import { exactlyOne, subjectFields, subjectOf } from '../subject.ts';

export const basisLengthMax = 120;
export const numeratorMax = 20;
export const fieldLengthMax = 120;

/** Rule 8: a share says of what it is the share. */
const MeasuredBy = z.strictObject({
  numerator: z.array(text(basisLengthMax)).min(1).max(numeratorMax).describe('what is counted'),
  denominator: text(basisLengthMax).optional().describe('of what it is the share'),
});

const fieldRegex = /^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9-]+)*$/;
const Field = text(fieldLengthMax).refine((field) => fieldRegex.test(field), {
  message: 'must be a field of the event pointed at, such as "closedOn" or "window.tradingDate"',
});

const shape = z.strictObject({
  ...subjectFields,
  path: TermPath.optional().describe('with dealId, financingId or partyId'),
  targetEventId: EventId.optional().describe('instead: an event that another source tells otherwise'),
  field: Field.optional().describe('the field of that event'),
  value: FigureOfTypeToldElsewhere.describe('a figure of the type of the path or field'),
  measuredBy: MeasuredBy.optional(),
  asOf: PartialDate.optional(),
  saidBy: PartyId.optional(),
});
type Body = Partial<z.output<typeof shape>> & { readonly targetCommandId?: string };
type Context = z.core.$RefinementCtx<Body>;

const complain = (context: Context, field: string, code: string, message: string): void => {
  context.addIssue({ code: 'custom', path: [field], params: { code }, message });
};

/** A path goes with a subject of its own kind, a field with an event. */
const checkPlace = (body: Body, context: Context): void => {
  const way = body.targetCommandId === undefined ? 'targetEventId' : 'targetCommandId';
  exactlyOne(body, ['dealId', 'financingId', 'partyId', way], (issue) => {
    context.addIssue(issue);
  });
  const [needed, surplus] =
    body[way] === undefined ? (['path', 'field'] as const) : (['field', 'path'] as const);
  if (body[needed] === undefined) complain(context, needed, 'MISSING_FIELD', `${needed} is needed`);
  if (body[surplus] !== undefined) complain(context, surplus, 'INVALID_FIELDS', `goes without ${needed}`);
};

const isPath = (path: unknown): path is string =>
  typeof path === 'string' && figureForPath(path) !== undefined;

const checkSubject = ({ path, ...body }: Body, context: Context): void => {
  const subject = subjectOf(body);
  if (!isPath(path) || typeof subject !== 'string') return;
  const kind = subjectOfPath(path);
  if (kind !== 'any' && !subject.startsWith(`${kind}_`))
    complain(context, 'path', 'UNKNOWN_TERM_PATH', `${path} is a path of a ${kind}, not of ${subject}`);
};

/** The path decides the type. That of a field is known once the event pointed at is: judge-field looks at it. */
const checkValue = ({ path, value }: Body, context: Context): void => {
  const schema = isPath(path) ? figureForPath(path) : undefined;
  if (schema === undefined || value === undefined) return;
  for (const issue of schema.safeParse(value).error?.issues ?? [])
    context.issues.push({ ...issue, path: ['value', ...issue.path], input: value } as z.core.$ZodRawIssue);
};

const fields = shape.superRefine(
  (body, context) => {
    if (typeof body !== 'object' || (body as unknown) === null) return;
    checkPlace(body, context);
    checkSubject(body, context);
    checkValue(body, context);
  },
  { when: () => true },
);
export type TermReported = z.output<typeof fields>;

const coverageRegex = /^(deal|financing)\.coverage$/;

/** One source's value for one term. It changes nothing by itself: rule 4 ranks it among the claims on its path. */
export const reportTerm: Slice<'ReportTerm', 'TermReported', TermReported, Book> = {
  command: 'ReportTerm',
  event: 'TermReported',
  schemaVersion: 1,
  summary: 'Report what one source says of one term of a deal, financing or party, or of a field of an event',
  fields,
  stream: subjectOf,
  occurredOn: ({ asOf }) => asOf ?? null,
  mayLieAhead: true,
  decide: (ask, book, { targets }) => {
    const { measuredBy, field = '' } = ask.data;
    const target = targets['targetEventId'];
    const path = ask.data.path ?? (target === undefined ? undefined : pathOfField(target, field));
    if (path !== undefined && coverageRegex.test(path) && measuredBy === undefined)
      return reject({
        code: 'COVERAGE_BASIS_REQUIRED',
        detail: 'a coverage names what is counted: measuredBy: {"numerator": [...], "denominator": "..."}',
        pointer: '/measuredBy',
      });
    return (
      sameNews(book, { ...ask, type: 'TermReported' }) ?? accept({ type: 'TermReported', data: ask.data })
    );
  },
};
