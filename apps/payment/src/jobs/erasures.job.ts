import { Injectable } from '@nestjs/common';
import { Clock, dayOf } from '@canbao/calendar';
import { aloneBriefly, Database } from '@canbao/postgres';
import { PeriodicJob, Problem, ServiceLog } from '@canbao/service-kit';
import { Erasures } from '../privacy/erasures';
import { PersonKeys } from '../privacy/person-keys';
import { dueErasures } from '../views/erasures.view';

const job = 'erasures';
/** Configuration. */
const everyMs = 60_000;
/** Configuration: batches of keys a turn that are wrapped anew; a million keys take some three hours. */
const rewrapsMax = 25;
/** Configuration: a year in which a payment can be refunded at its channel, and a month. */
const noticeDays = 400;
/** Configuration: persons of one run. */
const most = 20;

/**
 * Finishes erasures that were interrupted, and begins those that two operators have approved and the law put
 * off until now. Moves the keys of persons to the current wrapping key, and forgets raw messages of channels.
 */
@Injectable()
export class ErasuresJob extends PeriodicJob {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly erasures: Erasures,
    private readonly keys: PersonKeys,
    private readonly log: ServiceLog,
  ) {
    super(job, everyMs, log);
  }

  protected async run(): Promise<void> {
    await aloneBriefly(this.database, job, () => this.work());
  }

  /** A message names its payer at the channel: it is evidence for as long as a channel answers for it. */
  private async forgetNotices(): Promise<void> {
    await this.database.query(
      `update channel_notices set raw = null
       where raw is not null and received_at < $1::timestamptz - make_interval(days => ${noticeDays})`,
      [this.clock.now()],
    );
  }

  private async work(): Promise<void> {
    for (const personId of await dueErasures(this.database, dayOf(this.clock.now()), most)) {
      try {
        await this.erasures.decide(personId, job);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        this.log.warn({ job, personId, because: error.code }, 'an erasure whose time has come must wait');
      }
    }
    await this.forgetNotices();
    for (let batch = 0; batch < rewrapsMax && (await this.keys.rewrapSome()) > 0; batch += 1);
  }
}
