import type { Conflict as ConflictType, ConflictClaim } from '@dealtrail/deals/claims/conflict';
import { conflictClasses, conflictStates } from '@dealtrail/deals/claims/conflict';
import { AnyFigure } from '@dealtrail/deals/values/figure';
import { figurePolicy } from '@dealtrail/deals/values/figure-policy';
import { z } from 'zod';
import { component, like } from './component.ts';
import { claimEventId } from './figures.ts';
import { path, sources, streamId } from './values.ts';

const Candidate = component(
  'ConflictClaim',
  'One side of a conflict, as claimed.',
  like<ConflictClaim>()(z.strictObject({ claimEventId, value: AnyFigure, sources })),
);

export const Conflict = component(
  'Conflict',
  'A disagreement between claims, derived and never recorded. Nothing in it is merged or averaged.',
  like<ConflictType>()(
    z.strictObject({
      id: z.string().min(1).describe('Made of class, subject and path: the same conflict keeps its id.'),
      class: z.enum(conflictClasses).describe('What they disagree in.'),
      state: z
        .enum(conflictStates)
        .describe(
          'open: nobody has settled it; subsumed: they differ and are compatible; explained: both are right; adopted: an analyst chose; retracted: one side does not stand any more.',
        ),
      subject: streamId,
      path,
      claims: z.array(Candidate).describe('Every candidate, by position.'),
      why: z.string().describe('What is wrong, for a person.'),
      policy: z.literal(figurePolicy).describe('The policy of intervals it was found under.'),
    }),
  ),
);

export const conflicts = z.array(Conflict);

export const openConflicts = z.int().min(0).describe('Conflicts with the state `open`.');
