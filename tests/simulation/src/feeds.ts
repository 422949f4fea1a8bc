import {
  currentMonth,
  day,
  dayAfter,
  dayBefore,
  dayOf,
  firstDayOf,
  lastDayOf,
  monthOf,
  monthsBetween,
  plusMonths,
  type Day,
} from '@canbao/calendar';
import {
  person,
  registrationRejections,
  type Bureau,
  type BureauMessage,
  type Change,
  type PersonCommand,
} from '@canbao/domain-registration';
import { accept } from '@canbao/event-sourcing';
import { AnsweredProblem } from '@canbao/service-kit';
import { bureaus, insurances, schemes, type District, type Insurance, type Scheme } from '@canbao/vocabulary';
import type { Bugs } from './bugs';
import type { Caller } from './caller';
import { districts, type FiledEnrolment } from './enrolments';
import { achieved, type FiledCover, type FiledDeath, type History } from './history';
import type { World } from './world';

const begin = day('2020-01-01');

/** The decider of registration, with the planted bug that sits in it. */
export const persons = (bugs: Bugs): typeof person =>
  bugs.dropsLateMessages === true ? { ...person, decide: decideLate } : person;

const decideLate: (typeof person)['decide'] = (command, state) =>
  command.type === 'TakeMessage' &&
  state.messages.some(
    ({ bureau, businessDate }) =>
      bureau === command.message.bureau && businessDate > command.message.businessDate,
  )
    ? accept()
    : person.decide(command, state);

/**
 * Both bureaus feed what they register: late, out of order and twice. What comes of it is known from the set
 * of messages alone, month by month and day by day, in another way than the product has it.
 */
export class Feeds {
  private readonly told = new Map<string, BureauMessage[]>();

  constructor(
    private readonly world: World,
    private readonly caller: Caller,
    private readonly history: History,
  ) {}

  /** Whether all that is known of the person comes by messages. */
  knows(personId: string): boolean {
    return this.told.has(personId);
  }

  /** A person whom both bureaus tell of again and again. */
  async work(personId: string): Promise<void> {
    const { scheduler } = this.world;
    await this.register(personId);
    if (this.world.playsTrueUps) return this.leaveAfterPaying(personId);
    for (let time = 0; time < 6; time += 1) {
      await scheduler.sleep(this.caller.process, scheduler.below(1_500));
      await this.act(personId);
    }
  }

  /** Once months were paid the person leaves, and perhaps was told to have left by mistake. */
  private async leaveAfterPaying(personId: string): Promise<void> {
    const { scheduler, clock } = this.world;
    await scheduler.sleep(this.caller.process, 2_000 + scheduler.below(6_000));
    const on = lastDayOf(plusMonths(currentMonth(clock.now()), -1 - scheduler.below(2)));
    const left = this.message(personId, 'hrss', on, { kind: scheduler.pick(waysToLeave) });
    await this.tell(personId, [left]);
    if (!scheduler.chance(0.3)) return;
    await scheduler.sleep(this.caller.process, scheduler.below(6_000));
    const mistaken = this.message(personId, 'hrss', on, { kind: 'withdrawn' });
    await this.tell(personId, [{ ...mistaken, corrects: left.messageNo }]);
  }

  private async register(personId: string): Promise<void> {
    const { scheduler } = this.world;
    this.told.set(personId, []);
    await this.send({ type: 'Register', personId });
    const district = scheduler.pick(districts);
    await this.tell(personId, [
      this.message(personId, 'hrss', begin, { kind: 'enrolled', district }),
      this.message(personId, 'medical-bureau', begin, {
        kind: 'enrolled',
        district,
        scheme: scheduler.pick(schemes),
      }),
    ]);
    this.history.persons.push(personId);
  }

  async act(personId: string): Promise<void> {
    const { scheduler } = this.world;
    const messages = Array.from({ length: 1 + scheduler.below(3) }, (_, index) =>
      this.anyMessage(personId, index),
    );
    await this.tell(personId, messages);
  }

  private anyMessage(personId: string, ahead: number): BureauMessage {
    const { scheduler, clock } = this.world;
    const bureau = scheduler.pick(['hrss', 'medical-bureau'] as const);
    const [today, month] = [dayOf(clock.now()), currentMonth(clock.now())];
    const on = scheduler.pick([
      firstDayOf(month),
      lastDayOf(plusMonths(month, -1)),
      firstDayOf(plusMonths(month, -1)),
      lastDayOf(plusMonths(month, -2)),
      dayBefore(today),
      today,
    ]);
    const own = (this.told.get(personId) ?? []).filter((message) => message.bureau === bureau);
    const wrong = scheduler.chance(0.4) ? own.at(-1) : undefined;
    if (wrong !== undefined && own.length > 1) {
      const change: Change = scheduler.chance(0.5) ? { kind: 'withdrawn' } : this.anyChange(bureau);
      return { ...this.message(personId, bureau, on, change, ahead), corrects: wrong.messageNo };
    }
    return this.message(personId, bureau, on, this.anyChange(bureau), ahead);
  }

  private anyChange(bureau: Bureau): Change {
    const { scheduler } = this.world;
    const district = scheduler.pick(districts);
    const medical = bureau === 'medical-bureau';
    const scheme = scheduler.pick(schemes);
    const kind = scheduler.random();
    if (kind < 0.3) return { kind: 'to-employer' };
    if (kind < 0.5) return { kind: 'from-employer', district, ...(medical ? { scheme } : {}) };
    if (kind < 0.65) return { kind: 'moved', district };
    if (kind < 0.75) return { kind: 'stopped' };
    if (kind < 0.85) return { kind: 'death' };
    return medical ? { kind: 'scheme-changed', scheme } : { kind: 'resumed', district };
  }

  private message(
    personId: string,
    bureau: Bureau,
    businessDate: Day,
    change: Change,
    ahead = 0,
  ): BureauMessage {
    const sequence = (this.told.get(personId)?.length ?? 0) + ahead + 1;
    return { bureau, messageNo: `M-${sequence}`, businessDate, sequence, change };
  }

  /** In any order, and some of them twice. */
  private async tell(personId: string, messages: readonly BureauMessage[]): Promise<void> {
    const { scheduler, clock } = this.world;
    this.told.set(personId, [...(this.told.get(personId) ?? []), ...messages]);
    const repeated = messages.filter(() => scheduler.chance(0.3));
    const sent = [...messages, ...repeated].map((message) => [scheduler.random(), message] as const);
    for (const [, message] of sent.toSorted(([a], [b]) => a - b)) {
      await this.send({ type: 'TakeMessage', personId, message, at: clock.now() });
      achieved(this.history, `message: ${message.change.kind}`);
    }
    this.file(personId);
  }

  private file(personId: string): void {
    const valid = standing(this.told.get(personId) ?? []);
    this.history.enrolments.set(personId, enrolmentsIn(valid));
    this.history.covers.set(
      personId,
      insurances.flatMap((insurance) => coversIn(valid, insurance)),
    );
    this.history.deaths.set(personId, deathsIn(valid));
    this.history.stops.set(
      personId,
      Object.fromEntries(
        insurances.flatMap((insurance) => {
          const end = endIn(valid, insurance);
          return end === undefined ? [] : [[insurance, monthOf(end.businessDate)]];
        }),
      ),
    );
    const { change } = endIn(valid, 'pension') ?? {};
    if (waysToLeave.some((way) => way === change?.kind)) this.history.left.add(personId);
    else this.history.left.delete(personId);
  }

  private async send(command: PersonCommand): Promise<void> {
    const { personId } = command;
    const answer = await this.caller.call('registration', this.world.scheduler.uuid(), (instance, input) =>
      instance.commands.run(input, persons(this.world.bugs), command, {
        subject: personId,
        rejections: registrationRejections,
        reply: () => ({ personId }),
      }),
    );
    if (answer instanceof AnsweredProblem) this.history.problems.push(`feed: ${answer.message}`);
  }
}

/** What was neither corrected nor withdrawn. */
const standing = (messages: readonly BureauMessage[]): BureauMessage[] =>
  messages.filter(
    (message) =>
      !messages.some((other) => {
        if (other.bureau !== message.bureau || other.corrects === undefined) return false;
        if (other.corrects === message.messageNo) return true;
        return other.corrects === message.corrects && other.sequence > message.sequence;
      }),
  );

const waysToLeave = ['left-country', 'transferred-out'] as const;

/** Whether the day of the message is the last of an enrolment, after which nothing is due. */
const isEnd = ({ kind }: Change): boolean => ['stopped', 'retired', ...waysToLeave].includes(kind);

/** The first day on which the message holds, and whether it ends what held through the day before. */
const heldFrom = ({ change, businessDate }: BureauMessage): Day =>
  isEnd(change) ? dayAfter(businessDate) : businessDate;

const inTurn = (messages: readonly BureauMessage[]): BureauMessage[] =>
  messages.toSorted((a, b) => {
    const [first, second] = [heldFrom(a), heldFrom(b)];
    if (first !== second) return first < second ? -1 : 1;
    return Number(isEnd(b.change)) - Number(isEnd(a.change)) || a.sequence - b.sequence;
  });

/** Under which district and scheme the person is on a day. */
const enrolmentOn = (
  messages: readonly BureauMessage[],
  on: Day,
): { readonly district: District; readonly scheme: Scheme } | undefined => {
  let enrolment: { district: District; scheme: Scheme } | undefined;
  for (const message of inTurn(messages)) {
    const { change } = message;
    if (heldFrom(message) > on) break;
    if (change.kind === 'to-employer' || isEnd(change)) enrolment = undefined;
    else if (change.kind === 'moved') enrolment = enrolment && { ...enrolment, district: change.district };
    else if (change.kind === 'scheme-changed')
      enrolment = enrolment && { ...enrolment, scheme: change.scheme };
    else if ('district' in change)
      enrolment = { district: change.district, scheme: change.scheme ?? 'pooled' };
  }
  return enrolment;
};

const enrolmentsIn = (valid: readonly BureauMessage[]): FiledEnrolment[] => {
  const medical = valid.filter(({ bureau }) => bureau === bureaus.medical);
  const days = [...new Set(inTurn(medical).map(heldFrom))];
  return days.flatMap((from, index) => {
    const enrolment = enrolmentOn(medical, from);
    const next = days[index + 1];
    if (enrolment === undefined) return [];
    return [{ ...enrolment, from, ...(next === undefined ? {} : { until: dayBefore(next) }) }];
  });
};

const looked = monthsBetween(monthOf(begin), monthOf(day('2024-12-01')));

/** Whose last word by the end of the month is a job. */
const coversIn = (valid: readonly BureauMessage[], insurance: Insurance): FiledCover[] => {
  const own = inTurn(valid.filter(({ bureau }) => bureau === bureaus[insurance]));
  const jobs = own.filter(
    ({ change }) => change.kind === 'to-employer' || ('district' in change && change.kind !== 'moved'),
  );
  return looked
    .filter((each) => jobs.findLast((job) => monthOf(heldFrom(job)) <= each)?.change.kind === 'to-employer')
    .map((each) => ({ insurance, from: each, until: each }));
};

/** An end that nothing follows: what it told ended an enrolment, and none begins after it. */
const endIn = (valid: readonly BureauMessage[], insurance: Insurance): BureauMessage | undefined => {
  const own = valid.filter(({ bureau }) => bureau === bureaus[insurance]);
  const ends = inTurn(own).filter(
    (message) =>
      enrolmentOn(own, heldFrom(message)) === undefined &&
      enrolmentOn(own, dayBefore(heldFrom(message))) !== undefined,
  );
  const last = inTurn(own).at(-1);
  if (last === undefined || enrolmentOn(own, heldFrom(last)) !== undefined) return undefined;
  return ends.slice(-1).find(({ change }) => isEnd(change));
};

/** Of two bureaus the earlier day counts. */
const deathsIn = (valid: readonly BureauMessage[]): FiledDeath[] =>
  (['hrss', 'medical-bureau'] as const)
    .flatMap((bureau) => {
      const last = valid
        .filter(({ change, bureau: by }) => by === bureau && change.kind === 'death')
        .toSorted((a, b) => a.sequence - b.sequence)
        .at(-1);
      return last === undefined ? [] : [{ bureau, on: last.businessDate }];
    })
    .toSorted((a, b) => (a.on > b.on ? -1 : 1));
