import { instant, lastDayOf, monthOf, type Day, type Instant, type Month } from '@canbao/calendar';
import type { StoredEvent } from '@canbao/event-sourcing';
import { sum, zero, type Yuan } from '@canbao/money';
import {
  cite,
  condition,
  conditionsOf,
  coverageOn,
  factsAlong,
  refuse,
  waysToCover,
  type Coverage,
  type CoverageInterval,
  type CoveragePack,
  type CoverageReading,
  type Pack,
  type RuleReason,
  type WayToCover,
} from '@canbao/rules';
import { payables, type EvidencedMonth } from '../payables';
import { benefitSource, causesOf, type EvidencedCondition } from './causes';
import { coverageFacts, knownOn, type KnownAccount } from './known-account';

/** Days of one state, both included; without a last day, as far as is known. */
export interface CoverageItem {
  readonly state: 'active' | 'suspended' | 'waiting';
  readonly from: Day;
  readonly until?: Day;
  readonly because: readonly EvidencedCondition[];
}

/** A month that a way asks to be paid: what it costs, late fee included, or what stands in the way. */
export interface MonthToPay {
  readonly month: Month;
  readonly total?: Yuan;
  readonly lateFee?: Yuan;
  readonly conditions: readonly EvidencedCondition[];
}

/** Pay these months by the day, the later ones in turn, and cover runs from `coveredFrom`. */
export interface CoverageWay {
  readonly pay: readonly MonthToPay[];
  readonly by: Day;
  readonly inTurn: readonly Month[];
  readonly coveredFrom: Day;
  /** Of the months in `pay`, in yuan, once all of them can be paid. */
  readonly total?: Yuan;
}

/** A person's cover as it stood on a day, and what can be done about it. */
export interface CoverageReport {
  readonly asOf: Day;
  readonly payBy?: Day;
  readonly rulingClock: CoverageReading['rulingClock'];
  readonly items: readonly CoverageItem[];
  /** Why there is no cover at all yet. */
  readonly conditions: readonly EvidencedCondition[];
  /** The soonest first. */
  readonly ways: readonly CoverageWay[];
}

/** No rule of the month is loaded: nothing is said. */
export interface NoCoverageRule {
  readonly noRuleFor: Month;
}

/** What is asked: cover as it stood on `asOf`, and how it would run if the arrears were paid by `payBy`. */
export interface CoverageQuestion {
  readonly asOf: Day;
  readonly payBy?: Day | undefined;
}

/** Answers from the events of the person's medical account alone. */
export const coverageReport = (
  pack: Pack,
  stored: readonly StoredEvent[],
  { asOf, payBy }: CoverageQuestion,
): CoverageReport | NoCoverageRule => {
  const known = knownOn(stored, asOf);
  const facts = coverageFacts(known, asOf);
  const on = payBy ?? asOf;
  const found = waysToCover(facts, on, pack);
  const [soonest] = found;
  const coverage =
    payBy === undefined || soonest === undefined
      ? coverageOn(facts, asOf, pack)
      : coverageOn(factsAlong(facts, soonest, payBy), endOf(soonest, payBy), pack);
  if ('unknown' in coverage) return { noRuleFor: coverage.month };
  const clearsOn = soonest?.coveredFrom;
  return {
    asOf,
    ...(payBy === undefined ? {} : { payBy }),
    rulingClock: coverage.rulingClock,
    items: itemsOf(coverage, known, { pack, clearsOn }),
    conditions:
      coverage.intervals.length === 0 ? notBegun(pack, known, { month: monthOf(asOf), clearsOn }) : [],
    ways: found.map((way) => priced(way, pack, known, on)),
  };
};

const endOf = ({ inTurn }: WayToCover, payBy: Day): Day => lastDayOf(inTurn.at(-1) ?? monthOf(payBy));

const itemsOf = (
  { intervals }: Coverage,
  known: KnownAccount,
  { pack, clearsOn }: { readonly pack: Pack; readonly clearsOn: Day | undefined },
): CoverageItem[] =>
  intervals.map((interval) => {
    const { from, until } = interval;
    const told = { ...known, isOpen: until === undefined, clearsOn };
    return {
      state: stateOf(interval),
      from,
      ...(until === undefined ? {} : { until }),
      because: causesOf(interval, told, benefitSource(pack)),
    };
  });

/** Nothing is paid for the time after a death; its cause tells it from other suspensions. */
const stateOf = ({ status }: CoverageInterval): CoverageItem['state'] =>
  status === 'ended' ? 'suspended' : status;

/** Nobody has paid yet, or nobody is enrolled. */
const notBegun = (
  pack: Pack,
  { state }: KnownAccount,
  { month, clearsOn }: { readonly month: Month; readonly clearsOn: Day | undefined },
): EvidencedCondition[] =>
  state.enrolments.length === 0
    ? reasonOf(pack, 'not-registered', month)
    : [
        condition('first-payment-due', {
          source: cite(benefitSource(pack)),
          ...(clearsOn === undefined ? {} : { clearsOn }),
        }),
      ];

/** As a quote for the month would be refused. */
const reasonOf = (pack: Pack, reason: RuleReason, month: Month): EvidencedCondition[] =>
  conditionsOf(pack, refuse(reason), { insurance: 'medical', months: [month] });

const priced = (way: WayToCover, pack: Pack, { state, events }: KnownAccount, on: Day): CoverageWay => {
  const shown = payables(pack, { insurance: 'medical', state, events }, noonOf(on));
  const pay = way.pay.map((month) =>
    toPay(
      pack,
      month,
      shown.find((payable) => payable.month === month),
    ),
  );
  const totals = pay.flatMap(({ total }) => total ?? []);
  return { ...way, pay, ...(totals.length === pay.length && pay.length > 0 ? { total: sum(totals) } : {}) };
};

const noonOf = (date: Day): Instant => instant(`${date}T12:00:00+08:00`);

const toPay = (pack: Pack, month: Month, payable: EvidencedMonth | undefined): MonthToPay => {
  if (payable === undefined) return { month, conditions: reasonOf(pack, 'arrears-push-required', month) };
  const { total, amounts, conditions } = payable;
  const lateFee = amounts?.['late-fee'];
  return {
    month,
    ...(total === undefined ? {} : { total }),
    ...(lateFee === undefined || lateFee === zero ? {} : { lateFee }),
    conditions,
  };
};

/** What is known of cover, for those who only compute it. */
export const coverageOfAccount = (
  pack: CoveragePack,
  stored: readonly StoredEvent[],
  asOf: Day,
): ReturnType<typeof coverageOn> => {
  const facts = coverageFacts(knownOn(stored, asOf), asOf);
  return coverageOn(facts, asOf, pack);
};
