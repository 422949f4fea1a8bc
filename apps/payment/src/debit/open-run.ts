import { currentMonth, dayOf, type Instant } from '@canbao/calendar';
import { debitRun } from '@canbao/domain-payment';
import { debitLimit } from '@canbao/rules';
import type { Commands } from '@canbao/service-kit';

/** Opens a run of today for the current month; one that is there stays as it is. */
export const openRun = async (
  commands: Commands,
  actor: string,
  runId: string,
  because: string,
  at: Instant,
): Promise<void> => {
  const entrustDate = dayOf(at);
  await commands.act(actor, runId, debitRun, {
    type: 'OpenRun',
    runId,
    month: currentMonth(at),
    entrustDate,
    until: debitLimit(entrustDate),
    because,
    at,
  });
};
