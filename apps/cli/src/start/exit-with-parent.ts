/**
 * Loaded before the api and the worker (node --import): when the start that spawned them dies, be it by kill -9, the
 * channel to it closes, and they stop as on SIGTERM. So nobody is left holding the port or a view's lease.
 */
const patienceMs = 10_000;

process.once('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), patienceMs).unref();
});
// Listening for the disconnect must not be what keeps the process alive.
process.channel?.unref();

export {};
