/** Remembers one wake-up: set while nobody waits, the next wait returns at once. So no wake-up falls between two steps. */
export type Latch = { readonly set: () => void; readonly wait: (msMax: number) => Promise<void> };

export const openLatch = (): Latch => {
  let isSet = false;
  let wake: (() => void) | undefined;
  return {
    set: () => {
      isSet = true;
      wake?.();
    },
    wait: async (msMax) => {
      if (!isSet) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, msMax);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wake = undefined;
      isSet = false;
    },
  };
};
