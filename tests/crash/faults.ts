import {
  cutAll,
  cutOnTheWayDown,
  cutOnTheWayUp,
  refuseConnections,
  swallowEverything,
} from './faults-of-the-way.ts';
import {
  cancelStatement,
  killBackend,
  killPostmaster,
  killServer,
  killWriter,
  restartServer,
  terminateBackend,
} from './faults-that-kill.ts';
import {
  freezeServer,
  freezeWriter,
  holdHead,
  impatientServer,
  takeAllConnections,
} from './faults-that-delay.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** Something that goes wrong, and is over when it resolves. What it breaks must mend by itself. */
export type Fault = (world: World, random: Random) => Promise<void>;

export const faults = {
  killWriter,
  killBackend,
  killPostmaster,
  killServer,
  restartServer,
  terminateBackend,
  cancelStatement,
  cutOnTheWayUp,
  cutOnTheWayDown,
  cutAll,
  refuseConnections,
  swallowEverything,
  freezeServer,
  freezeWriter,
  holdHead,
  impatientServer,
  takeAllConnections,
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof faults;
export const faultNames = Object.keys(faults) as readonly FaultName[];
