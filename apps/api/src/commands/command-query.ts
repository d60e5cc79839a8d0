import { z } from 'zod';

/** What a command may say after its `?`. */
export const CommandQuery = z.strictObject({ dryRun: z.enum(['true', 'false']).optional() });
