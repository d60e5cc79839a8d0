import type { Lifecycle } from '@dealtrail/deals/stages';
import type { Recorded } from '@dealtrail/deals/recorded';
import type { PartialDate } from '@dealtrail/deals/values/partial-date';
import { intervalOf } from '@dealtrail/deals/values/partial-date';
import type { AssessmentView, StageView } from './deal-current/answer.ts';
import type { FactOf } from './facts.ts';
import type { FigureView } from './figure-view.ts';

/** A stage is entered once: by the first event that is on record for it. */
export const stagesWith = <Name extends string>(
  stages: readonly StageView[],
  life: Pick<Lifecycle<Name>, 'order' | 'entry'>,
  { type, data, eventId, position }: Recorded,
): readonly StageView[] => {
  const stage = life.order.find((name) => life.entry[name].event === type);
  if (stage === undefined || stages.some((each) => each.stage === stage)) return stages;
  const on = (data as Readonly<Record<string, PartialDate>>)[life.entry[stage].date] ?? 'unknown';
  return [...stages, { stage, on, eventId, position }];
};

type Dates = Readonly<Record<string, Pick<FigureView, 'value'>>>;

/**
 * The stages with the dates that stand: an announcement recorded from a source without a date happened on the day that
 * another source gives for it.
 */
export const stagesDated = <Name extends string>(
  stages: readonly StageView[],
  life: Pick<Lifecycle<Name>, 'noun' | 'order' | 'entry'>,
  terms: Dates,
): readonly StageView[] =>
  stages.map((each) => {
    const name = life.order.find((stage) => stage === each.stage);
    const figure = name === undefined ? undefined : terms[`${life.noun}.${life.entry[name].date}`]?.value;
    const isDate = figure?.qualifier === 'exact' && figure.value !== undefined;
    return isDate ? { ...each, on: figure.value as PartialDate } : each;
  });

/** The furthest stage that may have been reached on the day: one that is provably later is not yet true then. */
export const stageAt = (
  stages: readonly StageView[],
  order: readonly string[],
  effectiveAt: string,
): string | null => {
  const reached = stages.filter(({ on }) => {
    const { earliest } = intervalOf(on);
    return earliest === null || earliest <= effectiveAt;
  });
  return order.findLast((name) => reached.some(({ stage }) => stage === name)) ?? null;
};

export const assessmentOf = (fact: FactOf<'AssessmentRecorded'>): AssessmentView => ({
  eventId: fact.eventId,
  position: fact.position,
  kind: fact.data.kind,
  category: fact.data.category ?? null,
  summary: fact.data.summary,
  partyIds: fact.data.partyIds ?? [],
  sourceId: fact.data.sourceId ?? null,
  saidBy: fact.data.saidBy ?? null,
  assessedOn: fact.data.assessedOn ?? null,
  modality: fact.modality,
  sources: fact.sources,
});
