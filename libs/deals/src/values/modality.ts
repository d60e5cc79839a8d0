import { z } from 'zod';

/** How a thing is said. `rumoured`: by unnamed people. Opinions, forecasts and inferences never set terms. */
export const modalities = [
  'stated',
  'company',
  'reported',
  'rumoured',
  'opinion',
  'forecast',
  'inference',
] as const;
export const Modality = z.enum(modalities);
export type Modality = z.infer<typeof Modality>;
