import { openStage } from '../../node_modules/.cache/dealtrail-bench/stage.js';
import { startApi } from '../../node_modules/.cache/dealtrail-bench/process/start-api.js';
import autocannon from 'autocannon';
import { randomUUID } from 'node:crypto';
const t0=performance.now(); const t=(x)=>console.log(Math.round(performance.now()-t0), x);
const stage = await openStage('/tmp/floor', new URL('./', import.meta.url));
t('stage');
const echo = await stage.contestant('echo', '');
const { port } = await echo.run({ run: 'port' });
t('echo up');
const { open } = await import('./peers/load.mjs');
for (let i=0;i<3;i++) {
 const c = await open({url:`http://127.0.0.1:${port}`, settings:{isEcho:1,key:'x'}});
 console.log(await c.run({run:'announce',seconds:2})); t('run');
}
const r = await autocannon({url:`http://127.0.0.1:${port}/v1/commands/x`, connections:64, duration:2});
console.log(r.duration, r['2xx'], r.non2xx, r.requests.average, r.latency.average, r.start, r.finish); t('plain');
await stage.close();
t('closed');
