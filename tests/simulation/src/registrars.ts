import {
  currentMonth,
  day,
  dayAfter,
  dayBefore,
  dayOf,
  firstDayOf,
  lastDayOf,
  plusMonths,
  type Instant,
} from '@canbao/calendar';
import {
  person,
  registrationRejections,
  type Bureau,
  type EndEnrolment,
  type Enrol,
  type PersonCommand,
} from '@canbao/domain-registration';
import { InTurn } from '@canbao/runtime';
import { AnsweredProblem } from '@canbao/service-kit';
import { insurances, schemes } from '@canbao/vocabulary';
import type { Caller } from './caller';
import { corrected, districts, ended, enrolled, type FiledEnrolment } from './enrolments';
import type { Feeds } from './feeds';
import type { FiledCover, FiledDeath, History } from './history';
import type { World } from './world';

const bureaus: readonly Bureau[] = ['hrss', 'medical-bureau'];

const isOther =
  ({ insurance, from }: FiledCover) =>
  (filed: FiledCover): boolean =>
    filed.insurance !== insurance || filed.from !== from;

/** Days around an instant: past, the day itself, tomorrow, later. */
const firstDays = (at: Instant) => {
  const [today, month] = [dayOf(at), currentMonth(at)];
  return [firstDayOf(month), today, today, dayAfter(today), firstDayOf(plusMonths(month, 1))];
};
const lastDays = (at: Instant) => {
  const month = currentMonth(at);
  return [lastDayOf(plusMonths(month, -1)), lastDayOf(month), day(`${month.slice(0, 4)}-12-31`)];
};
const deathDays = (at: Instant) => {
  const [today, month] = [dayOf(at), currentMonth(at)];
  return [lastDayOf(plusMonths(month, -2)), lastDayOf(plusMonths(month, -1)), dayBefore(today), today];
};

/**
 * The registering department: it enrols, changes schemes, corrects what it recorded, and reports deaths and
 * cover through employers.
 */
export class Registrars {
  private readonly desk = new InTurn();
  private readonly nameVersions = new Map<string, number>();

  constructor(
    private readonly world: World,
    private readonly caller: Caller,
    private readonly history: History,
    private readonly feeds: Feeds,
  ) {}

  async register(personId: string): Promise<void> {
    const { scheduler } = this.world;
    const from = day('2020-01-01');
    const [district, scheme] = [scheduler.pick(districts), scheduler.pick(schemes)];
    await this.told({ type: 'Register', personId });
    await this.told({ type: 'EnrolPension', personId, district, from });
    await this.told({ type: 'EnrolMedical', personId, district, scheme, from });
    this.history.enrolments.set(personId, [{ from, district, scheme }]);
    this.history.persons.push(personId);
  }

  act(personId: string): Promise<void> {
    return this.desk.run(personId, () =>
      this.feeds.knows(personId) ? this.feeds.act(personId) : this.changeOrCorrect(personId),
    );
  }

  private async changeOrCorrect(personId: string): Promise<void> {
    const kind = this.world.scheduler.random();
    if (kind < 0.1) await this.reportDeath(personId);
    else if (kind < 0.15) await this.end(personId);
    else if (kind < 0.35) await this.correct(personId);
    else if (kind < 0.53) await this.noteCover(personId);
    else if (kind < 0.58) await this.correctName(personId);
    else await this.changeScheme(personId);
  }

  /** From some day on the other scheme holds, perhaps in the other district. */
  change(personId: string): Promise<void> {
    return this.desk.run(personId, () =>
      this.feeds.knows(personId) ? this.feeds.act(personId) : this.changeScheme(personId),
    );
  }

  private async changeScheme(personId: string): Promise<void> {
    const { scheduler, clock } = this.world;
    const former = this.history.enrolments.get(personId)?.at(-1)?.scheme;
    const enrolment = {
      from: scheduler.pick(firstDays(clock.now())),
      district: scheduler.pick(districts),
      scheme: former === 'pooled' ? ('with-account' as const) : ('pooled' as const),
    };
    const command: Enrol = { type: 'EnrolMedical', personId, ...enrolment };
    if (await this.told(command)) this.remember(personId, (before) => enrolled(before, enrolment));
  }

  private async correct(personId: string): Promise<void> {
    const { scheduler, clock } = this.world;
    const wrong = this.history.enrolments.get(personId)?.at(-1);
    if (wrong === undefined) return;
    const from = scheduler.pick(firstDays(clock.now()));
    const enrolment = { ...wrong, from, scheme: scheduler.pick(schemes) };
    const { district, scheme } = enrolment;
    const command = { type: 'EnrolMedical', personId, from, district, scheme, corrects: wrong.from } as const;
    if (await this.told(command)) this.remember(personId, (before) => corrected(before, wrong, enrolment));
  }

  private async end(personId: string): Promise<void> {
    const { scheduler, clock } = this.world;
    const on = scheduler.pick(lastDays(clock.now()));
    const replaces = scheduler.chance(0.5);
    const command: EndEnrolment = { type: 'EndMedical', personId, on, reason: 'stopped', replaces };
    if (await this.told(command)) this.remember(personId, (before) => ended(before, on));
  }

  /** Now and then the day was wrong, and is put right soon after. */
  private async reportDeath(personId: string): Promise<void> {
    const { scheduler, clock } = this.world;
    for (let report = 0; report < (scheduler.chance(0.5) ? 2 : 1); report += 1) {
      const [on, today] = [scheduler.pick(deathDays(clock.now())), dayOf(clock.now())];
      const bureau = scheduler.pick(bureaus);
      if (await this.told({ type: 'RecordDeath', personId, bureau, on, today }))
        this.fileDeath(personId, { bureau, on });
      await scheduler.sleep(this.caller.process, scheduler.below(500));
    }
    if (scheduler.chance(0.4)) await this.withdrawDeath(personId);
  }

  /** The person lives, as far as this bureau knows. */
  private async withdrawDeath(personId: string): Promise<void> {
    const bureau = this.world.scheduler.pick(bureaus);
    if (!(await this.told({ type: 'WithdrawDeath', personId, bureau }))) return;
    const filed = this.history.deaths.get(personId) ?? [];
    this.history.deaths.set(
      personId,
      filed.filter((report) => report.bureau !== bureau),
    );
  }

  private fileDeath(personId: string, report: FiledDeath): void {
    const filed = this.history.deaths.get(personId) ?? [];
    if (filed.some(({ bureau, on }) => bureau === report.bureau && on === report.on)) return;
    this.history.deaths.set(personId, [...filed.filter(({ bureau }) => bureau !== report.bureau), report]);
  }

  /** Someone is hired in the month or has been for some; the bureau tells of it before or after payment. */
  private async noteCover(personId: string): Promise<void> {
    const { scheduler, clock } = this.world;
    const month = currentMonth(clock.now());
    const from = plusMonths(month, -scheduler.below(4));
    const until = scheduler.chance(0.5) ? plusMonths(from, scheduler.below(3)) : undefined;
    const cover: FiledCover = {
      insurance: scheduler.pick(insurances),
      from,
      ...(until === undefined ? {} : { until }),
    };
    if (!(await this.told({ type: 'NoteEmployerCover', personId, ...cover }))) return;
    const filed = (this.history.covers.get(personId) ?? []).filter(isOther(cover));
    this.history.covers.set(personId, [...filed, cover]);
    await scheduler.sleep(this.caller.process, scheduler.below(1_000));
    if (scheduler.chance(0.3)) await this.withdrawCover(personId, cover);
  }

  /** The employer has taken it back: the months are payable again. */
  private async withdrawCover(personId: string, cover: FiledCover): Promise<void> {
    const { insurance, from } = cover;
    if (!(await this.told({ type: 'WithdrawEmployerCover', personId, insurance, from }))) return;
    const filed = this.history.covers.get(personId) ?? [];
    this.history.covers.set(personId, filed.filter(isOther(cover)));
  }

  /** No amount depends on a name, so whatever is open stays as it is. */
  private async correctName(personId: string): Promise<void> {
    const { scheduler } = this.world;
    const version = (this.nameVersions.get(personId) ?? 1) + 1;
    this.nameVersions.set(personId, version);
    const isShared = scheduler.chance(0.5);
    await this.told({ type: 'CorrectName', personId, bureau: 'hrss', version, isShared });
  }

  private remember(
    personId: string,
    after: (before: readonly FiledEnrolment[]) => readonly FiledEnrolment[],
  ): void {
    this.history.enrolments.set(personId, after(this.history.enrolments.get(personId) ?? []));
  }

  private async told(command: PersonCommand): Promise<boolean> {
    const { personId } = command;
    const answer = await this.caller.call('registration', this.world.scheduler.uuid(), (instance, input) =>
      instance.commands.run(input, person, command, {
        subject: personId,
        rejections: registrationRejections,
        reply: () => ({ personId }),
      }),
    );
    return !(answer instanceof AnsweredProblem);
  }
}
