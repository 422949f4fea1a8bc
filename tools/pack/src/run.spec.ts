import { day } from '@canbao/calendar';
import { run } from './run';

const today = day('2026-11-26');
const asked = (line: string) => run(line.split(' '), today);

describe('npm run pack -- check', () => {
  it('ends well for a pack that is whole, and says what to confirm', () => {
    const { code, text } = asked('check jinan');
    expect(code).toBe(0);
    expect(text.split('\n').slice(0, 7)).toEqual([
      'Pack jinan, 2022-01-01 to 2026-12-31: whole',
      '',
      'Contradictions: none',
      '',
      'Without a row: none',
      '',
      'Stated, and not enforced: none',
    ]);
    expect(text).toContain(
      '  medical.surcharge 大额医疗互助保险\n    from 2024-01: 18.00 – 配置 medical.surcharge',
    );
  });
  it('ends with 1 for a pack that is not, and names what is missing', () => {
    const { code, text } = asked('check taian');
    expect(code).toBe(1);
    expect(text).toMatch(/^Pack taian, 2022-01-01 to 2026-12-31: NOT WHOLE\n/);
    expect(text).toContain(
      '  medical.base 医疗保险缴费基数\n    no row 2022-01 to 2022-12\n    no row 2024-01 to 2026-12\n',
    );
    expect(text).toMatch(/production refuses it\.$/);
  });
  it('looks at the days that are named', () =>
    expect(asked('check taian --from 2023-01-01 --until 2023-12-31').text).not.toContain('medical.base'));
  it('looks at today where a pack ends before', () =>
    expect(asked('check guide-2022').text).toContain('no row 2023-01-01 to 2026-11-26'));
});

describe('npm run pack -- compare', () => {
  it('shows amounts side by side, and the rules that differ', () =>
    expect(asked('compare jinan taian --on 2023-08-15')).toEqual({
      code: 0,
      text: `Yuan for 2023-08, quoted on 2023-08-15

                                        jinan     taian  difference
Pension at the lower limit            848.40    848.40*        0.00
Pension at the upper limit           4241.40   4241.40*        0.00
Medical, with account, lowest base    381.78    424.20*      +42.42
Medical, with account, highest base   381.78   2120.70*    +1738.92
Medical, pooled, lowest base          230.10    233.31*       +3.21
Medical, pooled, highest base         230.10   1166.39*     +936.29

* rests on a row that no source gives; – no amount

Rules that differ
                      jinan                                 taian
pension.split         0.12 + 0.08                           –
pension.trueUp        charge-and-refund                     –
medical.base          4242.00                               4242.00–21207.00
medical.rate          0.09 / 0.05                           0.10 / 0.055
medical.accountSplit  0.07 + 0.02                           –
medical.pooledSplit   0.03 + 0.02                           0.035 + 0.02
medical.surcharge     18.00                                 0.00
medical.prepayment    none                                  within-year
medical.trueUp        none                                  charge
medical.benefit       gap up to 3 months, wait of 3 months  –
medical.changeTimes   –                                     scheme on 01-01`,
    }));
  it('shows a surcharge of the year by itself, and why there is no amount', () =>
    expect(asked('compare dongying jinan --on 2025-03-01').text.split('\n').slice(2, 11)).toEqual([
      '                                    dongying     jinan  difference',
      'Pension at the lower limit           883.20*   883.20*        0.00',
      'Pension at the upper limit          4415.60*  4415.60*        0.00',
      'Medical, with account                375.36*   397.44       +22.08',
      'Medical, with account, once a year   132.00         –            –',
      'Medical, pooled                           –    238.80*           –',
      '',
      '* rests on a row that no source gives; – no amount',
      'dongying: Medical, pooled: no-rate-for-month',
    ]));
  it('takes today when no day is named, and finds no difference of a pack to itself', () => {
    const { text } = asked('compare jinan jinan');
    expect(text).toMatch(/^Yuan for 2026-11, quoted on 2026-11-26\n/);
    expect(text).toMatch(/Rules that differ\nnone$/);
  });
});

describe('what is asked wrongly', () => {
  it.each([
    ['check zibo', /^There is no pack zibo; there are jinan, guide-2022, taian, /],
    ['compare jinan zibo', /^There is no pack zibo; /],
    ['compare jinan taian --on 2023-02-30', /^--on 2023-02-30 is no day: write it as 2023-08-15\.$/],
    ['check taian --from yesterday', /^--from yesterday is no day/],
    [
      'check taian --from 2023-12-31 --until 2023-01-01',
      /^--until 2023-01-01 lies before --from 2023-12-31\.$/,
    ],
    ['check taian --on 2023-01-01', /^npm run pack -- check/],
    ['compare jinan taian --from 2023-01-01', /^npm run pack -- check/],
    ['compare jinan', /^npm run pack -- check/],
    ['check', /^npm run pack -- check/],
    ['explain jinan', /^npm run pack -- check/],
    ['check jinan --loud', /^Unknown option '--loud'/],
  ])('%s ends with 2 and says what is wrong', (line, sentence) => {
    const { code, text } = asked(line);
    expect(code).toBe(2);
    expect(text).toMatch(sentence);
  });
});
