import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { collect, newPerson, pension, quote, tokens } from './stack';
import { desk, may, type Statement } from './statement';

/** The guide's own table (G2.1.3), not what the running system makes of it. */
const table = JSON.parse(
  readFileSync(join(__dirname, '../../../libs/rules/golden/bank-matrix.json'), 'utf8'),
) as {
  readonly banks: readonly { readonly key: string; readonly nameZh: string }[];
  readonly districts: readonly {
    readonly code: string;
    readonly nameZh: string;
    readonly banks: Readonly<Record<string, boolean>>;
  }[];
};

/** What one bank counter does with a month of a person of a district. */
interface Cell {
  readonly bank: string;
  readonly outcome: 'collects' | 'refuses' | 'neither';
}

/** `7 collect, refused 齐鲁银行`: a row of the table in one line. */
const summary = (cells: readonly Cell[]): string => {
  const banksThat = (outcome: Cell['outcome']): string[] =>
    cells.filter((cell) => cell.outcome === outcome).map(({ bank }) => bank);
  const named = (what: string, banks: readonly string[]): string[] =>
    banks.length === 0 ? [] : [`${what} ${banks.join(' ')}`];
  return [
    `${banksThat('collects').length} collect`,
    ...named('refused', banksThat('refuses')),
    ...named('neither', banksThat('neither')),
  ].join(', ');
};

/**
 * Pays one month at a counter with the counter's own quote. A bank outside the district gets none; money that
 * it
 * takes all the same, with the tax desk's quote, is in suspense.
 */
const cellOf = async (bank: string, key: string, district: string): Promise<Cell> => {
  const person = await newPerson(district, undefined);
  const [teller, month] = [tokens.banks[key] ?? '', pension(['2022-05'], '3746.00')];
  const quoted = await quote(teller, person.personId, month);
  if (quoted.status === 201) {
    const { body } = await collect(teller, quoted, may);
    return { bank, outcome: body?.status === 'paid' ? 'collects' : 'neither' };
  }
  const taken = await collect(teller, await quote(desk, person.personId, month), may);
  const refuses =
    quoted.status === 403 &&
    quoted.body?.code === 'bank-not-in-district' &&
    quoted.body?.conditions?.length > 0 &&
    taken.body?.status === 'in-suspense' &&
    taken.body?.because === 'bank-not-in-district';
  return { bank, outcome: refuses ? 'refuses' : 'neither' };
};

/** G2.1.3: which bank collects in which district; every cell is tried. */
export const bankMatrix = async (): Promise<Statement[]> => {
  const tried: Cell[] = [];
  const count = (outcome: Cell['outcome']): number => tried.filter((cell) => cell.outcome === outcome).length;
  const districts = table.districts.map(({ code, nameZh, banks }): Statement => ({
    guide: 'G2.1.3',
    done: `${nameZh}: one month at each of eight bank counters`,
    expected: summary(
      table.banks.map(({ nameZh: bank, key }): Cell => ({
        bank,
        outcome: banks[key] === true ? 'collects' : 'refuses',
      })),
    ),
    got: async () => {
      const cells = await Promise.all(table.banks.map(({ key, nameZh: bank }) => cellOf(bank, key, code)));
      tried.push(...cells);
      return summary(cells);
    },
  }));
  return [
    ...districts,
    {
      guide: 'G2.1.3',
      done: 'all 104 cells',
      expected: '91 collected, 13 refused',
      got: async () => `${count('collects')} collected, ${count('refuses')} refused`,
    },
  ];
};
