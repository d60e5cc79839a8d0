import { intervalOf } from '@dealtrail/deals/values/partial-date';
import { compareText } from '../order.ts';
import type { NameView } from './answer.ts';
import type { NameState } from './party.state.ts';

/**
 * The legal names in the order they took effect. One whose day is unknown took effect when it was recorded, for all
 * we know: it follows those recorded before it.
 */
const legalInOrder = (names: readonly NameState[]): readonly NameState[] => {
  const dated: { readonly name: NameState; readonly from: string }[] = [];
  let latest = '';
  for (const name of names.filter(({ kind }) => kind === 'legal')) {
    const from = (name.from === null ? null : intervalOf(name.from).earliest) ?? latest;
    dated.push({ name, from });
    if (from > latest) latest = from;
  }
  return dated.toSorted((a, b) => compareText(a.from, b.from)).map(({ name }) => name);
};

const inEffect = ({ from }: NameState, day: string): boolean => {
  const earliest = from === null ? null : intervalOf(from).earliest;
  return earliest === null || earliest <= day;
};

/** The legal name on a day; the first one recorded where every name is later; undefined for a party without any. */
export const legalNameAt = (names: readonly NameState[], day: string): NameState | undefined => {
  const legal = legalInOrder(names);
  return legal.findLast((name) => inEffect(name, day)) ?? legal[0];
};

/** Every name as it stands on a day: legal ones that another has replaced by then are former. Aliases come last. */
export const namesAt = (names: readonly NameState[], day: string): readonly NameView[] => {
  const current = legalNameAt(names, day);
  const legal = legalInOrder(names);
  const at = current === undefined ? -1 : legal.indexOf(current);
  const known = new Set(legal.map(({ name }) => name));
  const aliases = names.filter(({ kind, name }) => kind === 'alias' && !known.has(name));
  return [
    ...legal.map((each, index) => ({ ...each, kind: index < at ? ('former' as const) : each.kind })),
    ...aliases,
  ].map(({ name, kind, from, eventId }) => ({ name, kind, from, eventId }));
};
