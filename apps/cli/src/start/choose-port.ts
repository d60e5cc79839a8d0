import { tryPort } from '@dealtrail/infra/free-port';
import type { Settings } from '@dealtrail/infra/settings';

/** How many ports after a taken one are tried. */
const portsTriedMax = 20;

const explain = (error: unknown, settings: Settings, port: number): Error => {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  const why =
    code === 'EACCES'
      ? `this user may not listen on port ${String(port)}; set PORT to one above 1023`
      : `this machine cannot listen on HOST ${settings.host} (${code})`;
  return new Error(`The api cannot start: ${why}.`, { cause: error });
};

/**
 * The port for the api. A taken one is named; unless PORT asks for exactly that one, the next free one is picked.
 * Throws when PORT is taken, or when no port can be had.
 */
export const choosePort = async (settings: Settings, say: (line: string) => void): Promise<number> => {
  const { host, port: wanted } = settings;
  for (let port = wanted; port <= wanted + portsTriedMax; port++) {
    const free = await tryPort(port, host).catch((error: unknown) => {
      throw explain(error, settings, port);
    });
    if (free !== undefined) {
      if (port !== wanted) say(`Using port ${String(port)} instead. Set PORT to choose another.`);
      return free;
    }
    if (settings.portWanted) {
      throw new Error(
        `Port ${String(port)} (PORT) is taken by another program. Set PORT to a free one, or to 0 for any.`,
      );
    }
    say(`Port ${String(port)} is taken by another program.`);
  }
  throw new Error(
    `Ports ${String(wanted)} to ${String(wanted + portsTriedMax)} are all taken. Set PORT to a free one.`,
  );
};
