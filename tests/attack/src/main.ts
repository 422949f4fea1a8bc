import { parseArgs } from 'node:util';
import { attacks, play } from './play';
import { Target } from './target';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    data: { type: 'string', default: process.env['CANBAO_DATA'] ?? '.local' },
  },
});

/**
 * `npm run attack -- --only words`: plays every attack, or those whose name holds the words, against the
 * system that `npm start` runs on the data folder. It adds people and orders of its own; its payers are
 * locked afterwards.
 */
const main = async (): Promise<number> => {
  const target = Target.of(values.data);
  const chosen = attacks.filter(({ name }) => name.includes(values.only ?? ''));
  const gaveWay = await play(target, chosen, (line) => process.stdout.write(`${line}\n`));
  return gaveWay === 0 ? 0 : 1;
};

void main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\nIs the stack running? npm start\n`);
    process.exit(1);
  },
);
