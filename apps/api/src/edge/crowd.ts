/** Of those turned away, how many may come back in a second. To say no to so many costs little beside the work itself. */
export const comeBackPerSecondMax = 1_000;

/** Nobody is sent away for longer, however many there are. */
export const retryAfterSecondsMax = 30;

/** The seconds after which one more that is turned away may come back. */
export type Crowd = { readonly comeBackAfterSeconds: () => number };

/**
 * Those turned away are given places one after the other, so many a second. A few come back in a second; of ten thousand
 * the last comes back in ten, and they do not all come at once. `now`: milliseconds of a clock that never goes back.
 */
export const openCrowd = (
  perSecondMax: number = comeBackPerSecondMax,
  now: () => number = () => performance.now(),
): Crowd => {
  let lastPlaceAt = Number.NEGATIVE_INFINITY;
  return {
    comeBackAfterSeconds: () => {
      const at = now();
      const farthest = at + retryAfterSecondsMax * 1_000;
      lastPlaceAt = Math.min(farthest, Math.max(at, lastPlaceAt + 1_000 / perSecondMax));
      return Math.max(1, Math.ceil((lastPlaceAt - at) / 1_000));
    },
  };
};
