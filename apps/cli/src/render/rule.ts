/**
 * Rule 4 of the language ("current value of a path"), step by step, in words. `won`: why the current claim stands;
 * `asked`: what the step looks at.
 */
const steps: Readonly<Record<string, { readonly won: string; readonly asked: string }>> = {
  a: {
    won: 'the only claim still standing',
    asked: 'drop what was retracted or corrected away, and what rests only on retracted sources',
  },
  b: { won: 'adopted by an analyst', asked: 'a claim that an analyst adopted wins' },
  c: {
    won: 'the latest effective amendment',
    asked: 'the latest effective amendment or exercised option wins over claims from before it',
  },
  d: {
    won: 'stated as fact',
    asked:
      'stated, company and reported claims before rumoured ones; opinion, forecast or inference only alone',
  },
  e: { won: 'a value before "undisclosed"', asked: 'a value before "undisclosed"' },
  f: {
    won: 'the best source tier',
    asked: "the best tier of source, a repost speaking with its root's tier",
  },
  g: {
    won: 'the narrowest compatible figure',
    asked: 'among the claims compatible with that one, the narrowest',
  },
  h: { won: 'the latest publication', asked: 'the later publication' },
  i: { won: 'recorded first', asked: 'the lower position: what was recorded first' },
};

export const wonBy = (step: string | null | undefined): string => {
  if (step === null || step === undefined || step === 'only') return 'the only claim';
  const known = steps[step];
  return known === undefined ? `rule 4${step}` : `rule 4${step}: ${known.won}`;
};

export const askedAt = (step: string): string => steps[step]?.asked ?? 'a step this version has no words for';
export const lostAt = (step: string | null | undefined): string =>
  step === null || step === undefined ? '' : `lost at rule 4${step}`;
