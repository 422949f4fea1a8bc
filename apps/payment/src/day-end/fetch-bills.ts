import { createHash } from 'node:crypto';
import { dayBefore, dayOf, millisecondsBetween, type Day, type Instant } from '@canbao/calendar';
import { DayFileRefused } from '@canbao/channels';
import type { StatementLine } from '@canbao/domain-payment';
import type { Database } from '@canbao/postgres';
import type { Commands } from '@canbao/service-kit';
import { miniPrograms, type Channel } from '@canbao/vocabulary';
import type { Channels } from '../channels/channels';
import { takeStatement, type Incoming } from './take-statement';

/** Bills are made from 09:00 of the next day; WeChat Pay asks to fetch them after 10:00. */
const readyAt = '10:00';
/** Configuration: so many days back a bill that is missing is asked for. */
const daysBack = 7;
/** Configuration: a bill that was not there is asked for again after this time, in ms. */
const againMs = 60_000;
/** Configuration: a bill with open differences is asked for again after this time of the clock, in ms. */
const correctedMs = 30 * 60_000;

/** Fetches the bills of the online channels, a day at a time; one that is not ready is asked for again. */
export class ChannelBills {
  /** When each bill was asked for last, in ms of this process. */
  private readonly asked = new Map<string, number>();
  /** When each bill was taken last, by the clock. */
  private readonly taken = new Map<string, Instant>();

  constructor(
    private readonly database: Database,
    private readonly commands: Commands,
    private readonly channels: Channels,
  ) {}

  async fetch(now: Instant): Promise<void> {
    for (const channel of miniPrograms) {
      for (const day of await this.missing(channel, now))
        if (this.isDue(channel, day)) await this.take(channel, day, now);
      for (const day of await this.doubtful(channel, now)) await this.take(channel, day, now);
    }
  }

  /** Days whose bill is in force and differs: the channel may have corrected it. */
  private async doubtful(channel: Channel, now: Instant): Promise<Day[]> {
    if (this.channels.of(channel) === undefined) return [];
    const rows = await this.database.query<{ day: Day }>(
      `select distinct day::text as day from day_differences
       where channel = $1 and state = 'open' and day >= $2::date - ${daysBack} order by day`,
      [channel, dayOf(now)],
    );
    return rows
      .map(({ day }) => day)
      .filter((day) => {
        const last = this.taken.get(`${channel} ${day}`);
        return last === undefined || Math.abs(millisecondsBetween(last, now)) >= correctedMs;
      });
  }

  /** Days that are over and have money of ours, or are yesterday, and have no bill. */
  private async missing(channel: Channel, now: Instant): Promise<Day[]> {
    if (this.channels.of(channel) === undefined) return [];
    const last = now.slice(11, 16) < readyAt ? dayBefore(dayBefore(dayOf(now))) : dayBefore(dayOf(now));
    const rows = await this.database.query<{ day: Day }>(
      `select d.day::text as day from (
         select $2::date as day union
         select day from channel_days where channel = $1 and day between $2::date - ${daysBack} and $2::date
       ) as d
       where not exists (select from statements s
         where s.channel = $1 and s.day = d.day and s.state in ('whole', 'in-force'))
       order by day`,
      [channel, last],
    );
    return rows.map(({ day }) => day);
  }

  private isDue(channel: Channel, day: Day): boolean {
    const last = this.asked.get(`${channel} ${day}`);
    return last === undefined || performance.now() - last >= againMs;
  }

  private async take(channel: Channel, day: Day, now: Instant): Promise<void> {
    const name = `${channel} ${day}`;
    this.asked.set(name, performance.now());
    this.taken.set(name, now);
    const statement = await this.channels.of(channel)?.statement(day);
    if (statement?.status === 'refused') {
      await takeStatement(this.database, this.commands, { channel, day }, refusedBill(statement.reason), {
        sender: 'day-end',
        now,
      });
      return;
    }
    if (statement?.status !== 'there' && statement?.status !== 'empty') return;
    const lines = statement.status === 'there' ? statement.lines : noLines();
    const bringing = { sender: 'day-end', now };
    await takeStatement(this.database, this.commands, { channel, day }, incomingOf(lines), bringing);
  }
}

async function* noLines(): AsyncGenerator<StatementLine> {}

/** A bill has no digest of its own any more; its lines make one, so that the same bill has one effect. */
const incomingOf = (lines: AsyncIterable<StatementLine>): Incoming => {
  const hash = createHash('sha256');
  async function* pass(): AsyncGenerator<StatementLine> {
    for await (const line of lines) {
      const { kind, orderNo, transactionNo, refundNo = '', amount, at, status } = line;
      hash.update(`${kind}|${orderNo}|${transactionNo}|${refundNo}|${amount}|${at}|${status}\n`);
      yield line;
    }
  }
  return { lines: pass(), digest: () => hash.digest('hex') };
};

/** A bill that is refused before its first line. */
const refusedBill = (reason: 'hash' | 'totals' | 'encoding' | 'format'): Incoming => ({
  lines: { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new DayFileRefused(reason)) }) },
  digest: () => '',
});
