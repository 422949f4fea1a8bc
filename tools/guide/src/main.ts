import { whyNot } from '@canbao/service-kit/started-here';
import { scenes } from './scenes';
import { setClock } from './stack';

// Plays every statement of the payment guide that can be checked against the running stack, and compares.
const width = (text: string): number => [...text].reduce((sum, char) => sum + (char > '\u2e7f' ? 2 : 1), 0);
const pad = (text: string, to: number): string => text + ' '.repeat(Math.max(0, to - width(text)));

const main = async (): Promise<number> => {
  const rows: { guide: string; done: string; expected: string; got: string }[] = [];
  try {
    for (const { at, statements } of scenes) {
      await setClock(at);
      for (const { guide, done, expected, got } of await statements())
        rows.push({
          guide,
          done,
          expected,
          got: await got().catch((error: unknown) => `fault: ${String(error)}`),
        });
    }
  } finally {
    await setClock(null);
  }
  const line = (guide: string, done: string, expected: string, got: string): string =>
    `${pad(guide, 10)}${pad(done, 76)}${pad(expected, 46)}${got}\n`;
  process.stdout.write(line('guide', 'what was done', 'expected', 'got'));
  for (const { guide, done, expected, got } of rows)
    process.stdout.write(line(guide, done, expected, expected === got ? `${got} ✓` : `${got} ✗ different`));
  const different = rows.filter(({ expected, got }) => expected !== got).length;
  process.stdout.write(
    `\n${rows.length} statements, ${rows.length - different} equal, ${different} different\n`,
  );
  return different === 0 ? 0 : 1;
};

void main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${whyNot(error)}\n`);
    process.exit(1);
  },
);
