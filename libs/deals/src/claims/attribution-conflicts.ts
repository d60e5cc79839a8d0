import { exactly } from '../values/figure.ts';
import { fold } from '../values/text.ts';
import { weakModalities } from './claim.ts';
import type { Claim } from './claim.ts';
import { conflict, isLive, isLiveEvent } from './conflict.ts';
import type { Conflict, ConflictClaim, Matter } from './conflict.ts';
import type { Effective } from './standing.ts';

type Assessment = {
  readonly kind: string;
  readonly category?: string;
  readonly partyIds?: readonly string[];
  readonly sourceId?: string;
  readonly summary: string;
};

const assessmentsIn = ({ events, book }: Matter): readonly Effective[] =>
  events.filter((each) => each.event.type === 'AssessmentRecorded' && isLiveEvent(each, book));

const assessmentOf = ({ event }: Effective): Assessment => event.data as Assessment;

const claimOfAssessment = (effective: Effective): ConflictClaim => ({
  claimEventId: effective.event.eventId,
  value: exactly(assessmentOf(effective).summary),
  sources: effective.event.sources,
});
const claimOf = ({ claimEventId, value, sources }: Claim): ConflictClaim => ({
  claimEventId,
  value,
  sources,
});

const isSupportPath = (path: string): boolean =>
  path === 'financing.security' || path.startsWith('deal.support.');
const supportCategories: ReadonlySet<string> = new Set(
  ['credit-support', 'security', 'collateral', 'guarantee'].map(fold),
);

/** Rule 7: an opinion that somebody stands behind a debt never becomes support; it is shown as what it is. */
const opinionOnSupport = (matter: Matter): readonly Conflict[] => {
  const claims = matter.claims.filter(
    (claim) => isLive(claim, matter.book) && isSupportPath(claim.path) && weakModalities.has(claim.modality),
  );
  const views = assessmentsIn(matter).filter(
    (each) =>
      weakModalities.has(each.event.modality) &&
      supportCategories.has(fold(assessmentOf(each).category ?? '')),
  );
  const subjects = [
    ...new Set([...claims.map(({ subject }) => subject), ...views.map((each) => each.event.streamId)]),
  ];
  return subjects.map((subject) => {
    const own = claims.filter((claim) => claim.subject === subject);
    const said = views.filter((each) => each.event.streamId === subject);
    const isAdopted = own.some(({ adoption }) => adoption !== undefined);
    return conflict({
      class: 'attribution',
      state: isAdopted ? 'adopted' : 'open',
      subject,
      path: own[0]?.path ?? `${subject.slice(0, subject.indexOf('_'))}.security`,
      claims: [...own.map(claimOf), ...said.map(claimOfAssessment)],
      why: 'said as somebody’s view only: it would set a term, and opinions never do',
    });
  });
};

const roleRegex = /^(?:deal|financing)\.role\.([^.]+)\.(party_.+)$/;
const standings: ReadonlySet<string> = new Set(['peer', 'competitor']);

/** A party of the deal that somebody also calls a peer or a competitor: roles are per deal and per assessment. */
const partiesInTwoRoles = (matter: Matter): readonly Conflict[] => {
  const roles = matter.claims.filter((claim) => isLive(claim, matter.book) && roleRegex.test(claim.path));
  const views = assessmentsIn(matter).filter((each) => standings.has(assessmentOf(each).kind));
  const parties = [...new Set(views.flatMap((each) => assessmentOf(each).partyIds ?? []))];
  return parties.flatMap((partyId) => {
    const held = roles.filter(({ path }) => roleRegex.exec(path)?.[2] === partyId);
    const said = views.filter((each) => assessmentOf(each).partyIds?.includes(partyId) === true);
    const names = [
      ...new Set([
        ...held.map(({ path }) => roleRegex.exec(path)?.[1] ?? ''),
        ...said.map((each) => assessmentOf(each).kind),
      ]),
    ];
    const [first] = said;
    if (first === undefined || names.length < 2) return [];
    const claims = [...held.map(claimOf), ...said.map(claimOfAssessment)];
    const why = `${partyId} is named as ${names.join(' and as ')}: roles are per deal and per assessment`;
    const { streamId: subject } = first.event;
    return [
      conflict({ class: 'attribution', state: 'subsumed', subject, path: `role.${partyId}`, claims, why }),
    ];
  });
};

/** A source that speaks of another time than the deal's: noted by an analyst, shown beside what it claims. */
const anachronisms = (matter: Matter): readonly Conflict[] =>
  assessmentsIn(matter)
    .filter((each) => {
      const { kind, category = '' } = assessmentOf(each);
      return kind === 'sourceQuality' && fold(category).startsWith('anachronis');
    })
    .map((each) => {
      const { sourceId, summary } = assessmentOf(each);
      const path = `source.${sourceId ?? each.event.sources[0]?.sourceId ?? 'unknown'}`;
      const { streamId: subject } = each.event;
      const claims = [claimOfAssessment(each)];
      const found = conflict({ class: 'anachronism', state: 'open', subject, path, claims, why: summary });
      return { ...found, id: `${found.id}:${each.event.eventId}` };
    });

export const attributionConflicts = (matter: Matter): readonly Conflict[] => [
  ...opinionOnSupport(matter),
  ...partiesInTwoRoles(matter),
  ...anachronisms(matter),
];
