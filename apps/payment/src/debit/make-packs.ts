import { dayOf, millisecondsBetween, type Instant } from '@canbao/calendar';
import { debitItem, debitPack, packItemsMax, type PackState } from '@canbao/domain-payment';
import type { Database } from '@canbao/postgres';
import { debitLimit } from '@canbao/rules';
import type { Commands } from '@canbao/service-kit';
import type { Bank } from '@canbao/vocabulary';
import { packsOn, readyCounts, readyItems, type RunRow } from '../views/debit-rows';

const job = 'debit-runs';
/** Configuration: so long a pack that is not full waits for answers of assessment that are due. */
const patienceMs = 10 * 60_000;

/**
 * Packs what is ready, bank by bank: full packs at once, the rest when no answer of assessment is due any
 * more. True when there may be more.
 */
export const makePacks = async (
  database: Database,
  commands: Commands,
  run: RunRow,
  at: Instant,
): Promise<boolean> => {
  const counts = await readyCounts(database, run.runId);
  const isDue = counts.some(({ asked }) => asked > 0) || run.status === 'asking';
  const waits = isDue && millisecondsBetween(run.openedAt, at) < patienceMs;
  let made = false;
  for (const { bank, ready } of counts)
    if (ready >= packItemsMax || (ready > 0 && !waits))
      made = (await makePack(database, commands, run, bank, at)) || made;
  return made;
};

/** By what became of an agreement since its month was quoted. */
const whyNot: Readonly<Record<string, string>> = {
  stopped: 'agreement-stopped',
  changed: 'agreement-changed',
};

const makePack = async (
  database: Database,
  commands: Commands,
  run: RunRow,
  bank: Bank,
  at: Instant,
): Promise<boolean> => {
  const { runId } = run;
  const candidates = await readyItems(database, runId, bank, packItemsMax);
  const [agreed, ended] = [
    candidates.filter(({ agreementStatus }) => agreementStatus === 'verified'),
    candidates.filter(({ agreementStatus }) => agreementStatus !== 'verified'),
  ];
  await Promise.all(
    ended.map(({ itemId, personId, insurance, month, agreementStatus }) =>
      commands.act(job, personId, debitItem, {
        type: 'LeaveOut',
        itemId,
        runId,
        personId,
        insurance,
        month,
        because: whyNot[agreementStatus] ?? 'agreement-not-verified',
        at,
      }),
    ),
  );
  if (agreed.length === 0) return ended.length > 0;
  const entrustDate = dayOf(at);
  const executed = await commands.act(job, runId, debitPack, {
    type: 'MakePack',
    runId,
    bank,
    entrustDate,
    packNo: String((await packsOn(database, entrustDate)) + 1).padStart(8, '0'),
    items: agreed,
    until: run.until < entrustDate ? debitLimit(entrustDate) : run.until,
    at,
  });
  const behind = stayedBehind(executed, agreed);
  if (behind === 'number-taken') return true;
  const left = await Promise.all(
    behind.map(({ itemId, personId, insurance, month }) =>
      commands.act(job, personId, debitItem, {
        type: 'LeaveOutPaid',
        itemId,
        runId,
        personId,
        insurance,
        month,
        at,
      }),
    ),
  );
  return (
    behind.length < agreed.length ||
    left.some((each) => each.outcome === 'accepted' && each.events.length > 0)
  );
};

/** What came of a command to make a pack. */
type Packing =
  | { readonly outcome: 'rejected' | 'replayed' | 'key-reused' | 'already-handled' }
  | {
      readonly outcome: 'accepted';
      readonly events: readonly { readonly type: string; readonly data: object }[];
      readonly state: Pick<PackState, 'status'>;
    };

/**
 * The items that a pack was made without: they may have been paid meanwhile. Where another run had taken its
 * number nothing is known of them: they are as ready as before, for the next number.
 */
export const stayedBehind = <Item extends { readonly itemId: string }>(
  executed: Packing,
  items: readonly Item[],
): readonly Item[] | 'number-taken' => {
  if (executed.outcome !== 'accepted') return items;
  const packed = new Set<unknown>(
    executed.events.flatMap(({ type, data }) =>
      type === 'DebitItemPacked' && 'itemId' in data ? [data.itemId] : [],
    ),
  );
  if (packed.size === 0 && executed.state.status !== 'new') return 'number-taken';
  return items.filter(({ itemId }) => !packed.has(itemId));
};
