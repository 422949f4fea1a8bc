import { Injectable } from '@nestjs/common';
import { RateCounts } from '@canbao/postgres';
import { ServiceLog } from '../lifecycle/service-log';
import { PeriodicJob } from '../lifecycle/periodic-job';
import { RateLimits } from './rate-limits';

/** Configuration: how long an instance may not know what the others have counted. */
const everyMs = 1000;
/** Configuration: counts of windows that are over are deleted once in so many exchanges. */
const cleanEvery = 60;

/** Exchanges what this instance has counted with the other instances, in one statement. */
@Injectable()
export class ShareCountsJob extends PeriodicJob {
  private runs = 0;

  constructor(
    private readonly limits: RateLimits,
    private readonly counts: RateCounts,
    log: ServiceLog,
  ) {
    super('share-counts', everyMs, log);
  }

  protected async run(): Promise<void> {
    const { counters } = this.limits;
    const told = await counters.told();
    if (told.length > 0) await counters.heard(told, await this.counts.add(told));
    this.runs += 1;
    if (this.runs % cleanEvery === 0) await this.counts.deleteOver();
  }
}
