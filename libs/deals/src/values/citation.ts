import { z } from 'zod';
import { SourceId } from './ids.ts';
import { text } from './text.ts';

export const locatorLengthMax = 200;
/** More sources than this for one event is a list of sources, not a citation. */
export const citationsMax = 50;

/** Where it says so: the source, and the page, item or paragraph in it. */
export const Citation = z
  .strictObject({ sourceId: SourceId, locator: text(locatorLengthMax).optional() })
  .meta({ title: 'Citation' });
export type Citation = z.infer<typeof Citation>;

export const Citations = z.array(Citation).min(1).max(citationsMax);
export type Citations = z.infer<typeof Citations>;
