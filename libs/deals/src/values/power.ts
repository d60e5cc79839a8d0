import { z } from 'zod';
import { Decimal } from './decimal.ts';

export const powerMeasures = ['criticalIT', 'gross', 'utility', 'unspecified'] as const;
export const PowerMeasure = z.enum(powerMeasures);
export type PowerMeasure = z.infer<typeof PowerMeasure>;

/** Megawatts, and where they are measured: critical IT load, gross, at the utility meter, or nobody said. */
export const Power = z.strictObject({ mw: Decimal, measure: PowerMeasure }).meta({ title: 'Power' });
export type Power = z.infer<typeof Power>;
