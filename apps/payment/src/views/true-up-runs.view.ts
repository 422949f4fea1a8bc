import type { Instant } from '@canbao/calendar';
import { trueUpRunEvents, type AnyPaymentEvent, type TrueUpRunEvent } from '@canbao/domain-payment';
import type { StoredEvent } from '@canbao/event-sourcing';
import { instantText, type Database, type InlineView, type Statement } from '@canbao/postgres';
import type { Insurance } from '@canbao/vocabulary';

/** Runs of a true-up as they stand: they are few, so a statement for each event. */
export const trueUpRunsView: InlineView<AnyPaymentEvent> = {
  name: 'true-up-runs',
  tables: [
    {
      name: 'true_up_runs',
      derived: ['run_id', 'insurance', 'year', 'status', 'is_stopped', 'opened_at', 'position'],
    },
  ],
  statements: (events) => events.filter(trueUpRunEvents.has).map(statementOf),
};

const statementOf = (event: StoredEvent<TrueUpRunEvent>): Statement => {
  const { runId } = event.data;
  switch (event.type) {
    case 'TrueUpRunOpened': {
      const { insurance, year, at } = event.data;
      return {
        name: 'open-true-up-run',
        text: `insert into true_up_runs (run_id, insurance, year, status, opened_at, position)
          values ($1, $2, $3, 'rehearsing', $4, committed_position($5))`,
        values: [runId, insurance, year, at, event.position],
      };
    }
    case 'TrueUpStopped':
    case 'TrueUpResumed':
      return {
        name: 'stop-true-up-run',
        text: 'update true_up_runs set is_stopped = $2 where run_id = $1',
        values: [runId, event.type === 'TrueUpStopped'],
      };
    default:
      return {
        name: 'move-true-up-run',
        text: 'update true_up_runs set status = $2 where run_id = $1',
        values: [runId, statuses[event.type]],
      };
  }
};

const statuses = {
  TrueUpRehearsed: 'rehearsed',
  TrueUpActivated: 'activating',
  TrueUpCompleted: 'completed',
} as const;

/** A run in a list. */
export interface TrueUpRunRow extends Record<string, unknown> {
  readonly runId: string;
  readonly insurance: Insurance;
  readonly year: number;
  readonly status: 'rehearsing' | 'rehearsed' | 'activating' | 'completed' | 'stopped';
  readonly openedAt: Instant;
}

const listedMax = 50;

/** The latest runs. */
export const latestTrueUpRuns = (database: Database): Promise<TrueUpRunRow[]> =>
  database.query(
    `select run_id as "runId", insurance, year, case when is_stopped then 'stopped' else status end as status,
       ${instantText('opened_at')} as "openedAt"
     from true_up_runs order by position desc limit ${listedMax}`,
  );

/** The oldest run that has something to be done. */
export const workingTrueUpRun = async (
  database: Database,
): Promise<{ readonly runId: string; readonly status: 'rehearsing' | 'activating' } | undefined> => {
  const [row] = await database.query<{ runId: string; status: 'rehearsing' | 'activating' }>(
    `select run_id as "runId", status from true_up_runs
     where status in ('rehearsing', 'activating') and not is_stopped order by position limit 1`,
  );
  return row;
};
