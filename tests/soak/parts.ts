import { crashPart } from '../crash/soak-part.ts';
import { orderPart } from '../order/soak-part.ts';
import { overloadPart } from '../overload/soak-part.ts';
import { questionsPart } from '../questions/soak-part.ts';
import { viewsPart } from '../rebuild/soak-part.ts';
import type { SoakPart } from './part.ts';

/** In this order, each for its share of the time. */
export const parts: readonly SoakPart[] = [orderPart, crashPart, viewsPart, questionsPart, overloadPart];
