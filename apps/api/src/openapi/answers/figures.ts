import { stepNames } from '@dealtrail/deals/claims/sieves';
import { AnyFigure } from '@dealtrail/deals/values/figure';
import { Modality } from '@dealtrail/deals/values/modality';
import type {
  Because as BecauseType,
  FigureView as FigureViewType,
  RivalView,
  StepView,
} from '@dealtrail/views/figure-view';
import { z } from 'zod';
import { component, like, word } from './component.ts';
import { count, eventId, path, sourceId, sources } from './values.ts';

const step = word(z.enum(stepNames));

export const claimEventId = eventId.describe('The event that makes the claim.');

export const witnesses = z
  .array(sourceId)
  .describe('Independent witnesses: the sources where the chains of reposts end, sorted.');

const Step = component(
  'Step',
  'One step of the rule that ranks claims, in the order in which the steps were taken.',
  like<StepView>()(
    z.strictObject({
      step: step.describe(
        'a: stands at all; b: adopted by an analyst; c: latest change of the world; d: said as fact; e: a value before undisclosed; f: best tier; g: narrowest; h: published later; i: recorded first.',
      ),
      kept: count.describe('Claims left after the step.'),
      dropped: z.array(eventId).describe('The events whose claims the step dropped.'),
      detail: z.string().describe('What the step found, for a person: why it dropped claims, or why none.'),
    }),
  ),
);

export const Because = component(
  'Because',
  'Why a claim stands: whose word it rests on, and the rule step by step.',
  like<BecauseType>()(
    z.strictObject({
      claimEventId,
      sources,
      witnesses,
      step: word(z.enum([...stepNames, 'only'])).describe(
        'The step that decided; `only` where nothing rivals the claim.',
      ),
      steps: z.array(Step),
      marked: Modality.optional().describe(
        'Rumour, opinion, forecast or inference: it stands only because nothing firmer does.',
      ),
    }),
  ),
);

const Rival = component(
  'Rival',
  'A claim that says otherwise, and why it did not win.',
  like<RivalView>()(
    z.strictObject({
      claimEventId,
      value: AnyFigure,
      sources,
      modality: Modality,
      lostAt: step.describe('The step at which it lost.'),
      why: z.string().describe('Why it lost, for a person.'),
    }),
  ),
);

export const FigureView = component(
  'FigureView',
  'The current value of a path with the reason, and everything it prevailed over. Never an average.',
  like<FigureViewType>()(
    z.strictObject({
      path,
      value: AnyFigure,
      because: Because,
      rivals: z.array(Rival).describe('Claims that stand and say otherwise, oldest first.'),
      explained: z
        .array(Rival)
        .describe('Claims from before a change of the world, or of one still to come: no rivals.'),
    }),
  ),
);

export const terms = z
  .record(z.string(), FigureView)
  .describe('The figure that stands on each path, by full path (`deal.totalValue`), in order of path.');
