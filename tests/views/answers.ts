import { capitalStackAnswer } from '@dealtrail/views/capital-stack/capital-stack';
import { claimsAnswer } from '@dealtrail/views/claims/claims-answer';
import { listConflicts } from '@dealtrail/views/conflicts/list-conflicts';
import { dealCurrentAnswer } from '@dealtrail/views/deal-current/deal-answer';
import { listDeals } from '@dealtrail/views/deal-current/deal-list';
import { dealSorts } from '@dealtrail/views/deal-current/list-item';
import { timelineAnswer } from '@dealtrail/views/deal-timeline/timeline';
import { financingAnswer, listFinancings } from '@dealtrail/views/financings/financing-answer';
import { listParties, partyAnswer } from '@dealtrail/views/parties/parties';
import type { Reader } from '@dealtrail/views/reader';
import { listSources, sourceAnswer } from '@dealtrail/views/sources/source-answer';
import { stockReactionsAnswer } from '@dealtrail/views/stock-reactions/stock-reactions';
import { subjects } from './histories.ts';

const page = { limit: 3 };

const usd = 'USD';
const dealFilters = [
  {},
  { stage: 'announced' },
  { class: 'hosting', party: 'party_acme' },
  { currency: usd, minValue: '1000', maxValue: '2999.99' },
  { announcedFrom: '2025-11-03', announcedTo: '2025-12-31' },
  { changedSince: 5 },
];

/** Everything that can be asked, as one text: two readers that answer alike give the same bytes. */
export const everyAnswer = async (reader: Reader): Promise<string> => {
  const answers: unknown[] = [];
  for (const deal of subjects.deals)
    answers.push(
      await dealCurrentAnswer(reader, deal),
      await claimsAnswer(reader, deal),
      await capitalStackAnswer(reader, deal),
      await stockReactionsAnswer(reader, deal),
      await timelineAnswer(reader, deal, { order: 'recorded', limit: 8 }),
      await timelineAnswer(reader, deal, { order: 'occurred', limit: 100 }),
    );
  for (const financing of subjects.financings) answers.push(await financingAnswer(reader, financing));
  for (const party of subjects.parties) answers.push(await partyAnswer(reader, party));
  for (const source of subjects.sources) answers.push(await sourceAnswer(reader, source));
  for (const sort of dealSorts)
    for (const filters of dealFilters) answers.push(await listDeals(reader, filters, { ...page, sort }));
  answers.push(
    await listFinancings(reader, {}, page),
    await listFinancings(reader, { deal: 'deal_one', party: 'party_bank', stage: 'closed' }, page),
    await listParties(reader, {}, page),
    await listParties(reader, { name: 'OLD works' }, page),
    await listSources(reader, { tier: 'T1' }, page),
    await listSources(reader, { publisher: 'works' }, page),
    await listConflicts(reader, {}, page),
    await listConflicts(reader, { state: 'open', class: 'value' }, page),
  );
  return answers.map((answer) => JSON.stringify(answer)).join('\n');
};
