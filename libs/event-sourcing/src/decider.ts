/** What a decision comes to: at most one new fact, or a refusal that says why. "No" is a value, a throw is a bug. */
export type Decision<Event, Rejection> =
  | { readonly outcome: 'accepted'; readonly events: readonly [] | readonly [Event] }
  | { readonly outcome: 'rejected'; readonly rejection: Rejection };

/** Accepted with one new fact, or with none: the command changes nothing ("stays quiet"). */
export const accept = <Event>(event?: Event): Decision<Event, never> => ({
  outcome: 'accepted',
  events: event === undefined ? [] : [event],
});

export const reject = <Rejection>(rejection: Rejection): Decision<never, Rejection> => ({
  outcome: 'rejected',
  rejection,
});
