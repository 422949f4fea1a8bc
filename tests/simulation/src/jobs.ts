import {
  contactBureau,
  posting,
  postingEvents,
  postingOf,
  type DuePosting,
  type Obligation,
} from '@canbao/domain-ledger-sync';
import type { Commands } from '@canbao/service-kit';
import { payments } from './mistaken-payments';
import { readingSilenceAsRefusal, resendingUnderNewIds } from './mistakes';
import { openOrders } from './orders';
import type { Process } from './scheduler';
import type { Setting } from './setting';
import type { Tables } from './tables';

/** Until when a posting is leased to a worker, by stream. */
export type Leases = Map<string, { status: string; attempts: number; dueMs: number }>;

const unsettled: readonly string[] = ['requested', 'unknown', 'reversing'];

/** Contacts the bureaus about everything that is due. */
export const postBundles = async (
  setting: Setting,
  leases: Leases,
  process: Process,
  commands: Commands,
): Promise<void> => {
  const { scheduler, clock } = setting;
  for (;;) {
    const due = lease(setting, leases);
    if (due === undefined) {
      await scheduler.sleep(process, setting.pollMs);
      continue;
    }
    // Who reads the events needs no call.
    const isReading = setting.readers.some(({ insurance }) => insurance === due.insurance);
    if (isReading && setting.bugs.asksReadersToo !== true) continue;
    const bureau = bureauOf(setting, process, due.insurance);
    const command = await contactBureau(bureau, due, () => clock.now());
    if (command !== undefined) await commands.act('post-bundles', due.personId, posting, command);
  }
};

/** Closes the orders whose time to pay is over. */
export const expireOrders = async (setting: Setting, process: Process, commands: Commands): Promise<void> => {
  const { scheduler, clock, tables, bugs } = setting;
  for (;;) {
    await scheduler.sleep(process, setting.pollMs);
    const now = clock.now();
    for (const { orderId, personId, payBy } of openOrders(tables.payment)) {
      if (payBy > now) continue;
      const command = { type: 'ExpireOrder', orderId, at: now } as const;
      await commands.act('expire-orders', personId, payments(bugs), command);
    }
  }
};

/** Whether a bureau is still to be contacted about any posting. */
export const hasDuePostings = (tables: Tables): boolean =>
  [...tables.streams.keys()].some((stream) =>
    unsettled.includes(storedPosting(tables, stream)?.state.status ?? ''),
  );

/**
 * The paid months that their bureaus have refused to book, and that no refund case takes out of the way; and
 * those that they have refused to reverse.
 */
export const refusedPostings = (tables: Tables): Obligation[] =>
  [...tables.streams.keys()].flatMap((stream) => {
    const found = storedPosting(tables, stream);
    if (found === undefined) return [];
    const { personId, insurance, month, item, state } = found;
    const { status, refundDue, refundRequested } = state;
    const isRefused = status === 'refused' && refundDue === undefined && refundRequested !== true;
    if (!isRefused && status !== 'reversal-refused') return [];
    return [{ personId, insurance, month, ...(item === undefined ? {} : { item }) }];
  });

const bureauOf = (
  { bureaus, bugs, scheduler }: Setting,
  process: Process,
  insurance: 'pension' | 'medical',
) => {
  const bureau = bureaus[insurance].seenBy(process);
  if (bugs.resendsUnderNewId === true) return resendingUnderNewIds(bureau, () => scheduler.uuid());
  return bugs.readsSilenceAsRefusal === true ? readingSilenceAsRefusal(bureau) : bureau;
};

/** Does what the search for unanswered postings and the leases of `posting_work` do in the database. */
const lease = ({ tables, scheduler }: Setting, leases: Leases): DuePosting | undefined => {
  for (const stream of tables['ledger-sync'].streams.keys()) {
    const due = storedPosting(tables['ledger-sync'], stream);
    if (due === undefined || !unsettled.includes(due.state.status)) continue;
    const held = leases.get(stream);
    const status = `${due.state.status} ${due.state.requestId}`;
    const isSame = held?.status === status;
    if (isSame && held.dueMs > scheduler.nowMs) continue;
    const attempts = isSame ? held.attempts + 1 : 1;
    const waitMs = Math.min(300_000, 5_000 * 2 ** Math.min(attempts, 6));
    leases.set(stream, { status, attempts, dueMs: scheduler.nowMs + waitMs });
    return { ...due, attempts };
  }
  return undefined;
};

const storedPosting = (tables: Tables, stream: string): Omit<DuePosting, 'attempts'> | undefined =>
  postingOf((tables.streams.get(stream) ?? []).filter(postingEvents.has));
