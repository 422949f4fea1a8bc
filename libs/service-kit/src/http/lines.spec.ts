import fc from 'fast-check';
import { linesOf } from './lines';

const read = async (chunks: readonly string[], longest = 100): Promise<(string | undefined)[]> => {
  const seen: (string | undefined)[] = [];
  async function* stream(): AsyncGenerator<Buffer> {
    for (const chunk of chunks) yield Buffer.from(chunk);
  }
  for await (const { bytes } of linesOf(stream(), longest)) seen.push(bytes?.toString());
  return seen;
};

describe('lines of a file', () => {
  it('are the same however the bytes arrive', async () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.string({ minLength: 1, maxLength: 20 }).filter((text) => !/[\r\n]/.test(text)),
          { maxLength: 20 },
        ),
        fc.array(fc.nat(30), { maxLength: 20 }),
        fc.boolean(),
        async (lines, cuts, closed) => {
          const text = lines.join('\n') + (closed ? '\n' : '');
          const bytes = Buffer.from(text);
          const places = [
            0,
            ...cuts.map((cut) => Math.min(cut * 3, bytes.length)).sort((a, b) => a - b),
            bytes.length,
          ];
          async function* stream(): AsyncGenerator<Buffer> {
            for (let index = 1; index < places.length; index += 1)
              yield bytes.subarray(places[index - 1], places[index]);
          }
          const seen: string[] = [];
          for await (const line of linesOf(stream(), 1000)) seen.push(line.bytes?.toString() ?? '');
          expect(seen).toEqual(lines);
        },
      ),
    ));
  it.each([
    ['no bytes at all', [], []],
    ['empty lines, left out', ['a\n\n\nb\n'], ['a', 'b']],
    ['a last line without an end', ['a\nb'], ['a', 'b']],
    ['lines as Windows ends them, empty ones too', ['a\r\n\r\nb\r\n', '\r\n'], ['a', 'b']],
    ['a line that is too long, in one chunk', ['ab\nabcdef\ncd\n'], ['ab', undefined, 'cd']],
    [
      'a line that is too long, over many chunks',
      ['ab\nabc', 'def', 'ghi', 'j\ncd'],
      ['ab', undefined, 'cd'],
    ],
    ['a line of just the length that is allowed', ['abcd\nx'], ['abcd', 'x']],
    ['a last line that is too long', ['x\nabc', 'de'], ['x', undefined]],
  ])('%s', async (_, chunks, expected) => expect(await read(chunks, 4)).toEqual(expected));

  it('take the same time for a byte as for a large chunk, whatever the length of the line', async () => {
    const timeOf = async (lineBytes: number): Promise<number> => {
      const lineOf = Buffer.from('x'.repeat(lineBytes - 1) + '\n');
      async function* stream(): AsyncGenerator<Buffer> {
        for (let line = 0; line < (256 * 1024) / lineBytes; line += 1)
          for (let at = 0; at < lineBytes; at += 1) yield lineOf.subarray(at, at + 1);
      }
      const before = process.threadCpuUsage();
      let bytes = 0;
      for await (const line of linesOf(stream(), 64 * 1024)) bytes += line.bytes?.length ?? 0;
      expect(bytes).toBe(256 * 1024 - (256 * 1024) / lineBytes);
      const { user, system } = process.threadCpuUsage(before);
      return (user + system) / 1000;
    };
    await timeOf(1024);
    // Copying the line begun for every byte took 8 GB of copies for these four lines.
    expect(await timeOf(64 * 1024)).toBeLessThan(3 * (await timeOf(1024)) + 50);
  });
});
