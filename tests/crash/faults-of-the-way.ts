import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './faults.ts';
import type { Direction, Proxy } from './proxy.ts';

/** In the middle of a message, or of several: a group of appends has some thousands to tens of thousands of bytes. */
export const cutOnTheWayUp: Fault = async ({ proxy }, random) => {
  await cut(proxy, 'up', random.integer(1, 20_000));
};

/** An answer that is lost, after what it tells of was written. */
export const cutOnTheWayDown: Fault = async ({ proxy }, random) => {
  await cut(proxy, 'down', random.integer(1, 5_000));
};

const cut = async (proxy: Proxy, direction: Direction, bytes: number): Promise<void> => {
  const before = proxy.cuts();
  proxy.cutAfter(direction, bytes);
  while (proxy.cuts() === before) await sleep(5);
};

export const cutAll: Fault = ({ proxy }) => {
  proxy.cutAll();
  return Promise.resolve();
};

export const refuseConnections: Fault = async ({ proxy }, random) => {
  await proxy.close();
  await sleep(random.integer(50, 500));
  await proxy.open();
};

/** For longer than the writers wait for an answer. */
export const swallowEverything: Fault = async ({ proxy, longest }) => {
  proxy.swallow();
  await sleep(1.2 * longest('answerMs'));
  proxy.pass();
};
