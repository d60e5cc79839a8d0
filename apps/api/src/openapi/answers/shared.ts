import { dealLife } from '@dealtrail/deals/deal/deal.stages';
import { financingLife } from '@dealtrail/deals/financing/financing.stages';
import { assessmentKinds } from '@dealtrail/deals/said/record-assessment/record-assessment';
import { Modality } from '@dealtrail/deals/values/modality';
import { PartialDate } from '@dealtrail/deals/values/partial-date';
import { PartyRole } from '@dealtrail/deals/values/party-role';
import type { AssessmentView, RoleView, StageView } from '@dealtrail/views/deal-current/answer';
import { z } from 'zod';
import { component, like, word } from './component.ts';
import { eventId, partyId, position, sourceId, sources } from './values.ts';

/** Of a deal or of a financing. */
const stage = word(z.enum([...new Set([...dealLife.order, ...financingLife.order])]));

export const role = word(PartyRole);

export const partyName = z
  .string()
  .nullable()
  .describe('The legal name at `effectiveAt`; null when the party was never registered.');

export const Stage = component(
  'Stage',
  'A stage that was entered, and the event that stands for it.',
  like<StageView>()(z.strictObject({ stage, on: PartialDate, eventId, position })),
);

export const Role = component(
  'Role',
  'Who takes part, and as what. A party with several roles is listed once for each.',
  like<RoleView>()(z.strictObject({ partyId, name: partyName, role, sources })),
);

export const Assessment = component(
  'Assessment',
  'What somebody thinks: kept with who holds it, and never a term.',
  like<AssessmentView>()(
    z.strictObject({
      eventId,
      position,
      kind: word(z.enum(assessmentKinds)),
      category: z.string().nullable(),
      summary: z.string(),
      partyIds: z.array(partyId).describe('The parties it speaks of.'),
      sourceId: sourceId.nullable().describe('The source it speaks of.'),
      saidBy: partyId.nullable().describe("Whose view it is; null: the source's own."),
      assessedOn: PartialDate.nullable(),
      modality: Modality,
      sources,
    }),
  ),
);
