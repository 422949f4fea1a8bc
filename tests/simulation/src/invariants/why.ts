import {
  currentMonth,
  dayAfter,
  dayOf,
  firstDayOf,
  lastDayOf,
  month as asMonth,
  plusMonths,
} from '@canbao/calendar';
import { coverageOfAccount } from '@canbao/domain-assessment';
import type { Refund } from '@canbao/domain-payment';
import { fold, type Loaded, type StoredEvent } from '@canbao/event-sourcing';
import { isCovered } from '@canbao/rules';
import type { Yuan } from '@canbao/money';
import type { Insurance } from '@canbao/vocabulary';
import type { History } from '../history';
import { accounts as decider } from '../mistaken-accounts';
import { refundsIn, refundsWith } from '../refunds';
import { account, rules } from '../services';
import { why, whyBenefit, type Answer, type Answers, type AskedMonth } from '../why-desk';
import { stateOf, type World } from '../world';
import type { Finding } from './finding';
import { paidMonths } from './payment-events';
import { reasonsAgainst } from './registrations';

/** "Why not?" of one account while the clients are at work. */
export const whyOfOne = async (world: World): Promise<Finding[]> => {
  const accounts = accountsOf(world);
  const one = accounts[world.scheduler.steps % accounts.length];
  if (one === undefined) return [];
  return (await compared(world, monthsOf(world, one))).flatMap(({ findings }) => findings);
};

/**
 * Once everything has come to rest, the answers are also what the books of others say: posted is what the
 * bureau holds; what stands against a month in payment's books and the bureaus' files is told, all of it; and
 * a month counts, or gives cover, as the record and the cover do.
 */
export const whyAtRest = async (world: World, history: History): Promise<Finding[]> => {
  const settled = new Set(paidMonths(world).map((paid) => nameOf({ ...paid, month: asMonth(paid.month) })));
  const asked = accountsOf(world).flatMap((account) => monthsOf(world, account));
  return (await compared(world, asked)).flatMap(({ one, answers, findings }) => {
    const isPaid = settled.has(nameOf(one));
    return [
      ...findings,
      ...toldOf(one, answers, factsAgainst(world, history, one, isPaid)),
      ...asTheBureauHasIt(world, one, answers),
      ...asItBenefits(world, history, one, whyBenefit(world, one), isPaid),
    ];
  });
};

/** The months of late, and all that are paid. */
const monthsOf = (world: World, { personId, insurance, stream }: Account): AskedMonth[] => {
  const open = currentMonth(world.clock.now());
  const paid = stateOf(world, 'assessment', account, stream).paidMonths;
  const months = new Set([...paid, ...[-2, -1, 0, 1].map((away) => plusMonths(open, away))]);
  return [...months].map((month) => ({ personId, insurance, month }));
};

interface Compared {
  readonly one: AskedMonth;
  readonly answers: Answers;
  readonly findings: Finding[];
}

/**
 * What is told, beside what the deciders do at the same moment: a yes to paying is a quote, a yes to a refund
 * is an application that is taken; a no has what the decider refuses for, and every refund under way; posted
 * is what the bureau has said.
 */
const compared = (world: World, asked: readonly AskedMonth[]): Promise<Compared[]> => {
  // What happens while the answer is put together is another moment.
  const paid = world.tables.payment.load([...world.tables.payment.streams.keys()]);
  const open = refundsIn(world.tables.payment).filter(isOpen);
  return Promise.all(
    asked.map(async (one): Promise<Compared> => {
      const name = nameOf(one);
      const [quote, application] = [quoteOf(world, one), applicationOf(world, one, paid)];
      const answers = await why(world, one, paid);
      const isForgotten = open.some(isOf(one)) && !codesOf(answers.refund).includes('refund-open');
      return {
        one,
        answers,
        findings: [
          ...agree(`${name} to be paid`, answers.pay, quote),
          ...agree(`${name} to be refunded`, answers.refund, application),
          ...asTheBureauSaid(world, one, answers),
          ...(isForgotten ? [`why: ${name} is being refunded, and it is not said`] : []),
        ],
      };
    }),
  );
};

const isOpen = ({ stage, legs }: Refund): boolean =>
  ['applied', 'reviewed'].includes(stage) ||
  (stage === 'decided' && legs.some(({ status }) => status !== 'refunded'));

const isOf =
  (one: AskedMonth) =>
  ({ personId, insurance, months }: Refund): boolean =>
    personId === one.personId &&
    insurance === one.insurance &&
    months.some(({ month }) => month === one.month);

const codesOf = ({ conditions }: Answer): readonly string[] => conditions.map(({ code }) => code);

const nameOf = ({ personId, insurance, month }: AskedMonth): string => `${insurance} ${month} of ${personId}`;

type Decided = { readonly isAccepted: boolean; readonly says: string };

const agree = (what: string, answer: Answer, { isAccepted, says }: Decided): Finding[] => {
  if ((answer.answer === 'yes') !== isAccepted)
    return [`why: ${what}: ${answer.answer}, but the decider says ${says}`];
  return isAccepted || codesOf(answer).includes(says)
    ? []
    : [`why: ${what}: ${codesOf(answer).join(', ') || 'nothing'} in the way, but the decider says ${says}`];
};

/** What payment's own books and the bureaus' files have against each thing. */
const factsAgainst = (
  world: World,
  history: History,
  { personId, insurance, month }: AskedMonth,
  isPaid: boolean,
): Partial<Record<keyof Answers, readonly string[]>> => {
  // What final limits have added to it is still to be paid.
  const { trueUps } = stateOf(world, 'assessment', account, `contribution-account-${personId}-${insurance}`);
  const isOwed = trueUps[month] !== undefined && trueUps[month].paidBy === undefined;
  const codes = { death: 'person-deceased', 'employer-cover': 'covered-by-employer' };
  const registered = reasonsAgainst(history, personId, insurance, month).map(
    (reason) => codes[reason as keyof typeof codes],
  );
  return isPaid
    ? { pay: [...(isOwed ? [] : ['already-paid']), ...registered] }
    : { pay: registered, refund: ['month-not-refundable'] };
};

const toldOf = (one: AskedMonth, answers: Answers, against: ReturnType<typeof factsAgainst>): Finding[] =>
  Object.entries(against).flatMap(([question, codes]) => {
    const told = codesOf(answers[question as keyof Answers]);
    return codes
      .filter((code) => !told.includes(code))
      .map((code) => `why: ${nameOf(one)}: ${code} is in the way to ${question}, but it is not said`);
  });

/** The bureau's last word, where nothing was asked of it since. */
const asTheBureauSaid = (world: World, one: AskedMonth, { post }: Answers): Finding[] => {
  const stream = `posting-${one.insurance}-${one.personId}-${one.month}`;
  const last = world.tables['ledger-sync'].streams.get(stream)?.at(-1)?.type ?? '';
  const said = ({ PostingAccepted: 'yes', PostingRefused: 'no' } as const)[last];
  return said === undefined || said === post.answer
    ? []
    : [`why: ${nameOf(one)} posted: ${post.answer}, but the bureau said ${said}`];
};

const asTheBureauHasIt = (world: World, one: AskedMonth, { post }: Answers): Finding[] => {
  const isHeld = world.bureaus[one.insurance].active(one.personId, one.month).length > 0;
  return (post.answer === 'yes') === isHeld
    ? []
    : [`why: ${nameOf(one)} posted: ${post.answer}, but the bureau holds ${isHeld ? 'it' : 'nothing'}`];
};

const asItBenefits = (
  world: World,
  history: History,
  one: AskedMonth,
  benefit: Answer,
  isPaid: boolean,
): Finding[] => {
  const gives = one.insurance === 'medical' ? isInCover(world, one) : isPaid && counts(world, history, one);
  return (benefit.answer === 'yes') === gives
    ? []
    : [`why: ${nameOf(one)} benefits: ${benefit.answer}, but it ${gives ? 'does' : 'does not'}`];
};

/** A paid pension month counts that is nobody else's, begun, and in the books of its bureau. */
const counts = (world: World, history: History, { personId, insurance, month }: AskedMonth): boolean =>
  month <= currentMonth(world.clock.now()) &&
  reasonsAgainst(history, personId, insurance, month).length === 0 &&
  world.bureaus[insurance].active(personId, month).length > 0;

const isInCover = (world: World, { personId, month }: AskedMonth): boolean => {
  const events: readonly StoredEvent[] =
    world.tables.assessment.streams.get(`contribution-account-${personId}-medical`) ?? [];
  const cover = coverageOfAccount(rules, events, dayOf(world.clock.now()));
  if ('unknown' in cover) return false;
  for (let day = firstDayOf(month); day <= lastDayOf(month); day = dayAfter(day))
    if (isCovered(cover, day)) return true;
  return false;
};

const accountName = /^contribution-account-(.+)-(pension|medical)$/;

type Account = Pick<AskedMonth, 'personId' | 'insurance'> & { readonly stream: string };

const accountsOf = (world: World): Account[] =>
  [...world.tables.assessment.streams.keys()].flatMap((stream) => {
    const [, personId, insurance] = accountName.exec(stream) ?? [];
    return personId === undefined ? [] : [{ stream, personId, insurance: insurance as Insurance }];
  });

const quoteOf = (world: World, { personId, insurance, month }: AskedMonth): Decided => {
  const state = stateOf(world, 'assessment', account, `contribution-account-${personId}-${insurance}`);
  const common = {
    type: 'IssueQuote',
    personId,
    quoteId: 'asked',
    months: [month],
    at: world.clock.now(),
  } as const;
  const outcome = decider(world.bugs).decide(
    insurance === 'pension' ? { ...common, insurance, base: '5000.00' as Yuan } : { ...common, insurance },
    state,
  );
  return outcome.accepted ? accepted : { isAccepted: false, says: outcome.reason };
};

const accepted: Decided = { isAccepted: true, says: 'yes' };

/** The application as it is decided: orders that it names are loaded, and it is decided again. */
const applicationOf = (
  world: World,
  { personId, insurance, month }: AskedMonth,
  paid: ReadonlyMap<string, Loaded>,
): Decided => {
  const refund = refundsWith(world.bugs);
  const command = {
    type: 'ApplyForRefund',
    refundId: 'asked',
    personId,
    insurance,
    months: [month],
    because: 'error',
    by: 'payer',
    at: world.clock.now(),
  } as const;
  let streams = refund.streams(command);
  for (;;) {
    const outcome = refund.decide(command, fold(refund, streams, paid));
    if (!outcome.accepted) return { isAccepted: false, says: outcome.reason };
    const named = outcome.events.flatMap(({ stream }) => stream ?? []);
    if (named.every((stream) => streams.includes(stream))) return accepted;
    streams = [...new Set([...streams, ...named])];
  }
};
