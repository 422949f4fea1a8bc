import { Injectable } from '@nestjs/common';
import { ServiceLog } from '../lifecycle/service-log';
import { PeriodicJob } from '../lifecycle/periodic-job';
import { alarmsAt, type Observed } from './alarms';
import { Engine, type EngineState } from './engine';

const checkEveryMs = 30_000;

/** Logs every 30 s what needs an operator, for as long as it lasts. */
@Injectable()
export class AlarmsJob extends PeriodicJob {
  private observed: Observed | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly log: ServiceLog,
  ) {
    super('alarms', checkEveryMs, log);
  }

  protected async run(): Promise<void> {
    const state = await this.stateOrAlarm();
    if (state === undefined) return;
    const { alarms, observed } = alarmsAt(performance.now(), state, this.observed);
    this.observed = observed;
    for (const { message, ...fields } of alarms) this.log.error(fields, message);
  }

  private async stateOrAlarm(): Promise<EngineState | undefined> {
    try {
      return await this.engine.state();
    } catch (error) {
      this.log.error({ alarm: 'database', error: String(error) }, 'the database does not answer');
      return undefined;
    }
  }
}
