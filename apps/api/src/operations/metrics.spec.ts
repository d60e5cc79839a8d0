import { describe, expect, test } from '@jest/globals';
import { openMetrics, secondsBuckets } from './metrics.ts';

describe('metrics', () => {
  test('take what a group commit tells: counts as counts, milliseconds as seconds', async () => {
    const { observeLog, registry } = openMetrics();
    const group = { ledgerId: 'main', count: 3, appended: 2, waitedMs: 0.2, writeMs: 40, headLockMs: 3 };
    observeLog(group);
    observeLog({ ...group, count: 128, appended: 128 });
    const text = await registry.metrics();
    for (const line of [
      'dealtrail_events_appended_total{ledger="main"} 130',
      'dealtrail_append_group_size_bucket{le="4",ledger="main"} 1',
      'dealtrail_append_group_size_count{ledger="main"} 2',
      'dealtrail_append_queue_seconds_bucket{le="0.0001",ledger="main"} 0',
      'dealtrail_append_queue_seconds_bucket{le="0.00025",ledger="main"} 2',
      'dealtrail_append_commit_seconds_bucket{le="0.025",ledger="main"} 0',
      'dealtrail_append_commit_seconds_sum{ledger="main"} 0.08',
      'dealtrail_append_head_lock_seconds_bucket{le="0.005",ledger="main"} 2',
    ])
      expect(text).toContain(line);
  });

  test('tell a tenth of a millisecond from a quarter, and seconds from more seconds', () => {
    expect([secondsBuckets[0], secondsBuckets.at(-1)]).toEqual([0.0001, 10]);
    expect(secondsBuckets).toEqual([...secondsBuckets].sort((a, b) => a - b));
  });

  test('ask for a number when somebody looks, also one that only rises', async () => {
    const { gauge, registry, total } = openMetrics();
    let value = 1;
    gauge('now', 'As it is now.', () => value);
    total('ever_total', 'Since the start.', () => value);
    await registry.metrics();
    value = 5;
    const text = await registry.metrics();
    expect(text).toMatch(/^now 5$/m);
    expect(text).toMatch(/^ever_total 5$/m);
  });

  test('of two processes, or two tests, are apart', async () => {
    const [one, other] = [openMetrics(), openMetrics()];
    one.countCommand('single', 'recorded');
    expect(await other.registry.metrics()).not.toContain('result="recorded"');
  });
});
