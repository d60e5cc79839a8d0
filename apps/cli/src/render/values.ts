import { plain } from './text.ts';

type Bag = Readonly<Record<string, unknown>>;
const isBag = (value: unknown): value is Bag =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const has = (value: Bag, ...names: readonly string[]): boolean =>
  names.every((name) => value[name] !== undefined);
const said = (value: unknown): string =>
  typeof value === 'string'
    ? plain(value)
    : typeof value === 'number'
      ? String(value)
      : JSON.stringify(value);

/** "9700000000" as people read it: "9,700,000,000". The digits stay a string; no double ever holds them. */
export const grouped = (decimal: string): string => {
  const [whole = '', fraction] = decimal.split('.');
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? separated : `${separated}.${fraction}`;
};

/** Basis points as per cent: "712.5" is "7.125%". The point moves two places; nothing is divided. */
export const percent = (bps: string): string => {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(bps) ?? [];
  if (whole === '') return `${plain(bps)} bps`;
  const digits = whole.padStart(3, '0');
  const after = (digits.slice(-2) + fraction).replace(/0+$/, '');
  return `${sign}${grouped(digits.slice(0, -2))}${after === '' ? '' : `.${after}`}%`;
};

const measures: Readonly<Record<string, string>> = {
  criticalIT: ' critical IT',
  gross: ' gross',
  utility: ' utility',
  unspecified: ' (measure unspecified)',
};

const openDate = (value: Bag): string => {
  const stated = value['asStated'] === undefined ? '' : ` ("${said(value['asStated'])}")`;
  const { notBefore, notAfter } = value;
  if (notBefore !== undefined && notAfter !== undefined)
    return `${said(notBefore)} to ${said(notAfter)}${stated}`;
  if (notAfter !== undefined) return `on or before ${said(notAfter)}${stated}`;
  if (notBefore !== undefined) return `on or after ${said(notBefore)}${stated}`;
  return `date not known${stated}`;
};

const hardware = (value: Bag): string => {
  const named = [value['vendor'], value['model']]
    .filter((part) => part !== undefined && part !== null)
    .map(said);
  const quantity = value['quantity'];
  const count = quantity === undefined || quantity === null ? '' : `${grouped(said(quantity))} x `;
  return named.length === 0 ? `${count}"${said(value['asStated'])}"` : `${count}${named.join(' ')}`;
};

const rating = (value: Bag): string => {
  const extras = [value['outlook'], value['action'], value['scope']].filter(
    (part) => typeof part === 'string',
  );
  const agency = value['agency'] === 'UNKNOWN' ? 'agency not named' : said(value['agency']);
  return `${said(value['symbol'])} (${[agency, ...extras.map(said)].join(', ')})`;
};

/** A value of the language as people read it: known by its shape, so a new kind still prints as its JSON. */
export const valueText = (value: unknown): string => {
  if (value === null || value === undefined) return '-';
  if (!isBag(value)) return Array.isArray(value) ? value.map(valueText).join(', ') : said(value);
  if (has(value, 'qualifier')) return figureText(value);
  if (has(value, 'amount', 'currency')) return `${said(value['currency'])} ${grouped(said(value['amount']))}`;
  if (has(value, 'bps')) return percent(said(value['bps']));
  if (has(value, 'count', 'unit')) {
    const count = said(value['count']);
    return `${count} ${said(value['unit'])}${count === '1' ? '' : 's'}`;
  }
  if (has(value, 'mw')) return `${grouped(said(value['mw']))} MW${measures[said(value['measure'])] ?? ''}`;
  if (has(value, 'agency', 'symbol')) return rating(value);
  if (has(value, 'local', 'zone'))
    return `${said(value['local']).replace('T', ' ')} (time zone ${said(value['zone'])})`;
  if ('notBefore' in value || 'notAfter' in value) return openDate(value);
  if (has(value, 'asStated') || has(value, 'model') || has(value, 'vendor')) return hardware(value);
  return plain(JSON.stringify(value));
};

const qualified = (figure: Bag): string => {
  const value = valueText(figure['value']);
  switch (figure['qualifier']) {
    case 'exact':
      return value;
    case 'atLeast':
      return `at least ${value}`;
    case 'atMost':
      return `at most ${value}`;
    case 'upTo':
      return `up to ${value}`;
    case 'range':
      return `${valueText(figure['low'])} to ${valueText(figure['high'])}`;
    case 'undisclosed':
      return 'undisclosed';
    default:
      return `${said(figure['qualifier'])} ${value}`;
  }
};

/** A figure with what qualifies it, and beside it the words of the source where they say it differently. */
export const figureText = (figure: unknown): string => {
  if (!isBag(figure) || figure['qualifier'] === undefined) return valueText(figure);
  const text = qualified(figure);
  const stated = figure['asStated'];
  if (typeof stated !== 'string' || text.includes(plain(stated))) return text;
  return `${text} ("${plain(stated)}")`;
};

/** A change of a share price carries its sign: "+30%", "nearly +30%". */
export const changeText = (figure: unknown): string =>
  figureText(figure)
    .replace(/^([a-z ]*)(\d[\d,.]*%)/, '$1+$2')
    .replace(/ to (\d[\d,.]*%)/, ' to +$1');

/** "2026-03-02T21:05:00.123456Z" as "2026-03-02 21:05:00 UTC". */
export const instantText = (instant: string | null | undefined): string =>
  instant === null || instant === undefined
    ? '-'
    : plain(instant.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/, '$1 $2 UTC'));

/** camelCase wire words as words: "cloudServices" is "cloud services". */
export const words = (name: string): string =>
  plain(name.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`));
