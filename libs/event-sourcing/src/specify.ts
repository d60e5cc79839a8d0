/** What a spec needs to know of the rules it tests: how history becomes state, and how state judges a command. */
export type Rules<State, Event, Command, Context, Outcome> = {
  readonly fold: (history: readonly Event[]) => State;
  readonly decide: (command: Command, state: State, context: Context) => Outcome;
};

export type Specification<Event, Command, Context, Outcome> = {
  /** What was recorded before, oldest first; nothing for a fresh stream. */
  readonly given: (...history: readonly Event[]) => {
    /** The decision on a command; `more` replaces parts of the usual context. */
    readonly when: (command: Command, more?: Partial<Context>) => Outcome;
  };
};

/**
 * Specs that read as sentences: `expect(given(announced).when(sign)).toEqual(accept(signed))`.
 * Nothing is mocked and nothing runs but the rules: the history is folded, the command decided.
 */
export const specify = <State, Event, Command, Context extends object, Outcome>(
  rules: Rules<State, Event, Command, Context, Outcome>,
  context: Context,
): Specification<Event, Command, Context, Outcome> => ({
  given: (...history) => ({
    when: (command, more = {}) => rules.decide(command, rules.fold(history), { ...context, ...more }),
  }),
});
