import { z } from 'zod';
import { PartyId } from './ids.ts';

export const partyRoles = [
  'provider',
  'customer',
  'endUser',
  'acquirer',
  'target',
  'lessor',
  'lessee',
  'supplier',
  'hardwareVendor',
  'developer',
  'partner',
  'guarantor',
  'borrower',
  'issuer',
  'investor',
  'lender',
  'arranger',
  'bookrunner',
  'agent',
  'adviser',
  'broker',
  'other',
] as const;
export const PartyRole = z.enum(partyRoles);
export type PartyRole = z.infer<typeof PartyRole>;

export const partiesMax = 100;

/** Who takes part, and as what. A party may hold several roles, each an entry of its own. */
export const DealParty = z.strictObject({ partyId: PartyId, role: PartyRole }).meta({ title: 'DealParty' });
export type DealParty = z.infer<typeof DealParty>;

export const DealParties = z.array(DealParty).min(1).max(partiesMax);
export type DealParties = z.infer<typeof DealParties>;
