import config from '../../jest.config.mjs';

/** As `npm test`, with this one file, which no other run finds. */
export default {
  ...config,
  rootDir: '../..',
  roots: ['<rootDir>/tests/soak'],
  testMatch: ['**/soak.ts'],
  // The last scenario of each part is finished, and one that fails is made smaller.
  testTimeout: (Number(process.env.DEALTRAIL_SOAK_MINUTES ?? '5') + 30) * 60_000,
  reporters: ['<rootDir>/tests/soak/reporter.mjs'],
};
