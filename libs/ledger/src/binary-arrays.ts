/**
 * One-dimensional arrays in PostgreSQL's binary format: number of dimensions, whether any element is null, element
 * type, length, lower bound, then each element with its byte length (-1: null). The server takes them as they are, where
 * it would have to unescape a text array character by character; pg sends a Buffer in binary.
 */
const headerBytes = 20;
const lengthBytes = 4;
const nullLength = -1;

/** Object ids of the element types (pg_type.dat): the same in every PostgreSQL. */
const oids = { bytea: 17, int8: 20, int4: 23, text: 25, json: 114, uuid: 2950 } as const;

type Sized<Element> = {
  readonly oid: number;
  readonly bytesOf: (element: Element) => number;
  readonly write: (element: Element, into: Buffer, at: number) => void;
};

const arrayOf =
  <Element>({ oid, bytesOf, write }: Sized<Element>) =>
  (elements: readonly (Element | undefined)[]): Buffer => {
    const sizes = elements.map((element) => (element === undefined ? nullLength : bytesOf(element)));
    let size = headerBytes;
    for (const bytes of sizes) size += lengthBytes + Math.max(0, bytes);
    const array = Buffer.allocUnsafe(size);
    array.writeInt32BE(1, 0);
    array.writeInt32BE(sizes.includes(nullLength) ? 1 : 0, 4);
    array.writeInt32BE(oid, 8);
    array.writeInt32BE(elements.length, 12);
    array.writeInt32BE(1, 16);
    let at = headerBytes;
    elements.forEach((element, index) => {
      const bytes = sizes[index] ?? nullLength;
      at = array.writeInt32BE(bytes, at);
      if (element === undefined) return;
      write(element, array, at);
      at += bytes;
    });
    return array;
  };

const textBytes = (text: string): number => Buffer.byteLength(text);
const writeText = (text: string, into: Buffer, at: number): void => {
  into.write(text, at, 'utf8');
};

export const textArray = arrayOf<string>({ oid: oids.text, bytesOf: textBytes, write: writeText });

/** Elements are JSON texts; the server checks each and keeps its bytes. */
export const jsonArray = arrayOf<string>({ oid: oids.json, bytesOf: textBytes, write: writeText });

/** Elements are safe integers. */
export const int8Array = arrayOf<number>({
  oid: oids.int8,
  bytesOf: () => 8,
  write: (value, into, at) => {
    into.writeBigInt64BE(BigInt(value), at);
  },
});

export const int4Array = arrayOf<number>({
  oid: oids.int4,
  bytesOf: () => 4,
  write: (value, into, at) => {
    into.writeInt32BE(value, at);
  },
});

/** Elements are bytes in hexadecimal. */
export const byteaArray = arrayOf<string>({
  oid: oids.bytea,
  bytesOf: (hex) => hex.length / 2,
  write: (hex, into, at) => {
    into.write(hex, at, 'hex');
  },
});

export const uuidArray = arrayOf<string>({
  oid: oids.uuid,
  bytesOf: () => 16,
  write: (uuid, into, at) => {
    into.write(uuid.replaceAll('-', ''), at, 'hex');
  },
});
