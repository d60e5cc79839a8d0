import type { Recorded } from '../recorded.ts';
import type { EventId, PartyId } from '../values/ids.ts';
import type { DealParty } from '../values/party-role.ts';
import type { Adoption, Claim, Denial } from './claim.ts';
import { asFigure, claimsOf, isOnPath } from './claims-of.ts';
import type { Find } from './claims-of.ts';
import { valueAt } from './data-path.ts';
import { sharesApart } from './prepayments.ts';
import type { Effective } from './standing.ts';

type Adopted = Adoption & { readonly path: string; readonly claimEventId: EventId };

const partiesIn = (events: readonly Effective[]): ReadonlySet<string> =>
  new Set(
    events.flatMap(({ event, retractedBy }) => {
      const { parties = [], borrower } = event.data as { parties?: readonly DealParty[]; borrower?: PartyId };
      const named = parties.map(({ partyId }): string => partyId);
      return retractedBy === null ? [...named, ...(borrower === undefined ? [] : [borrower])] : [];
    }),
  );

/** Denials by a party concerned: one of the deal or financing, or the party that the stream is about. */
const denialsIn = (events: readonly Effective[]): ReadonlyMap<EventId, readonly Denial[]> => {
  const concerned = partiesIn(events);
  const denials = new Map<EventId, readonly Denial[]>();
  for (const { event, retractedBy } of events) {
    if (event.type !== 'ReportDenied' || retractedBy !== null) continue;
    const { targetEventId, byParty } = event.data as { targetEventId: EventId; byParty: PartyId };
    if (!concerned.has(byParty) && event.streamId !== byParty) continue;
    const denial: Denial = { eventId: event.eventId, byParty, sources: event.sources };
    denials.set(targetEventId, [...(denials.get(targetEventId) ?? []), denial]);
  }
  return denials;
};

const adoptionsIn = (events: readonly Effective[]): readonly Adopted[] =>
  events.flatMap(({ event, retractedBy }) => {
    if (event.type !== 'TermAdopted' || retractedBy !== null) return [];
    const { path, claimEventId, rationale } = event.data as {
      path: string;
      claimEventId: EventId;
      rationale: string;
    };
    return [{ eventId: event.eventId, position: event.position, rationale, path, claimEventId }];
  });

const sameClaim = (a: Claim, b: Claim): boolean =>
  a.path === b.path && JSON.stringify(a.value) === JSON.stringify(b.value);

/** A stream is judged again and again as it grows: what an event says by itself stays the same claims, each time. */
const saidAlone = new WeakMap<Recorded, readonly Claim[]>();

const claimsMadeBy = (event: Recorded, find: Find): readonly Claim[] => {
  if ('targetEventId' in (event.data as object)) return claimsOf(event, find);
  const made = saidAlone.get(event) ?? claimsOf(event);
  saidAlone.set(event, made);
  return made;
};

const claimsOfEffective = (effective: Effective, find: Find): readonly Claim[] => {
  const { event, original, retractedBy, corrections } = effective;
  const made = claimsMadeBy(event, find);
  const now = retractedBy === null ? made : made.map((claim): Claim => ({ ...claim, standing: 'retracted' }));
  if (corrections.length === 0) return now;
  const before = claimsOf(original, find).filter((claim) => !now.some((held) => sameClaim(claim, held)));
  return [...before.map((claim): Claim => ({ ...claim, standing: 'correctedAway' })), ...now];
};

/** Where a report tells a field of an event otherwise that is no term, the event itself claims that field too. */
const fieldClaims = (events: readonly Effective[], claims: readonly Claim[]): readonly Claim[] => {
  const reported = new Set(claims.map(({ path }) => path).filter((path) => path.startsWith('event.')));
  return [...reported].flatMap((path) => {
    const [, eventId = '', ...field] = path.split('.');
    const target = events.find(({ event }) => event.eventId === eventId);
    const value = asFigure(valueAt(target?.event.data, field.join('.')));
    if (target === undefined || value === undefined) return [];
    const { event, retractedBy } = target;
    const kind = claims.find((claim) => claim.path === path)?.kind ?? 'text';
    const standing = retractedBy === null ? 'standing' : 'retracted';
    const { position, streamId: subject, modality, sources, type: eventType, occurredOn } = event;
    const claim = { claimEventId: eventId, position, subject, path, kind, value, modality, sources };
    return [{ ...claim, eventType, occurredOn, standing, denials: [] } as const];
  });
};

/**
 * All claims of one stream, oldest first: standing, retracted and corrected away, each with the denials and the
 * adoption that bear on it. The latest standing adoption of a path counts; one of a claim that no longer stands
 * adopts nothing.
 *
 * @param events the whole stream, as `standing` gives it
 */
export const claimsOfStream = (events: readonly Effective[]): readonly Claim[] => {
  const byId = new Map(events.map(({ event }) => [event.eventId, event]));
  const find: Find = (eventId) => byId.get(eventId);
  const denials = denialsIn(events);
  const adoptions = adoptionsIn(events);
  const made = events.flatMap((effective) => claimsOfEffective(effective, find));
  const apart = sharesApart(made, events[0]?.event.streamId ?? '', events);
  return [...apart, ...fieldClaims(events, apart)]
    .toSorted((a, b) => a.position - b.position)
    .map((claim): Claim => {
      const adopted = adoptions.findLast(({ path }) => isOnPath(claim, path));
      const chosen = adopted?.claimEventId === claim.claimEventId && claim.standing === 'standing';
      const denied = denials.get(claim.claimEventId);
      const judged = denied === undefined ? claim : { ...claim, denials: denied };
      if (adopted === undefined || !chosen) return judged;
      const { eventId, position, rationale } = adopted;
      return { ...judged, adoption: { eventId, position, rationale } };
    });
};
