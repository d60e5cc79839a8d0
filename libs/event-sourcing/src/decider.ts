/** What a decision comes to: at most one new fact, or a refusal that says why. "No" is a value, a throw is a bug. */
export type Decision<Event, Rejection> =
  | { readonly outcome: 'accepted'; readonly events: readonly [] | readonly [Event] }
  | { readonly outcome: 'rejected'; readonly rejection: Rejection };

/**
 * A rule book for one kind of stream: pure functions of command and state, so a replay is a reduce.
 * `Context` is everything the outside world contributes (today's date, what other streams hold); nothing is fetched.
 */
export type Decider<State, Command, Event, Rejection, Context> = {
  readonly initialState: State;
  readonly decide: (command: Command, state: State, context: Context) => Decision<Event, Rejection>;
  readonly evolve: (state: State, event: Event) => State;
};

/** Accepted with one new fact, or with none: the command changes nothing ("stays quiet"). */
export const accept = <Event>(event?: Event): Decision<Event, never> => ({
  outcome: 'accepted',
  events: event === undefined ? [] : [event],
});

export const reject = <Rejection>(rejection: Rejection): Decision<never, Rejection> => ({
  outcome: 'rejected',
  rejection,
});
