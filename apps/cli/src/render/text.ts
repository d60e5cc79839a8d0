/** Two columns on a terminal: East Asian wide and full-width forms, and the common emoji planes. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;
/** No column of their own: combining marks, joiners, variation selectors. */
const narrowless = /\p{M}|[\u200b-\u200d]|\ufe0f/u;
/** What could drive a terminal or turn the direction of its text: C0, C1, and the bidirectional controls. */
const controls = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Text from outside, made safe to print: a control character is shown as its code, a line break as a space. */
export const plain = (text: string): string =>
  text
    .replace(/[\r\n\t]+/g, ' ')
    .replace(controls, (control) => `\\u${(control.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);

/** Columns that a text takes on a terminal. */
export const widthOf = (text: string): number => {
  let columns = 0;
  for (const character of text) columns += narrowless.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return columns;
};

export const padded = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - widthOf(text)));

/** A word longer than the line, in pieces that fit. */
const pieces = (word: string, width: number): readonly string[] => {
  const found: string[] = [];
  let piece = '';
  for (const character of word) {
    if (piece !== '' && widthOf(piece + character) > width) {
      found.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...found, piece];
};

/** Breaks at spaces, and inside a word only where the word alone is too long. Never empty: no text is one empty line. */
export const wrap = (text: string, width: number): readonly string[] => {
  const room = Math.max(1, width);
  const lines: string[] = [];
  let line = '';
  for (const word of plain(text).split(/ +/)) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (widthOf(joined) <= room) {
      line = joined;
      continue;
    }
    if (line !== '') lines.push(line);
    const parts = pieces(word, room);
    lines.push(...parts.slice(0, -1));
    line = parts.at(-1) ?? '';
  }
  return [...lines, line];
};

/** A wrapped text whose lines stand `indent` columns in, the first after `lead` (`- ` or a label). */
export const hanging = (lead: string, text: string, width: number): readonly string[] => {
  const indent = widthOf(lead);
  return wrap(text, width - indent).map((line, index) => (index === 0 ? lead : ' '.repeat(indent)) + line);
};

/** A block under its heading, with an empty line before it; nothing at all where there is nothing to say. */
export const section = (heading: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : ['', heading.toUpperCase(), ...lines];

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${String(count)} ${count === 1 ? one : many}`;

/** What a page of a list holds, which is not all that there is. */
export const countedOf = (count: number, more: boolean, one: string, many = `${one}s`): string =>
  more ? `the first ${counted(count, one, many)} (there are more)` : counted(count, one, many);
