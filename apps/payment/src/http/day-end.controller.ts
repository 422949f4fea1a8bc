import { Controller } from '@nestjs/common';
import { dayOf } from '@canbao/calendar';
import { dialectOf, provenLines } from '@canbao/channels';
import { dayEndApi as api } from '@canbao/contracts';
import {
  reconciliationRejections as rejections,
  type ReconciliationReason,
} from '@canbao/domain-reconciliation';
import { Database } from '@canbao/postgres';
import { channelOf } from '@canbao/rules';
import {
  Commands,
  digested,
  Handles,
  identityOf,
  Input,
  Problem,
  type Caller,
  type InputOf,
} from '@canbao/service-kit';
import type { Channel } from '@canbao/vocabulary';
import { takeStatement } from '../day-end/take-statement';
import { wholeWith } from '../day-end/statements';
import { dayReport } from '../views/day-report.view';
import { reconciliationOf } from '../views/reconciliation.view';

const problem = (reason: ReconciliationReason, details: object = {}): Problem =>
  new Problem(reason, rejections[reason], { details: { ...details } });

/** Statements of the counters, and how a day stands. */
@Controller()
export class DayEndController {
  constructor(
    private readonly database: Database,
    private readonly commands: Commands,
  ) {}

  @Handles(api.sendStatement)
  async send(@Input() input: InputOf<typeof api.sendStatement>): Promise<unknown> {
    const { params, query, caller, file, now } = input;
    const { channel, day } = params;
    if (!isOwn(caller, channel)) throw problem('statement-of-another-channel');
    if (day > dayOf(now)) throw problem('day-not-over');
    const known =
      query.digest === undefined ? undefined : await wholeWith(this.database, params, query.digest);
    if (known !== undefined) {
      // Its sender goes on sending what is known already.
      file.resume();
      return { statementId: known.id, outcome: 'repeated' };
    }
    const { chunks, digest } = digested(file);
    const lines = provenLines(chunks, { institution: channel, day, dialect: dialectOf(channel) });
    const bringing = { sender: identityOf(caller), now, digest: query.digest };
    const taken = await takeStatement(this.database, this.commands, params, { lines, digest }, bringing);
    if (taken.outcome === 'under-way') throw problem('statement-under-way');
    if (taken.outcome === 'refused') throw problem('statement-refused', { because: taken.because });
    return taken;
  }

  @Handles(api.reconciliation)
  async reconciliation(@Input() input: InputOf<typeof api.reconciliation>): Promise<unknown> {
    const { channel, day } = input.params;
    const found = isOwn(input.caller, channel)
      ? await reconciliationOf(this.database, channel, day)
      : undefined;
    if (found === undefined) throw problem('reconciliation-not-found');
    return found;
  }

  @Handles(api.dayReport)
  report(@Input() { params }: InputOf<typeof api.dayReport>): Promise<unknown> {
    return dayReport(this.database, params.day);
  }
}

/** A counter has to do with its own channel alone. */
const isOwn = (caller: Caller, channel: Channel): boolean =>
  caller.role === 'operator' || caller.role === 'auditor' || channelOf(caller) === channel;
