import { Controller } from '@nestjs/common';
import { shiftsApi as api } from '@canbao/contracts';
import {
  noTotals,
  shiftRejections as rejections,
  shiftReport,
  shifts,
  shiftStream,
} from '@canbao/domain-payment';
import { Database } from '@canbao/postgres';
import {
  Commands,
  Handles,
  identityOf,
  Input,
  Problem,
  uuidOf,
  type Caller,
  type InputOf,
} from '@canbao/service-kit';
import { shiftsOn, storedShift, totalsOf } from '../views/desk-shifts';

/** Shifts of tax desks. */
@Controller()
export class ShiftsController {
  constructor(
    private readonly commands: Commands,
    private readonly database: Database,
  ) {}

  @Handles(api.openShift)
  open(@Input() input: InputOf<typeof api.openShift>): Promise<unknown> {
    const { body, caller, now, idempotency } = input;
    const officer = identityOf(caller);
    const shiftId = uuidOf(`shift|${officer}|${idempotency?.key}`);
    const command = { type: 'OpenShift', ...of(officer, shiftId, now), ...body } as const;
    return this.commands.run(input, shifts, command, {
      subject: command.stream,
      rejections,
      reply: ({ state: { open } }) => open && shiftReport(open, noTotals),
    });
  }

  @Handles(api.closeShift)
  async close(@Input() input: InputOf<typeof api.closeShift>): Promise<unknown> {
    const { params, body, caller, now } = input;
    const counted = await totalsOf(this.database, params.id);
    const command = {
      type: 'CloseShift',
      ...of(identityOf(caller), params.id, now),
      ...body,
      ...counted,
    } as const;
    return this.commands.run(input, shifts, command, {
      subject: command.stream,
      rejections,
      reply: ({ state }) => {
        const over = state.closed[params.id];
        return over && shiftReport(over.opened, over.closed.totals, over.closed);
      },
    });
  }

  @Handles(api.shift)
  shift(@Input() { params, caller }: InputOf<typeof api.shift>): Promise<unknown> {
    return this.report(params.id, own(caller));
  }

  @Handles(api.shifts)
  list(@Input() { query, caller }: InputOf<typeof api.shifts>): Promise<unknown> {
    return shiftsOn(this.database, query.day, own(caller));
  }

  private async report(shiftId: string, officer: string | undefined): Promise<unknown> {
    const report = await storedShift(this.database, shiftId, officer);
    if (report === undefined) throw new Problem('shift-not-found', rejections['shift-not-found']);
    return report;
  }
}

const of = (officer: string, shiftId: string, at: InputOf<typeof api.openShift>['now']) => ({
  officer,
  shiftId,
  at,
  stream: shiftStream(uuidOf(officer)),
});

/** An officer sees their own shifts only. */
const own = (caller: Caller): string | undefined =>
  caller.role === 'tax-desk' ? identityOf(caller) : undefined;
