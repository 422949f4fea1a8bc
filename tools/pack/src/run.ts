import { parseArgs } from 'node:util';
import { isDay, type Day } from '@canbao/calendar';
import { pack, packNames, type Pack, type PackName } from '@canbao/rules';
import { checkReport, spanOf } from './check-report';
import { comparison } from './compare';

/** What a command prints, and the code that the process ends with. */
export interface Outcome {
  readonly code: 0 | 1 | 2;
  readonly text: string;
}

const usage = `npm run pack -- check <pack> [--from <day>] [--until <day>]
  whether the pack is whole, contradicts itself or leaves days without a row; ends with 1 if it is not whole
npm run pack -- compare <pack> <pack> [--on <day>]
  what a month costs under both, for somebody who is enrolled; today when no day is named
Packs: ${packNames.join(', ')}. Days: YYYY-MM-DD.`;

class Mistake extends Error {}

/** Runs one command; what is asked wrongly is said in one sentence. */
export const run = (args: readonly string[], today: Day): Outcome => {
  try {
    return asked(args, today);
  } catch (error) {
    if (error instanceof Mistake) return { code: 2, text: error.message };
    if (isParseFault(error)) return { code: 2, text: `${error.message}\n${usage}` };
    throw error;
  }
};

const isParseFault = (error: unknown): error is Error =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  String(error.code).startsWith('ERR_PARSE_ARGS');

const asked = (args: readonly string[], today: Day): Outcome => {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { from: { type: 'string' }, until: { type: 'string' }, on: { type: 'string' } },
  });
  const [command, ...names] = positionals;
  const unused = command === 'check' ? ['on'] : ['from', 'until'];
  const foreign = Object.keys(values).find((name) => unused.includes(name));
  if (command === 'check' && names.length === 1 && foreign === undefined) {
    const checked = packNamed(names[0]);
    const whole = spanOf(checked, today);
    const from = dayGiven('--from', values.from, whole.from);
    const until = dayGiven('--until', values.until, whole.until);
    if (until < from) throw new Mistake(`--until ${until} lies before --from ${from}.`);
    const { isWhole, text } = checkReport(checked, { from, until });
    return { code: isWhole ? 0 : 1, text };
  }
  if (command === 'compare' && names.length === 2 && foreign === undefined)
    return {
      code: 0,
      text: comparison(packNamed(names[0]), packNamed(names[1]), dayGiven('--on', values.on, today)),
    };
  throw new Mistake(usage);
};

const packNamed = (name = ''): Pack => {
  if (!packNames.some((known) => known === name))
    throw new Mistake(`There is no pack ${name}; there are ${packNames.join(', ')}.`);
  return pack(name as PackName);
};

const dayGiven = (option: string, text: string | undefined, otherwise: Day): Day => {
  if (text === undefined) return otherwise;
  if (!isDay(text)) throw new Mistake(`${option} ${text} is no day: write it as 2023-08-15.`);
  return text;
};
