import { z } from 'zod';
import type { DerivedFigure, Stack } from './answers.ts';
import { sourceIds } from './answers.ts';
import type { Page } from './basis.ts';
import { basisLines, labelled } from './basis.ts';
import { hanging, section, wrap } from './text.ts';
import { figureText, valueText, words } from './values.ts';

const Amount = z.union([
  z.object({ kind: z.literal('derived'), derived: z.object({ result: z.unknown() }) }),
  z.object({ kind: z.string(), figure: z.unknown() }),
]);

/** Stated by a source, derived by a formula that is shown below, undisclosed, or said by nobody. */
const amountText = (amount: unknown): string => {
  const { data } = Amount.safeParse(amount);
  if (data === undefined) return figureText(amount);
  if ('derived' in data) return `${valueText(data.derived.result)} (derived)`;
  const stated = data.figure === null ? '' : figureText(data.figure);
  if (data.kind === 'unknown') return `amount not recorded${stated === '' ? '' : `; ${stated}`}`;
  return data.kind === 'undisclosed' && stated !== 'undisclosed'
    ? `amount undisclosed ${stated}`.trim()
    : stated;
};

const layerLines = (layer: Stack['layers'][number], page: Page): readonly string[] => {
  const { kind, label, financingId, prepaymentId, amount, basis, sources } = layer;
  const of = [label ?? financingId ?? prepaymentId ?? '', typeof basis === 'string' ? words(basis) : ''];
  const texts = [
    amountText(amount),
    of.filter((part) => part !== '').join('; '),
    sourceIds(sources).join(', '),
  ];
  return labelled(kind, texts, { ...page, labelWidth: 'prepayment'.length });
};

const coverageLines = ({ value, numerator, denominator, sources }: Stack['coverage'][number], page: Page) => {
  const over = denominator ? words(denominator) : 'a denominator that is not named';
  const made = numerator.length === 0 ? 'a numerator that is not named' : numerator.map(words).join(' + ');
  return hanging(
    '  ',
    `${figureText(value)}: ${made} over ${over} (${sourceIds(sources).join(', ')})`,
    page.width,
  );
};

const inputText = ({ path, value }: DerivedFigure['inputs'][number]): string =>
  value === undefined || value === null ? path : `${path} is ${figureText(value)}`;

/** How it was worked out, so that anybody can do it again by hand. */
const derivedLines = (figure: DerivedFigure, page: Page): readonly string[] => [
  ...hanging('  ', `${words(figure.name)}: ${valueText(figure.result)}`, page.width),
  ...(figure.formula ? hanging('    = ', figure.formula, page.width) : []),
  ...figure.inputs.flatMap((input) => hanging('      ', inputText(input), page.width)),
  ...figure.assumptions.flatMap((assumption) => hanging('    assuming ', assumption, page.width)),
];

/** Who pays: the layers, what covers what, and the figures worked out from them. Contingent support is never summed in. */
export const stackPage = (answer: Stack, page: Page): readonly string[] => [
  ...wrap(`Capital stack of ${answer.dealId ?? 'the deal'}`, page.width),
  ...basisLines(answer.basis, page),
  ...section(
    'Layers',
    answer.layers.flatMap((layer) => layerLines(layer, page)),
  ),
  ...section(
    'Coverage',
    answer.coverage.flatMap((coverage) => coverageLines(coverage, page)),
  ),
  ...section(
    'Derived figures',
    answer.derived.flatMap((figure) => derivedLines(figure, page)),
  ),
  ...section(
    'Contingent, not summed',
    answer.contingent.flatMap(({ path, value, sources }) =>
      hanging('  ', `${path}: ${figureText(value)} (${sourceIds(sources).join(', ')})`, page.width),
    ),
  ),
];

export const stackRows = (answer: Stack): readonly Readonly<Record<string, unknown>>[] => [
  ...answer.layers.map((layer) => ({
    part: layer.kind,
    name: layer.label ?? layer.financingId ?? layer.prepaymentId ?? '',
    amount: amountText(layer.amount),
    how: typeof layer.basis === 'string' ? layer.basis : '',
    sources: sourceIds(layer.sources).join(' '),
  })),
  ...answer.coverage.map((coverage) => ({
    part: 'coverage',
    name: coverage.numerator.join(' + '),
    amount: figureText(coverage.value),
    how: coverage.denominator ?? '',
    sources: sourceIds(coverage.sources).join(' '),
  })),
  ...answer.derived.map((figure) => ({
    part: 'derived',
    name: figure.name,
    amount: valueText(figure.result),
    how: figure.formula ?? '',
    sources: '',
  })),
];
