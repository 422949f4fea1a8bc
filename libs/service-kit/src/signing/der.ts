/** One element of DER: its tag, its content, and what follows it. */
interface Element {
  readonly tag: number;
  readonly content: Buffer;
  readonly rest: Buffer;
}

/** The tags that keys and signatures are made of. */
export const tags = { integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, sequence: 0x30 } as const;

const shortMax = 0x7f;

/**
 * The first element of strict DER: lengths in their shortest form, at most two bytes of them.
 * @throws RangeError for any other bytes.
 */
const elementOf = (bytes: Buffer): Element => {
  const [tag = 0, first = 0, second = 0, third = 0] = bytes;
  const [length, header] =
    first <= shortMax
      ? [first, 2]
      : first === 0x81 && second > shortMax
        ? [second, 3]
        : first === 0x82 && second > 0
          ? [second * 256 + third, 4]
          : [bytes.length, 2];
  if (header + length > bytes.length) throw new RangeError('not DER');
  return {
    tag,
    content: bytes.subarray(header, header + length),
    rest: bytes.subarray(header + length),
  };
};

/**
 * The contents of the elements that a sequence begins with; `rest` is what else it holds.
 * @throws RangeError where the bytes are no sequence, or begin with other elements.
 */
export const sequenceBegins = (
  bytes: Buffer,
  ...expected: readonly number[]
): { readonly contents: readonly Buffer[]; readonly rest: Buffer } => {
  const whole = elementOf(bytes);
  if (whole.tag !== tags.sequence || whole.rest.length > 0) throw new RangeError('not one sequence');
  let rest = whole.content;
  const contents = expected.map((tag) => {
    const element = elementOf(rest);
    if (element.tag !== tag) throw new RangeError('another element');
    ({ rest } = element);
    return element.content;
  });
  return { contents, rest };
};

/** The contents of a sequence of exactly these elements. @throws RangeError for anything else. */
export const sequenceOf = (bytes: Buffer, ...expected: readonly number[]): readonly Buffer[] => {
  const { contents, rest } = sequenceBegins(bytes, ...expected);
  if (rest.length > 0) throw new RangeError('more than expected');
  return contents;
};

/** DER of an element whose content is shorter than 256 bytes. */
export const der = (tag: number, ...contents: readonly Uint8Array[]): Buffer => {
  const content = Buffer.concat(contents);
  const length = content.length <= shortMax ? [content.length] : [0x81, content.length];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
};
