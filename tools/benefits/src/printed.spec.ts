import { Cover } from '@canbao/test-servers/cover';
import { printed, type Report } from './printed';

const report = (cover: Cover, asOf: string, payBy?: string): string =>
  printed('p', cover.report(asOf, payBy === undefined ? {} : { payBy }) as unknown as Report).join('\n');

describe('npm run benefits', () => {
  it('prints each state with its causes, their events and sources, and what ends it', () => {
    const cover = new Cover().enrol('2022-02-20', '2022-02').bill('2022-04-19', ['2022-03']);
    const lines = report(cover, '2022-04-20');
    expect(lines).toMatch(/^suspended {2}2022-04-01 …$/m);
    expect(lines).toContain(
      `lateFee 1.80 · cleared by payer from 2022-05-01 · event ${cover.evidence(2)} · 济医保发〔2022〕2号`,
    );
    expect(lines).toContain('pay 2022-03, 2022-04 by 2022-04-30 (507.10 yuan): covered from 2022-05-01');
    expect(lines).toContain('2022-03: 1.80 of it late fee');
    expect(lines).toContain('then 2022-05, 2022-06 in turn: covered from 2022-07-01');
  });
  it('says so where there is none, and where no payment helps', () => {
    expect(report(new Cover(), '2022-04-20')).toContain('no cover yet\n    not-registered');
    expect(report(new Cover().enrol('2022-02-20', '2022-03'), '2022-04-20', '2022-04-25')).toContain(
      'are paid by 2022-04-25',
    );
  });
});
