import { words } from './values.ts';

const namesIn = (path: string): readonly string[] =>
  path
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));

/** Parts of a figure, as people call them. */
const parts: Readonly<Record<string, string>> = {
  value: '',
  because: ', why it stands',
  rivals: ', rival',
  explained: ', no rival any more',
};

/** "deal.role.provider.party_acme" is what the list of parties calls "provider party_acme". */
const termLabel = (path: string): string =>
  path.replace(/^deal\./, '').replace(/^role\.([^.]+)\.(.+)$/, '$1 $2');

/** The pointer in words: "/terms/deal.totalValue/value" is "totalValue". */
export const labelOf = (path: string): string => {
  const [section = '', ...names] = namesIn(path);
  switch (section) {
    case 'terms':
      return `${termLabel(names[0] ?? '')}${parts[names[1] ?? ''] ?? ''}`;
    case 'financings':
      return `${names[0] ?? ''}: ${names[1] === 'funds' ? 'funds this deal' : (names[1] ?? '')}${parts[names[2] ?? ''] ?? ''}`;
    case 'prepayments':
      return `prepayment ${names[0] ?? ''}${names[1] === 'received' ? ', received' : ''}`;
    case 'stages':
      return `stage ${names[0] ?? ''}`;
    case 'parties':
      return names.join(' ');
    case 'related':
      return ['related', ...names].join(' ');
    case 'assessments':
      return 'assessment';
    default:
      return words(section);
  }
};

/** Head fields of a deal that say once more what a term says: class, stage, who is party to it. */
export const restatedBy = (path: string): string | undefined => {
  const [section, term = '', part] = namesIn(path);
  if (section !== 'terms' || part !== 'value') return undefined;
  if (term === 'deal.class' || term === 'deal.stage') return term.replace('deal.', '/');
  const [, role, party] = /^deal\.role\.([^.]+)\.(.+)$/.exec(term) ?? [];
  return role === undefined || party === undefined ? undefined : `/parties/${role}/${party}`;
};
