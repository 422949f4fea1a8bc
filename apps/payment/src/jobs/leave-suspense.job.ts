import { Injectable } from '@nestjs/common';
import { Clock } from '@canbao/calendar';
import { paymentOrder, subjectOf } from '@canbao/domain-payment';
import { Database } from '@canbao/postgres';
import { Commands, PeriodicJob, ServiceLog } from '@canbao/service-kit';
import { closePaidElsewhereAs } from '../http/close-paid-elsewhere';
import { resolutionOf } from '../http/resolution';
import { leavingLines } from '../views/suspense.view';

const job = 'leave-suspense';
/** Configuration. */
const everyMs = 5_000;
/** Configuration: lines of one run. */
const most = 100;

/** Takes out of suspense what leaves by itself: its cause is certain, and so is its way. */
@Injectable()
export class LeaveSuspense extends PeriodicJob {
  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly log: ServiceLog,
  ) {
    super(job, everyMs, log);
  }

  protected async run(): Promise<void> {
    const at = this.clock.now();
    for (const line of await leavingLines(this.database, at, most)) {
      const command = resolutionOf(line, at);
      const subject = subjectOf(line.order_id);
      const executed = await this.commands.act(job, subject, paymentOrder, command);
      if (executed.outcome === 'accepted')
        await closePaidElsewhereAs(this.commands, executed.events, job, at);
      else
        this.log.error(
          { alarm: 'suspense-stays', job, orderId: line.order_id, line: line.line },
          'line stays',
        );
    }
  }
}
