import type { Conflict, Deal, FigureView } from './answers.ts';
import { sourceIds } from './answers.ts';
import type { Entry, Page } from './basis.ts';
import { basisLines, labelled, labelWidthOf } from './basis.ts';
import { conflictLines } from './conflicts.ts';
import { lostAt, wonBy } from './rule.ts';
import { table } from './table.ts';
import { counted, hanging, section, wrap } from './text.ts';
import { figureText, valueText, words } from './values.ts';

const opinions = ['rumoured', 'opinion', 'forecast', 'inference'];
const asked = (modality: string | null | undefined): string =>
  modality !== null && modality !== undefined && opinions.includes(modality) ? ` [${modality}]` : '';

/** The figure, on whose word and by which step it stands, then every rival with why it lost. */
const figureTexts = (view: FigureView): readonly Entry[] => {
  const { because, rivals } = view;
  const marked = because.marked === null || because.marked === undefined ? '' : ` [${because.marked}]`;
  const witnesses =
    because.witnesses.length > 1 ? `${counted(because.witnesses.length, 'witness', 'witnesses')}; ` : '';
  const won = rivals.length === 0 ? 'no rival' : wonBy(because.step);
  return [
    figureText(view.value) + marked,
    `${sourceIds(because.sources).join(', ')}; ${witnesses}${won}`,
    ...rivals.flatMap((rival): readonly Entry[] => [
      ['rival: ', `${figureText(rival.value)}${asked(rival.modality)}`],
      [
        '       ',
        [sourceIds(rival.sources).join(', '), lostAt(rival.lostAt)].filter((part) => part !== '').join('; '),
      ],
    ]),
  ];
};

/** What the head, the stages and the parties say already, unless somebody says otherwise. */
const saidAbove = (path: string, { rivals }: FigureView): boolean =>
  rivals.length === 0 && /^deal\.(class|stage|role\..*)$/.test(path);

const figures = (deal: Deal, page: Page): readonly string[] => {
  const shown = Object.entries(deal.terms)
    .filter(([path, view]) => !saidAbove(path, view))
    .map(([path, view]) => ({ label: path.replace(/^deal\./, ''), view }));
  const labelWidth = labelWidthOf(shown.map(({ label }) => label));
  return shown.flatMap(({ label, view }) => labelled(label, figureTexts(view), { ...page, labelWidth }));
};

/** An empty date, or one of which only the words are known, is no date. */
const stageDate = (on: unknown): string => {
  const text = valueText(on);
  return text === 'unknown' ? 'date unknown' : text.startsWith('"') ? `date unknown (${text})` : text;
};

const state = (deal: Deal, page: Page): readonly string[] =>
  table(
    deal.stages.map(({ stage, on, position }) => [
      stage,
      stageDate(on),
      position === null || position === undefined ? '' : `recorded at position ${String(position)}`,
    ]),
    { ...page, indent: 2 },
  );

const parties = (deal: Deal, page: Page): readonly string[] =>
  table(
    deal.parties.map(({ name, role, partyId }) => [words(role), name ?? '-', partyId]),
    { ...page, indent: 2 },
  );

const prepayments = (deal: Deal, page: Page): readonly string[] =>
  deal.prepayments.flatMap(({ prepaymentId, share, amount, of, received }) => {
    const basis =
      of === 'unspecified' || of === null || of === undefined ? 'of what is not stated' : `of ${words(of)}`;
    const agreed =
      share === undefined || share === null ? figureText(amount) : `${figureText(share)}, ${basis}`;
    const money = received.map((each) => `received ${valueText(each.amount)}, ${valueText(each.receivedOn)}`);
    return labelled(
      prepaymentId,
      [agreed, ...(money.length === 0 ? ['nothing recorded as received'] : money)],
      {
        ...page,
        labelWidth: labelWidthOf(deal.prepayments.map((each) => each.prepaymentId)),
      },
    );
  });

const financings = (deal: Deal, page: Page): readonly string[] =>
  deal.financings.flatMap(({ financingId, stage, amount }) => {
    const sum = amount === null || amount === undefined ? 'amount not recorded' : figureText(amount.value);
    return hanging('  ', `${financingId}: ${sum}, ${stage ?? 'stage not recorded'}`, page.width);
  });

const assessments = (deal: Deal, page: Page): readonly string[] =>
  deal.assessments.flatMap(({ kind, summary, modality, sources }) =>
    hanging(
      '  - ',
      `${words(kind)}: ${summary}${asked(modality)} (${sourceIds(sources).join(', ')})`,
      page.width,
    ),
  );

/** How much was said, by kind: risks, theses and the rest can be many, and none of them is a figure. */
const assessmentCounts = (deal: Deal, page: Page): readonly string[] => {
  const kinds = [...new Set(deal.assessments.map(({ kind }) => kind))];
  if (kinds.length === 0) return [];
  const counts = kinds.map(
    (kind) => `${words(kind)} ${String(deal.assessments.filter((each) => each.kind === kind).length)}`,
  );
  return hanging('  ', `${counts.join(', ')} (in full: --said)`, page.width);
};

/** Read from this deal; a relation that was recorded on the other one is turned round. */
const related = (deal: Deal, page: Page): readonly string[] =>
  deal.related.flatMap(({ kind, otherDealId, direction }) => {
    const text =
      direction === 'to' ? `${otherDealId} ${words(kind)} this deal` : `${words(kind)} ${otherDealId}`;
    return hanging('  ', text, page.width);
  });

const conflicts = (deal: Deal, { open, claimsBy = '', ...page }: ShowPage): readonly string[] => {
  if (open !== undefined && open.length > 0) return open.flatMap((conflict) => conflictLines(conflict, page));
  const count = open === undefined ? (deal.openConflicts ?? 0) : 0;
  if (count === 0) return ['  none'];
  const command = claimsBy === null ? '' : `: dealtrail deal claims ${deal.dealId}${claimsBy}`;
  return hanging('  ', `${counted(count, 'open conflict')}${command}`, page.width);
};

export type ShowPage = Page & {
  /** Its open conflicts, where they were asked for. */
  readonly open?: readonly Conflict[];
  /** Every assessment in full instead of how many there are. */
  readonly said?: boolean;
  /** What `deal claims` must be told beside the id to speak of the same; null: no flag makes it do so. */
  readonly claimsBy?: string | null;
};

/**
 * A deal as a person wants to read it: where it stands, who, every figure with why it stands and what speaks
 * against it, the money, and what the sources do not agree on.
 */
export const dealShow = (deal: Deal, page: ShowPage): readonly string[] => [
  ...wrap(deal.title ?? deal.dealId, page.width),
  ...wrap(
    `${deal.dealId}: ${words(deal.class ?? 'class unknown')}, ${deal.stage ?? 'stage unknown'}`,
    page.width,
  ),
  ...basisLines(deal.basis, page),
  ...section('State', state(deal, page)),
  ...section('Parties', parties(deal, page)),
  ...section('Figures', figures(deal, page)),
  ...section('Prepayments', prepayments(deal, page)),
  ...section('Financings', financings(deal, page)),
  ...section('Related deals', related(deal, page)),
  ...section('Open conflicts', conflicts(deal, page)),
  ...section('Said about it', page.said === true ? assessments(deal, page) : assessmentCounts(deal, page)),
];
