/**
 * One-dimensional arrays of rows in PostgreSQL's binary format (array_recv, record_recv): number of dimensions, whether any
 * element is null, element type, length, lower bound; then each row with its byte length: number of columns, and each
 * column's type and byte length (-1: null) before its bytes. pg sends a Buffer in binary, and the server takes the bytes as
 * they are, where it would have to unescape a text array character by character.
 */
const headerBytes = 20;
const wordBytes = 4;
const nullLength = -1;
const elementTypeAt = 8;

export type Column<Row> = {
  /** Object id of the column's type (pg_type.dat): the same in every PostgreSQL. */
  readonly oid: number;
  /** -1: null. */
  readonly bytesOf: (row: Row) => number;
  readonly write: (row: Row, into: Buffer, at: number) => void;
};

/** The array, but for the object id of its rows' type, which a database chooses when the type is made: see `asRowsOf`. */
export const rowArray =
  <Row>(columns: readonly Column<Row>[]) =>
  (rows: readonly Row[]): Buffer => {
    const sizes = rows.map((row) => columns.map(({ bytesOf }) => bytesOf(row)));
    const rowBytes = sizes.map((each) => rowSize(each));
    const array = Buffer.allocUnsafe(rowBytes.reduce((sum, bytes) => sum + wordBytes + bytes, headerBytes));
    let at = writeWords(array, 0, [rows.length === 0 ? 0 : 1, 0, 0, rows.length, 1]);
    rows.forEach((row, index) => {
      at = writeWords(array, at, [rowBytes[index] ?? 0, columns.length]);
      columns.forEach(({ oid, write }, column) => {
        const size = sizes[index]?.[column] ?? nullLength;
        at = writeWords(array, at, [oid, size]);
        if (size === nullLength) return;
        write(row, array, at);
        at += size;
      });
    });
    // An empty array has no dimensions, and nothing after the element type.
    return rows.length === 0 ? array.subarray(0, elementTypeAt + wordBytes) : array;
  };

/** The same bytes, now of rows of that type. */
export const asRowsOf = (oid: number, array: Buffer): Buffer => {
  array.writeUInt32BE(oid, elementTypeAt);
  return array;
};

const rowSize = (columns: readonly number[]): number =>
  columns.reduce((sum, bytes) => sum + 2 * wordBytes + Math.max(0, bytes), wordBytes);

const writeWords = (into: Buffer, from: number, words: readonly number[]): number =>
  words.reduce((at, word) => into.writeInt32BE(word, at), from);

type Of<Row, Value> = (row: Row) => Value | undefined;

const column = <Row, Value>(
  oid: number,
  of: Of<Row, Value>,
  bytesOf: (value: Value) => number,
  write: (value: Value, into: Buffer, at: number) => void,
): Column<Row> => ({
  oid,
  bytesOf: (row) => {
    const value = of(row);
    return value === undefined ? nullLength : bytesOf(value);
  },
  write: (row, into, at) => {
    const value = of(row);
    if (value !== undefined) write(value, into, at);
  },
});

const textOf =
  (oid: number) =>
  <Row>(of: Of<Row, string>): Column<Row> =>
    column(
      oid,
      of,
      (text) => Buffer.byteLength(text),
      (text, into, at) => into.write(text, at, 'utf8'),
    );

export const text = textOf(25);

/** JSON text; the server checks it and keeps its bytes. */
export const json = textOf(114);

/** A safe integer. */
export const int8 = <Row>(of: Of<Row, number>): Column<Row> =>
  column(
    20,
    of,
    () => 8,
    (value, into, at) => into.writeBigInt64BE(BigInt(value), at),
  );

export const int4 = <Row>(of: Of<Row, number>): Column<Row> =>
  column(
    23,
    of,
    () => 4,
    (value, into, at) => into.writeInt32BE(value, at),
  );

/** Bytes in hexadecimal. */
export const bytea = <Row>(of: Of<Row, string>): Column<Row> =>
  column(
    17,
    of,
    (hex) => hex.length / 2,
    (hex, into, at) => into.write(hex, at, 'hex'),
  );

export const uuid = <Row>(of: Of<Row, string>): Column<Row> =>
  column(
    2950,
    of,
    () => 16,
    (value, into, at) => into.write(value.replaceAll('-', ''), at, 'hex'),
  );
