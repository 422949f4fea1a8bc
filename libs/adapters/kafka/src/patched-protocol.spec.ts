import fc from 'fast-check';

// Guards patches/kafkajs+2.2.4.patch: the parts that it makes cheaper. They have no types.
const encodeRecord = require('kafkajs/src/protocol/recordBatch/record/v0');
const { RecordBatch } = require('kafkajs/src/protocol/recordBatch/v0');
const decodeBatch = require('kafkajs/src/protocol/recordBatch/v0/decoder');
const Decoder = require('kafkajs/src/protocol/decoder');
const crc32C = require('kafkajs/src/protocol/recordBatch/crc32C');

interface Message {
  readonly key: string | null;
  readonly value: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly timestampDelta: number;
}
interface Decoded {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, Buffer>>;
  readonly offset: string;
  readonly timestamp: string;
}
const text = fc.string({ unit: 'binary', maxLength: 300 });
const message = fc.record({
  key: fc.option(text),
  value: fc.option(text),
  headers: fc.dictionary(fc.constantFrom('content-type', 'ce-stream', 'ce-version'), text),
  timestampDelta: fc.oneof(fc.nat(200), fc.nat()),
});

const firstTimestamp = 1_700_000_000_000;
const encoded = async (messages: readonly Message[]): Promise<Buffer> => {
  const records = messages.map((message, offsetDelta) => encodeRecord({ ...message, offsetDelta }));
  const batch = {
    records,
    firstTimestamp,
    maxTimestamp: firstTimestamp,
    lastOffsetDelta: messages.length - 1,
  };
  return (await RecordBatch(batch)).buffer;
};

it('a batch of records has the bytes that kafkajs gave it before it was patched', async () => {
  const messages = [
    { key: 'k', value: '参保', headers: { a: 'b' }, timestampDelta: 0 },
    { key: 'k', value: null, headers: {}, timestampDelta: 300 },
  ];
  expect((await encoded(messages)).toString('hex')).toBe(
    '00000000000000000000004c00000000028b0b928a0000000000010000018bcfe568000000018bcfe56800ffffffffffffffff' +
      '0000000000000000000222000000026b0ce58f82e4bf9d02026102621000d80402026b0100',
  );
});

it('whatever is written is read again', () =>
  fc.assert(
    fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 20 }), async (batch) => {
      const { records } = await decodeBatch(new Decoder(await encoded(batch)));
      expect(
        records.map(({ key, value, headers, offset, timestamp }: Decoded) => ({
          key: key?.toString() ?? null,
          value: value?.toString() ?? null,
          headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, String(text)])),
          offset,
          timestampDelta: Number(timestamp) - firstTimestamp,
        })),
      ).toEqual(batch.map((message, offset) => ({ ...message, offset: String(offset) })));
    }),
  ));

it.each([
  ['', 0],
  ['123456789', 0xe3069283],
  ['a'.repeat(32), 0xb980f10b],
])('the checksum of "%s" is CRC-32C', (text, checksum) => expect(crc32C(Buffer.from(text))).toBe(checksum));
