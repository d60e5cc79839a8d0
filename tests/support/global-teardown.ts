import { run } from './cluster.ts';

const teardown = async (): Promise<void> => {
  await run.tearDown?.();
};

export default teardown;
