import type { FigureView } from '../figure-view.ts';
import type { DealState, PartyInRole } from './deal.state.ts';

type Terms = Readonly<Record<string, FigureView>>;

/** The class that stands by rule 4, the same that `deal.class` shows among the terms. */
export const classOf = (terms: Terms): string | null => {
  const value = terms['deal.class']?.value.value;
  return typeof value === 'string' ? value : null;
};

/** Every role whose claim stands, in the order first recorded: a signing adds to an announcement. */
export const partiesStanding = ({ parties }: DealState, terms: Terms): readonly PartyInRole[] =>
  parties.flatMap(({ partyId, role }) => {
    const figure = terms[`deal.role.${role}.${partyId}`];
    return figure === undefined ? [] : [{ partyId, role, sources: figure.because.sources }];
  });
