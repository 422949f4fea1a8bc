import { day, dayOf } from '@canbao/calendar';
import {
  person,
  registrationRejections,
  type EndEnrolment,
  type Enrol,
  type PersonCommand,
} from '@canbao/domain-registration';
import { AnsweredProblem } from '@canbao/service-kit';
import type { District, Scheme } from '@canbao/vocabulary';
import type { Caller } from './caller';
import { corrected, ended, enrolled, type FiledEnrolment } from './enrolments';
import type { History } from './history';
import type { World } from './world';

/** Two districts with different banks (guide G2.1.3). */
const districts: readonly District[] = ['370102', '370117'];
const schemes: readonly Scheme[] = ['pooled', 'with-account'];
/** Around the day of the simulation: past, the day itself, tomorrow, later. */
const firstDays = ['2022-05-01', '2022-05-18', '2022-05-18', '2022-05-19', '2022-06-01'].map(day);
const lastDays = ['2022-04-30', '2022-05-31', '2022-12-31'].map(day);
const deathDays = ['2022-03-10', '2022-04-30', '2022-05-17', '2022-05-18'].map(day);

/** The registering department: it enrols, changes schemes, corrects what it recorded, and reports deaths. */
export class Registrars {
  constructor(
    private readonly world: World,
    private readonly caller: Caller,
    private readonly history: History,
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

  async act(personId: string): Promise<void> {
    const { scheduler } = this.world;
    const kind = scheduler.random();
    if (kind < 0.06) await this.reportDeath(personId);
    else if (kind < 0.12) await this.end(personId);
    else if (kind < 0.35) await this.correct(personId);
    else await this.change(personId);
  }

  private async change(personId: string): Promise<void> {
    const { scheduler } = this.world;
    const former = this.history.enrolments.get(personId)?.at(-1)?.scheme;
    const enrolment = {
      from: scheduler.pick(firstDays),
      district: scheduler.pick(districts),
      scheme: former === 'pooled' ? ('with-account' as const) : ('pooled' as const),
    };
    const command: Enrol = { type: 'EnrolMedical', personId, ...enrolment };
    if (await this.told(command)) this.remember(personId, (before) => enrolled(before, enrolment));
  }

  private async correct(personId: string): Promise<void> {
    const { scheduler } = this.world;
    const wrong = this.history.enrolments.get(personId)?.at(-1);
    if (wrong === undefined) return;
    const enrolment = { ...wrong, from: scheduler.pick(firstDays), scheme: scheduler.pick(schemes) };
    const { from, district, scheme } = enrolment;
    const command = { type: 'EnrolMedical', personId, from, district, scheme, corrects: wrong.from } as const;
    if (await this.told(command)) this.remember(personId, (before) => corrected(before, wrong, enrolment));
  }

  private async end(personId: string): Promise<void> {
    const { scheduler } = this.world;
    const on = scheduler.pick(lastDays);
    const replaces = scheduler.chance(0.5);
    const command: EndEnrolment = { type: 'EndMedical', personId, on, reason: 'stopped', replaces };
    if (await this.told(command)) this.remember(personId, (before) => ended(before, on));
  }

  private async reportDeath(personId: string): Promise<void> {
    const { scheduler, clock } = this.world;
    const on = scheduler.pick(deathDays);
    const command = { type: 'RecordDeath', personId, on, today: dayOf(clock.now()) } as const;
    if (await this.told(command)) this.history.deaths.set(personId, on);
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
