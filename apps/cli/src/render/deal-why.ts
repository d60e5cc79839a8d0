import type { FigureView } from './answers.ts';
import { sourceIds } from './answers.ts';
import type { Page } from './basis.ts';
import { askedAt, lostAt, wonBy } from './rule.ts';
import { counted, hanging, section } from './text.ts';
import { figureText } from './values.ts';

const keptText = (kept: unknown): string => {
  const count = Array.isArray(kept) ? kept.length : kept;
  return typeof count === 'number' ? `${counted(count, 'claim')} left` : '';
};

const stepLines = (
  step: FigureView['because']['steps'][number],
  decided: boolean,
  page: Page,
): readonly string[] => {
  const dropped = step.dropped.length === 0 ? '' : `${String(step.dropped.length)} dropped`;
  const came = [keptText(step.kept), dropped, decided ? 'DECIDED' : '']
    .filter((part) => part !== '')
    .join(', ');
  const detail = step.detail ?? '';
  return [
    ...hanging(`  (${step.step}) `, askedAt(step.step), page.width),
    ...hanging('      ', `-> ${came}`, page.width),
    ...(detail === '' ? [] : hanging('         ', detail, page.width)),
  ];
};

const rivalLines = (rival: FigureView['rivals'][number], page: Page): readonly string[] => [
  ...hanging('  - ', figureText(rival.value), page.width),
  ...hanging(
    '    ',
    [sourceIds(rival.sources).join(', '), rival.modality ?? '', lostAt(rival.lostAt)]
      .filter((part) => part !== '')
      .join('; '),
    page.width,
  ),
  ...(rival.why === null || rival.why === undefined ? [] : hanging('    ', rival.why, page.width)),
  `    claim ${rival.claimEventId}`,
];

/** Why a path has the value it has: each step of rule 4 in words, what it left, and what became of every rival. */
export const dealWhy = (path: string, view: FigureView, page: Page): readonly string[] => {
  const { because, rivals } = view;
  const marked =
    because.marked === null || because.marked === undefined ? '' : `, marked as ${because.marked}`;
  return [
    ...hanging(`${path} is `, figureText(view.value) + marked, page.width),
    ...hanging(
      '  because ',
      rivals.length === 0 ? 'nothing else is claimed' : wonBy(because.step),
      page.width,
    ),
    ...hanging('  said by ', sourceIds(because.sources).join(', ') || '-', page.width),
    ...hanging(
      '  independent witnesses: ',
      because.witnesses.length === 0
        ? '-'
        : `${String(because.witnesses.length)} (${because.witnesses.join(', ')})`,
      page.width,
    ),
    ...(because.claimEventId === null || because.claimEventId === undefined
      ? []
      : [`  claim ${because.claimEventId}`]),
    ...section(
      'The steps',
      because.steps.flatMap((step) => stepLines(step, step.step === because.step, page)),
    ),
    ...section(
      'Rivals',
      rivals.flatMap((rival) => rivalLines(rival, page)),
    ),
  ];
};
