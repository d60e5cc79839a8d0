import { measure } from '../report/section.ts';
import type { Part } from './part.ts';

const perSecond = 500;

export const latency: Part = {
  name: 'latency',
  about: `${String(perSecond)} appends a second: how soon another process sees them`,
  measure: async function* (stage, wish) {
    const { apiUrl } = await stage.dealtrail('latency_dealtrail');
    const pacer = await stage.contestant('pacer', apiUrl, { perSecond });
    const watcher = await stage.contestant('watcher', apiUrl);
    const both = async (seconds: number) => {
      const events = Math.round(perSecond * seconds);
      const [seen, acknowledged] = await Promise.all([
        watcher.run({ run: 'watch', events }),
        pacer.run({ run: 'pace', seconds }),
      ]);
      return { ...acknowledged, ...seen };
    };
    yield await measure(
      {
        title: `from the append's call to another process seeing it, ${String(perSecond)} appends/s`,
        runs: [both],
        targets: [
          { of: 'seen p50 ms', against: 'acknowledged p50 ms', atMost: 2 },
          { of: 'seen p99 ms', against: 'acknowledged p99 ms', atMost: 2 },
        ],
      },
      wish,
    );
  },
};
