import { z } from 'zod';

export const dealClasses = [
  'cloudServices',
  'hosting',
  'supply',
  'powerPurchase',
  'lease',
  'merger',
  'acquisition',
  'jointVenture',
  'other',
] as const;
export const DealClass = z.enum(dealClasses);
export type DealClass = z.infer<typeof DealClass>;
