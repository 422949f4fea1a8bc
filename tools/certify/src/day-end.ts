import { dialectOf, readDayFile } from '@canbao/channels';
import { day, type Day } from '@canbao/calendar';
import type { Channel } from '@canbao/vocabulary';
import type { Gateway } from './gateway';
import type { ScriptedPlatform } from './platform';
import type { Scenario } from './scenarios';

const shanghaiMs = 8 * 3_600_000;
const today = (): Day => day(new Date(Date.now() + shanghaiMs).toISOString().slice(0, 10));

/** The day's file, against what the platform has: the last scenario of a run. */
export const dayEnd = (channel: Channel): Scenario => ({
  name: 'day-end',
  says: 'Its file has every payment that stands, with totals and hash, and nothing that was taken back.',
  play: ({ gateway, platform }) => compared(channel, gateway, platform),
});

const compared = async (
  channel: Channel,
  gateway: Gateway,
  platform: ScriptedPlatform,
): Promise<string[]> => {
  const of = today();
  const bytes = await gateway.dayFile(of);
  const expected = { institution: channel, day: of, dialect: dialectOf(channel) };
  const statement = await readDayFile(() => [bytes], expected);
  if (statement.status === 'refused') return [`Its file is refused whole: ${statement.reason}.`];
  if (statement.status !== 'there') return [`Its file is ${statement.status}.`];
  const told = new Map<string, string>();
  for await (const { transactionNo, amount } of statement.lines) told.set(transactionNo, amount);
  const ours = [...platform.books].filter(([, { state }]) => state === 'paid');
  const missing = [];
  // What is open or held rolls to the next day.
  for (const [no] of ours)
    if (!told.has(no) && (await gateway.entry(no)).state === 'booked') missing.push(no);
  const differing = ours.filter(([no, { amount }]) => told.has(no) && told.get(no) !== amount);
  const more = [...told.keys()].filter((no) => !ours.some(([number]) => number === no));
  return [
    ...missing.map((no) => `Its file lacks ${no}.`),
    ...differing.map(([no]) => `Its file has another amount for ${no}.`),
    ...more.map((no) => `Its file has ${no}, which does not stand.`),
  ];
};
