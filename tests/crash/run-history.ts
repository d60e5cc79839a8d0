import { setTimeout as sleep } from 'node:timers/promises';
import { faults } from './faults.ts';
import type { FaultName } from './faults.ts';
import { finalLogOf, violationsOf } from './history-of.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';
import type { WritingInput } from './writing-input.ts';

export type HistoryPlan = {
  readonly writers: number;
  /** In this order, each at a random moment while everybody writes. */
  readonly faults: readonly FaultName[];
  readonly writing?: Partial<WritingInput>;
  /** Answers that every writer must get after each fault: it has recovered, by itself. */
  readonly answersBetween: number;
};

export type HistoryCounts = {
  readonly calls: number;
  readonly events: number;
  /** Calls that heard "ask again" instead of an answer. */
  readonly retried: number;
  readonly violations: readonly string[];
};

const pauseMsMax = 150;

/** Writers on a new ledger, faults under their hands, and the checker's word on all of it when they have finished. */
export const runHistory = async (world: World, random: Random, plan: HistoryPlan): Promise<HistoryCounts> => {
  const ledgerId = await world.newLedger();
  for (let count = 0; count < plan.writers; count += 1) world.write(ledgerId, plan.writing);
  for (const name of plan.faults) {
    await world.goesOn(plan.answersBetween);
    await sleep(random.integer(0, pauseMsMax));
    await faults[name](world, random);
  }
  await world.goesOn(plan.answersBetween);
  return await judged(world, world.ownerUrl, ledgerId);
};

/** When the writers have finished. `ownerUrl`: of the server that has the ledger now. */
export const judged = async (world: World, ownerUrl: string, ledgerId: string): Promise<HistoryCounts> => {
  const lines = await world.settle();
  const final = await finalLogOf(ownerUrl, ledgerId);
  return {
    calls: lines.filter(({ entry }) => entry === 'call').length,
    events: final.events.length,
    retried: lines.filter((line) => line.entry === 'answer' && 'error' in line.said).length,
    violations: violationsOf(lines, [final]),
  };
};
