import { createServer } from 'node:net';

/** Can somebody listen here? A port of 0 is always free; the one taken is returned. Undefined: it is taken. */
export const tryPort = (port: number, host = '127.0.0.1'): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : undefined);
      });
    });
  });

export const freePort = async (host?: string): Promise<number> => {
  const port = await tryPort(0, host);
  if (port === undefined) throw new Error('The system has no free port left.');
  return port;
};
