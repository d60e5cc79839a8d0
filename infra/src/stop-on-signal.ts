/**
 * Ends the process in order on SIGTERM or SIGINT: exit code 0 once `stop` is done, 1 where it fails (`failed` is told).
 * A second signal changes nothing; whoever cannot wait kills.
 */
export const stopOnSignal = (stop: () => Promise<void>, failed: (error: unknown) => void): void => {
  let isStopping = false;
  const begin = (): void => {
    if (isStopping) return;
    isStopping = true;
    void stop().then(
      () => {
        process.exit(0);
      },
      (error: unknown) => {
        failed(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', begin);
  process.on('SIGINT', begin);
};
