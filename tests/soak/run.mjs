// The soak: npm run test:soak -- --minutes 10 --seed 1. Everything random in it follows from the seed.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const minutesDefault = 5;
const usage = `npm run test:soak [-- --minutes N] [-- --seed S] [-- --part NAME]

  --minutes  how long it goes on, in all (${minutesDefault}); what is begun then is finished
  --seed     a whole number from 0 to 2^31 - 1 (random, and printed)
  --part     only this one`;

const options = /** @type {const} */ ({
  minutes: { type: 'string', default: String(minutesDefault) },
  seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  part: { type: 'string', default: '' },
  help: { type: 'boolean', default: false },
});

const read = () => {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return { complaint: error.message };
  }
};

const wanted = read();
const seed = Number(wanted.seed);
const isSound = Number(wanted.minutes) > 0 && Number.isInteger(seed) && seed >= 0 && seed < 2 ** 31;
if (wanted.help === true || !isSound) {
  process.stderr.write(`${wanted.complaint ?? ''}\n${usage}\n`);
  process.exit(wanted.help === true ? 0 : 2);
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const jest = fileURLToPath(new URL('../../node_modules/jest/bin/jest.js', import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    '--no-warnings',
    jest,
    '--config',
    'tests/soak/jest.config.mjs',
    '--runInBand',
  ],
  {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      DEALTRAIL_SOAK_MINUTES: wanted.minutes,
      DEALTRAIL_SOAK_SEED: wanted.seed,
      DEALTRAIL_SOAK_PART: wanted.part,
    },
  },
);
process.exit(status ?? 1);
