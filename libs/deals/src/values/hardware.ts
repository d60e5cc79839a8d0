import { z } from 'zod';
import { text } from './text.ts';

export const hardwareNameLengthMax = 80;
export const hardwareAsStatedLengthMax = 200;
export const hardwareQuantityMax = 1_000_000_000;

/** What the machines are; whatever nobody said stays absent. `asStated` holds the source's words. */
export const Hardware = z
  .strictObject({
    vendor: text(hardwareNameLengthMax).optional(),
    model: text(hardwareNameLengthMax).optional(),
    quantity: z.int().min(1).max(hardwareQuantityMax).optional(),
    asStated: text(hardwareAsStatedLengthMax),
  })
  .meta({ title: 'Hardware' });
export type Hardware = z.infer<typeof Hardware>;
