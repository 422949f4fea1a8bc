import { dayOf } from '@canbao/calendar';
import {
  trueUpRejections,
  trueUpRun,
  type TrueUpRunCommand,
  type TrueUpRunState,
} from '@canbao/domain-payment';
import { trueUpTerms } from '@canbao/rules';
import { AnsweredProblem } from '@canbao/service-kit';
import type { Caller } from '../caller';
import { achieved, type History } from '../history';
import { rules } from '../services';
import { finalFrom } from '../virtual-clock';
import type { World } from '../world';
import { runsIn } from './true-up-job';

const year = 2022;
const by = 'operator:1';
const lookMs = 200;
/** Looks at a run; one that has not come to its end by then is a finding. */
const looksMax = 3_000;

/**
 * Operators who adjust the paid months of the year once its limits are final: they rehearse, have it carried
 * out, stop it and have it go on, and instances die meanwhile.
 */
export class TrueUpOffice {
  constructor(
    private readonly world: World,
    private readonly caller: Caller,
    private readonly history: History,
  ) {}

  /** Once the limits are final, and perhaps again while the clients are still at work. */
  async work(): Promise<void> {
    const { scheduler } = this.world;
    while (!this.areFinal()) await scheduler.sleep(this.caller.process, lookMs);
    for (let runs = 1 + scheduler.below(2); runs > 0; runs -= 1) {
      await this.adjust();
      await scheduler.sleep(this.caller.process, scheduler.below(4_000));
    }
  }

  /** One run, from its rehearsal to its end. */
  async adjust(): Promise<void> {
    const { scheduler, tables, clock } = this.world;
    const runId = scheduler.uuid();
    const terms = trueUpTerms(rules, 'pension', year, clock.now());
    if (typeof terms === 'string') throw new Error(`true-ups: ${terms}`);
    const upTo = String(tables.payment.log.at(-1)?.position ?? 0n);
    await this.send({ type: 'OpenTrueUpRun', runId, terms, upTo, by, at: clock.now() });
    await this.comesTo(runId, 'rehearsed');
    await this.send({ type: 'ActivateRun', runId, by: 'operator:2', at: clock.now() });
    achieved(this.history, 'true-up activated');
    if (scheduler.chance(0.5)) await this.interrupt(runId);
    await this.comesTo(runId, 'completed');
  }

  /** An instance dies in the middle, or an operator has second thoughts. */
  private async interrupt(runId: string): Promise<void> {
    const { scheduler, clock } = this.world;
    await scheduler.sleep(this.caller.process, scheduler.below(500));
    if (scheduler.chance(0.6)) {
      this.world.crash('payment');
      return achieved(this.history, 'true-up: an instance died');
    }
    if (!(await this.send({ type: 'StopRun', runId, by, at: clock.now() }))) return;
    achieved(this.history, 'true-up stopped');
    await scheduler.sleep(this.caller.process, scheduler.below(2_000));
    await this.send({ type: 'ResumeRun', runId, by, at: clock.now() });
  }

  private areFinal(): boolean {
    return dayOf(this.world.clock.now()) >= finalFrom;
  }

  private async comesTo(runId: string, wanted: TrueUpRunState['status']): Promise<void> {
    const { scheduler, tables } = this.world;
    for (let looks = 0; looks < looksMax; looks += 1) {
      const run = runsIn(tables.payment).find(({ opened }) => opened?.runId === runId);
      if (run?.status === wanted) return;
      await scheduler.sleep(this.caller.process, lookMs);
    }
    throw new Error(`true-ups: run ${runId} is not ${wanted} after long`);
  }

  private async send(command: TrueUpRunCommand): Promise<boolean> {
    const { runId } = command;
    const answer = await this.caller.call('payment', this.world.scheduler.uuid(), ({ commands }, input) =>
      commands.run(input, trueUpRun, command, {
        subject: runId,
        rejections: trueUpRejections,
        reply: () => ({}),
      }),
    );
    return !(answer instanceof AnsweredProblem);
  }
}
