/** The few types of ASN.1 that a certificate is made of, in DER. Source: ITU-T X.690. */

const CLASS = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** One value: tag, length, content. */
function tagged(tag: number, content: Uint8Array): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length]), bytes, content]);
}

export const sequence = (...items: Uint8Array[]): Buffer => tagged(CLASS.sequence, Buffer.concat(items));
export const set = (...items: Uint8Array[]): Buffer => tagged(CLASS.set, Buffer.concat(items));
export const truth = (value: boolean): Buffer => tagged(CLASS.boolean, Buffer.from([value ? 0xff : 0]));
export const utf8 = (text: string): Buffer => tagged(CLASS.utf8, Buffer.from(text, 'utf8'));
export const octets = (content: Uint8Array): Buffer => tagged(CLASS.octetString, content);

/** @param unused bits at the end that mean nothing */
export const bits = (content: Uint8Array, unused = 0): Buffer =>
  tagged(CLASS.bitString, Buffer.concat([Buffer.from([unused]), content]));

/** A number that is not negative, from its bytes, the highest first. */
export function integer(bytes: Uint8Array): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  const content = Buffer.from(bytes.subarray(start));
  // The highest bit is the sign.
  return tagged(CLASS.integer, (content[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), content]) : content);
}

/** `1.2.840.10045.4.3.2` */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const base128 = (value: number): number[] => {
    const groups = [value & 0x7f];
    for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128)) {
      groups.unshift((left & 0x7f) | 0x80);
    }
    return groups;
  };
  return tagged(CLASS.oid, Buffer.from([first * 40 + second, ...rest].flatMap(base128)));
}

/** Two digits of the year up to 2049, four from then on. Source: RFC 5280, 4.1.2.5. */
export function time(ms: number): Buffer {
  const text = new Date(ms).toISOString().replace(/[-:T]|\.\d{3}/g, '');
  return Number(text.slice(0, 4)) < 2050
    ? tagged(CLASS.utcTime, Buffer.from(text.slice(2), 'latin1'))
    : tagged(CLASS.generalizedTime, Buffer.from(text, 'latin1'));
}

/** A value in a context of its own: `[0]`. */
export const inContext = (number: number, content: Uint8Array, constructed = true): Buffer =>
  tagged((constructed ? 0xa0 : 0x80) | number, content);
