import type { DealCurrentAnswer } from '../deal-current/answer.ts';
import type { FigureView } from '../figure-view.ts';
import { compareText } from '../order.ts';
import type { FieldDifference, FieldValue } from './answer.ts';

/** The fields of a deal's answer by their paths, in the order of the answer. */
export type Fields = ReadonlyMap<string, FieldValue>;

type Field = readonly [path: string, value: FieldValue];

/** A JSON Pointer (RFC 6901). */
const pointer = (...names: readonly string[]): string =>
  names.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

const claimsUnder = (
  at: readonly string[],
  rivals: readonly { readonly claimEventId: string }[],
): readonly Field[] => rivals.map((rival) => [pointer(...at, rival.claimEventId), rival]);

/** A figure in its parts, so that a new rival is no change of the figure. The steps of the rule are told by either basis. */
const figureFields = (at: readonly string[], figure: FigureView): readonly Field[] => {
  const { claimEventId, sources, witnesses, step, marked } = figure.because;
  const because = { claimEventId, sources, witnesses, step, ...(marked === undefined ? {} : { marked }) };
  return [
    [pointer(...at, 'value'), figure.value],
    [pointer(...at, 'because'), because],
    ...claimsUnder([...at, 'rivals'], figure.rivals),
    ...claimsUnder([...at, 'explained'], figure.explained),
  ];
};

const byPath = (fields: readonly Field[]): readonly Field[] =>
  fields.toSorted(([a], [b]) => compareText(a, b));

const prepaymentFields = ({ prepayments }: DealCurrentAnswer): readonly Field[] =>
  prepayments.flatMap(({ received, ...agreed }): readonly Field[] => {
    const at = ['prepayments', agreed.prepaymentId];
    return [
      [pointer(...at), agreed],
      ...received.map((payment): Field => [pointer(...at, 'received', payment.eventId), payment]),
    ];
  });

const financingFields = ({ financings }: DealCurrentAnswer): readonly Field[] =>
  financings.flatMap(({ financingId, stage, amount }): readonly Field[] => {
    const at = ['financings', financingId];
    return [
      [pointer(...at, 'funds'), true],
      [pointer(...at, 'stage'), stage],
      ...(amount === null ? [] : figureFields([...at, 'amount'], amount)),
    ];
  });

/**
 * Every field of a deal's answer but `changedAt`, which says no more than that something was recorded. A deal that
 * nobody recorded yet has none.
 */
export const fieldsOf = (answer: DealCurrentAnswer | undefined): Fields => {
  if (answer === undefined) return new Map();
  const { title, stage, openConflicts } = answer;
  return new Map<string, FieldValue>([
    ['/title', title],
    ['/class', answer.class],
    ['/stage', stage],
    ...byPath(answer.stages.map((each): Field => [pointer('stages', each.stage), each])),
    ...byPath(answer.parties.map((each): Field => [pointer('parties', each.role, each.partyId), each])),
    ...byPath(
      Object.entries(answer.terms).flatMap(([path, figure]) => figureFields(['terms', path], figure)),
    ),
    ...byPath(prepaymentFields(answer)),
    ...byPath(financingFields(answer)),
    ...byPath(
      answer.related.map((each): Field => [
        pointer('related', each.direction, each.kind, each.otherDealId),
        each,
      ]),
    ),
    ...byPath(answer.assessments.map((each): Field => [pointer('assessments', each.eventId), each])),
    ['/openConflicts', openConflicts],
  ]);
};

const isSame = (a: FieldValue, b: FieldValue): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

const sections = [
  'title',
  'class',
  'stage',
  'stages',
  'parties',
  'terms',
  'prepayments',
  'financings',
  'related',
  'assessments',
  'openConflicts',
];

const sectionOf = (path: string): number => sections.indexOf(path.split('/')[1] ?? '');

/** What differs between two answers about one deal, in the order of the answer. */
export const differencesOf = (before: Fields, after: Fields): readonly FieldDifference[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .map((path) => ({ path, before: before.get(path) ?? null, after: after.get(path) ?? null }))
    .filter((each) => !isSame(each.before, each.after))
    .toSorted((a, b) => sectionOf(a.path) - sectionOf(b.path) || compareText(a.path, b.path));
