import { faultsInTheAnswers } from './faults-in-the-answers.ts';
import { faultsInTheLog } from './faults-in-the-log.ts';
import { faultsInTheOrder } from './faults-in-the-order.ts';
import type { Fault } from './planting.ts';
import type { Violation } from './violation.ts';

/** For each violation, ways to bring it about by damage to a good history. */
export const faults: Readonly<Record<Violation['name'], Readonly<Record<string, Fault>>>> = {
  ...faultsInTheLog,
  ...faultsInTheOrder,
  ...faultsInTheAnswers,
};
