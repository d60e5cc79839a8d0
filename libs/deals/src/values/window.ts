import { z } from 'zod';
import { Duration } from './duration.ts';
import { Instant } from './instant.ts';
import { Money } from './money.ts';
import { PartialDate } from './partial-date.ts';
import { text } from './text.ts';

export const sessions = ['premarket', 'regular', 'afterHours', 'unspecified'] as const;
export const Session = z.enum(sessions);
export type Session = z.infer<typeof Session>;

export const moveMeasures = [
  'lastVsPriorClose',
  'closeToClose',
  'intradayHigh',
  'intradayLow',
  'trailing',
  'unspecified',
] as const;
export const MoveMeasure = z.enum(moveMeasures);
export type MoveMeasure = z.infer<typeof MoveMeasure>;

export const benchmarkLengthMax = 80;

/** Over what a share-price move was measured. What a source does not say is `unspecified`, and equals nothing. */
export const Window = z
  .strictObject({
    session: Session,
    measure: MoveMeasure,
    tradingDate: PartialDate,
    observedAt: Instant.optional(),
    priorClose: Money.optional(),
    price: Money.optional(),
    trailingPeriod: Duration.optional(),
    benchmark: text(benchmarkLengthMax).optional(),
  })
  .meta({ title: 'Window' });
export type Window = z.infer<typeof Window>;
