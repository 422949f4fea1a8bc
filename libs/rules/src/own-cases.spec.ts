import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { instant, month } from '@canbao/calendar';
import { yuan } from '@canbao/money';
import type { Insurance, Scheme } from '@canbao/vocabulary';
import { assess, pack, type PackName } from './index';

interface Case {
  readonly id: string;
  /** Absent: `jinan`. */
  readonly pack?: PackName;
  readonly insurance: Insurance;
  readonly scheme?: Scheme;
  readonly at: string;
  readonly months: readonly string[];
  readonly base?: string;
  readonly total?: string;
  readonly reason?: string;
}
const cases = JSON.parse(readFileSync(join(__dirname, '../golden/own-cases.json'), 'utf8')) as Case[];

describe('the cases of this repository', () => {
  it.each(cases.map((golden) => [golden.id, golden] as const))('%s', (_, golden) => {
    const { pack: name = 'jinan', insurance, scheme = 'pooled', at, months, base, total, reason } = golden;
    const asked = {
      at: instant(at),
      months: months.map(month),
      ...(base === undefined ? {} : { base: yuan(base) }),
    };
    const answer =
      insurance === 'pension'
        ? assess(pack(name), { ...asked, insurance, facts: { enrolments: [{}], paidMonths: [] } })
        : assess(pack(name), {
            ...asked,
            insurance,
            facts: { enrolments: [{ scheme }], paidMonths: [], receivedItems: {}, bills: [] },
          });
    expect(answer).toMatchObject(
      total === undefined ? { accepted: false, reason } : { accepted: true, total },
    );
  });
});
