/**
 * An event of a type or version that came after this code, as there are where a deploy was rolled back or two releases
 * serve one log. Whoever reads stops there: what is made without an event that was not understood is not the truth.
 */
export class UnknownShape extends Error {
  override readonly name = 'UnknownShape';
}
