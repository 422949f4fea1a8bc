import { dayOf, type Month } from '@canbao/calendar';
import { knownAt, mayCount, mayPay, mayUse } from '@canbao/domain-assessment';
import { mayPost, posting, postingEvents } from '@canbao/domain-ledger-sync';
import { mayRefund } from '@canbao/domain-payment';
import type { Loaded } from '@canbao/event-sourcing';
import type { Answer as Answered, Condition } from '@canbao/rules';
import type { Insurance } from '@canbao/vocabulary';
import type { Bugs } from './bugs';
import { account, rules } from './services';
import { stateOf, type World } from './world';

/** What is asked about. */
export interface AskedMonth {
  readonly personId: string;
  readonly insurance: Insurance;
  readonly month: Month;
}

/** An answer, as far as it is compared. */
export type Answer = Answered<Pick<Condition, 'code'>>;

/** The answers of one moment about a month. */
export type Answers = Readonly<Record<'pay' | 'post' | 'refund', Answer>>;

/**
 * "Why not?" of what is decided about a month, with the planted bugs that sit in it.
 * @param paid the streams of payment as they are at that moment.
 */
export const why = async (
  world: World,
  asked: AskedMonth,
  paid: ReadonlyMap<string, Loaded>,
): Promise<Answers> => {
  const { bugs } = world;
  const known = knownOf(world, asked);
  const isPaid = known.state.paidMonths.includes(asked.month);
  const pay = told(bugs, mayPay(rules, known, asked.month, world.clock.now()));
  const post = told(bugs, bugs.whyPostsWhatIsPaid === true && isPaid ? yes : postingOf(world, asked));
  const { conditions } = await mayRefund(of(paid), asked);
  const refund = bugs.whyForgetsRefunds === true ? conditions.filter(isNotOpen) : conditions;
  return {
    pay,
    post,
    refund: told(bugs, { answer: refund.length === 0 ? 'yes' : 'no', conditions: refund }),
  };
};

/** Whether it is used, with the planted bug that sits in it. */
export const whyBenefit = (world: World, asked: AskedMonth): Answer => {
  const { insurance, month } = asked;
  const { state, events } = knownOf(world, asked);
  const now = world.clock.now();
  if (world.bugs.whyCoversWhatIsPaid === true && state.paidMonths.includes(month)) return yes;
  return told(
    world.bugs,
    insurance === 'medical'
      ? mayUse(rules, events, month, dayOf(now))
      : mayCount(rules, knownAt(events, now), month, now),
  );
};

const yes: Answer = { answer: 'yes', conditions: [] };

const knownOf = (world: World, { personId, insurance }: AskedMonth) => {
  const stream = `contribution-account-${personId}-${insurance}`;
  const events = [...(world.tables.assessment.streams.get(stream) ?? [])];
  return { insurance, state: stateOf(world, 'assessment', account, stream), events };
};

const isNotOpen = ({ code }: Pick<Condition, 'code'>): boolean => code !== 'refund-open';

const told = ({ whyTellsFirstReason }: Bugs, { answer, conditions }: Answer): Answer => ({
  answer,
  conditions: whyTellsFirstReason === true ? conditions.slice(0, 1) : conditions,
});

const postingOf = (world: World, { personId, insurance, month }: AskedMonth): Answer => {
  const stream = `posting-${insurance}-${personId}-${month}`;
  const last = (world.tables['ledger-sync'].streams.get(stream) ?? []).findLast(postingEvents.has);
  return mayPost(stateOf(world, 'ledger-sync', posting, stream), last?.eventId);
};

const of = (snapshot: ReadonlyMap<string, Loaded>) => ({
  load: (streams: readonly string[]) =>
    Promise.resolve(
      new Map(
        streams.map((stream) => [stream, snapshot.get(stream) ?? { version: 0, hash: '', events: [] }]),
      ),
    ),
});
