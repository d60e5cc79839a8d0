/** Keys in one question: far more than a process has requests open; what is beyond waits for the next. */
export const keysTogetherMax = 1_000;

type Waiting<Answer> = {
  readonly answer: Promise<Answer>;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
};

const waiting = <Answer>(): Waiting<Answer> => {
  let settle: Pick<Waiting<Answer>, 'resolve' | 'reject'> | undefined;
  const answer = new Promise<Answer>((resolve, reject) => {
    settle = { resolve, reject };
  });
  if (settle === undefined) throw new Error('a promise calls its executor at once');
  return { answer, ...settle };
};

/**
 * Asks for one key at a time or for many: one question is on its way, and all that are wanted meanwhile go into the next.
 * Nothing is remembered: whoever asks gets an answer to a question that was put after he asked, so it is as fresh as one
 * of his own. `ask` answers the keys in their order.
 */
export const askedTogether = <Answer>(
  ask: (keys: readonly string[]) => Promise<readonly Answer[]>,
): ((key: string) => Promise<Answer>) => {
  const queue = new Map<string, Waiting<Answer>>();
  let isAsking = false;

  const askForNext = async (): Promise<void> => {
    const next = [...queue].slice(0, keysTogetherMax);
    for (const [key] of next) queue.delete(key);
    try {
      const answers = await ask(next.map(([key]) => key));
      next.forEach(([, { resolve }], index) => {
        resolve(answers[index] as Answer);
      });
    } catch (error) {
      for (const [, { reject }] of next) reject(error);
    }
  };

  const askForAll = async (): Promise<void> => {
    isAsking = true;
    while (queue.size > 0) await askForNext();
    isAsking = false;
  };

  return (key) => {
    const wanted = queue.get(key) ?? waiting<Answer>();
    queue.set(key, wanted);
    if (!isAsking) void askForAll();
    return wanted.answer;
  };
};
