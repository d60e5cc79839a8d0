/** Microseconds of the clock that all processes of the machine share. */
export const startUs = (): number => Number(process.hrtime.bigint() / 1_000n);

/** Rounded up: so two instants are in the order they are said to be in. */
export const endUs = (): number => startUs() + 1;
