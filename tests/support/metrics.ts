import { ask } from './server.ts';
import type { Running } from './server.ts';

/** Every sample of /metrics: name and labels as they stand in the text, and the value. */
export const metricsOf = async ({ url }: Running): Promise<ReadonlyMap<string, number>> => {
  const { text } = await ask(`${url}/metrics`, { key: null });
  return new Map(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => {
        const end = line.lastIndexOf(' ');
        return [line.slice(0, end), Number(line.slice(end + 1))];
      }),
  );
};

/** Resident memory of a process that serves /metrics. */
export const residentBytesOf = async (running: Running): Promise<number> =>
  (await metricsOf(running)).get('process_resident_memory_bytes') ?? Number.NaN;
