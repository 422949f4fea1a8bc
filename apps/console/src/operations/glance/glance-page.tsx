import { api } from '../../api/api';
import { Bars, Columns, type Bar } from '../parts/charts';
import { daysFrom, plusDays, plusMonths, yearBefore } from '../parts/days';
import { Card, Head } from '../parts/head';
import { Loaded, useBody } from '../parts/loaded';
import { fenOf } from '../parts/money';
import { channelName, districtName, insuranceName } from '../parts/words';
import { Health } from './health';
import { Tiles } from './tiles';
import '../operations.css';

/** Configuration, in ms: a screen on a wall. */
const everyMs = 15_000;
const statisticsOf = (from: string, until: string) => () =>
  api.get('/statistics', { query: { from, until } });
type Statistics = Awaited<ReturnType<ReturnType<typeof statisticsOf>>>['body'];

/** Today at a glance, to be read from two metres. */
const GlancePage = () => {
  const today = useBody(['today'], () => api.get('/rules', {}), 60_000);
  return (
    <div className="page">
      <Loaded query={today}>{({ on }) => <Glance day={on} />}</Loaded>
    </div>
  );
};
export default GlancePage;

const Glance = ({ day }: { readonly day: string }) => {
  const now = useBody(['statistics', day, day], statisticsOf(day, day), everyMs);
  const [first, firstBefore] = [plusDays(day, -364), plusDays(day, -729)];
  const year = useBody(['statistics', first, day], statisticsOf(first, day), everyMs * 4);
  const before = useBody(
    ['statistics', firstBefore, plusDays(day, -365)],
    statisticsOf(firstBefore, plusDays(day, -365)),
  );
  return (
    <>
      <Head title="今日概览">
        {day} · 全市各渠道 · 每 {everyMs / 1000} 秒更新
      </Head>
      <Loaded query={now}>{(statistics) => <Tiles today={statistics.total} />}</Loaded>
      <Loaded query={year}>
        {(statistics) => (
          <div className="halves">
            <Card title="近 30 天收款">
              <Days day={day} year={statistics} before={before.data} />
            </Card>
            <Card title="近 12 个月收款（月末与 12 月高峰）">
              <Months day={day} year={statistics} before={before.data} />
            </Card>
          </div>
        )}
      </Loaded>
      <Loaded query={now}>
        {(statistics) => (
          <div className="halves">
            <div className="page">
              <Card title="今日各渠道收款">
                <Bars label="今日各渠道收款" of={barsOf(statistics.channels, 'channel', channelName)} />
              </Card>
              <Card title="今日各险种收款">
                <Bars label="今日各险种收款" of={barsOf(statistics.insurances, 'insurance', insuranceName)} />
              </Card>
            </div>
            <Card title="今日各区县入账">
              <Bars
                label="今日各区县入账"
                of={statistics.districts
                  .map(({ district, settled }) => ({ name: districtName(district), fen: fenOf(settled) }))
                  .toSorted(largest)}
              />
            </Card>
          </div>
        )}
      </Loaded>
      <Health />
    </>
  );
};

const largest = (a: Bar, b: Bar): number => (a.fen < b.fen ? 1 : -1);

const barsOf = <Key extends string>(
  groups: readonly (Readonly<Record<Key, string>> & { readonly moneyIn: string })[],
  key: Key,
  named: (name: string) => string,
): Bar[] =>
  groups
    .filter(({ moneyIn }) => moneyIn !== '0.00')
    .map((group) => ({ name: named(group[key]), fen: fenOf(group.moneyIn) }))
    .toSorted(largest);

interface InTime {
  readonly day: string;
  readonly year: Statistics;
  readonly before: Statistics | undefined;
}

const byDay = (statistics: Statistics | undefined): ReadonlyMap<string, bigint> =>
  new Map((statistics?.days ?? []).map(({ day, moneyIn }) => [day, fenOf(moneyIn)]));

const Days = ({ day, year, before }: InTime) => {
  const all = new Map([...byDay(before), ...byDay(year)]);
  const bars = daysFrom(plusDays(day, -29), day).map((name) => ({
    name,
    fen: all.get(name) ?? 0n,
    ...(before === undefined ? {} : { before: all.get(yearBefore(name)) ?? 0n }),
  }));
  return (
    <Columns
      label="近 30 天收款"
      before="去年同日"
      of={bars}
      marks={(name, index) => (index % 7 === 1 ? name.slice(5) : '')}
    />
  );
};

const Months = ({ day, year, before }: InTime) => {
  const all = new Map<string, bigint>();
  for (const [at, fen] of [...byDay(before), ...byDay(year)])
    all.set(at.slice(0, 7), (all.get(at.slice(0, 7)) ?? 0n) + fen);
  const current = day.slice(0, 7);
  const bars = Array.from({ length: 12 }, (_, index) => plusMonths(current, index - 11)).map((month) => ({
    name: month,
    fen: all.get(month) ?? 0n,
    ...(before === undefined ? {} : { before: all.get(plusMonths(month, -12)) ?? 0n }),
  }));
  return (
    <Columns
      label="近 12 个月收款"
      before="上年同月"
      of={bars}
      marks={(name, index) => (index % 2 === 1 ? `${Number(name.slice(5))}月` : '')}
    />
  );
};
