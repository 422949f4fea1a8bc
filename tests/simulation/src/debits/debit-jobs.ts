import { hash } from 'node:crypto';
import { dayOf, millisecondsBetween } from '@canbao/calendar';
import {
  answeredItems,
  debitAgreement,
  debitItem,
  debitPack,
  debitResult,
  debitRun,
  ordersPaidElsewhere,
  paymentOrderEvents,
  subjectOf,
  type DebitBank,
  type PackState,
  type ResultLine,
} from '@canbao/domain-payment';
import { debitLimit } from '@canbao/rules';
import { uuidOf, type Commands } from '@canbao/service-kit';
import { payments } from '../mistaken-payments';
import type { Process } from '../scheduler';
import type { Setting } from '../setting';
import { agreementsIn, isUnderWay, itemsIn, packsIn, runsIn } from './debit-books';
import { mistakenBank } from './mistaken-debits';

const job = 'debit-runs';
/** A pack that is not full waits so long for answers of assessment. */
const patienceMs = 10_000;
const account = { number: '6217000000000000000', holder: 'simulated' };

/** What carrying on a batch needs. */
interface Work {
  readonly setting: Setting;
  readonly commands: Commands;
  readonly bank: DebitBank;
}
type Made = PackState & Required<Pick<PackState, 'made'>>;

/** Carries batch debits on, as the job of payment does. */
export const runDebits = async (setting: Setting, process: Process, commands: Commands): Promise<void> => {
  const { scheduler, tables, debitBanks, bugs } = setting;
  const work = { setting, commands, bank: mistakenBank(bugs, debitBanks.seenBy(process)) };
  for (;;) {
    await scheduler.sleep(process, setting.pollMs * 2);
    await verifyAgreements(work);
    for (const run of runsIn(tables.payment))
      if (run.status === 'asking') await askAgreements(work, run.opened);
      else if (run.status === 'asked') await carryOn(work, run.opened);
    for (const pack of packsIn(tables.payment)) if (isDue(setting, pack)) await talk(work, pack);
  }
};

type Opened = ReturnType<typeof runsIn>[number]['opened'];

const verifyAgreements = async ({ setting, commands, bank }: Work): Promise<void> => {
  for (const { agreementId, personId, protocolNo, bank: of, status } of agreementsIn(
    setting.tables.payment,
  )) {
    if (status !== 'awaiting-bank') continue;
    const at = setting.clock.now();
    const confirmed = await bank.verify({ protocolNo, bank: of, account, at });
    if (confirmed.outcome === 'unknown') continue;
    const { outcome: _, ...refused } = confirmed;
    const named = { type: 'NoteVerification', personId, agreementId, protocolNo, at } as const;
    const command = 'because' in refused ? { ...named, refused } : named;
    await commands.act(job, personId, debitAgreement, command);
  }
};

/** The month of the run, and the months that failed in earlier ones. */
const askAgreements = async ({ setting, commands }: Work, run: Opened): Promise<void> => {
  const { tables, clock } = setting;
  const agreements = agreementsIn(tables.payment).filter(({ status }) => status === 'verified');
  let asked = 0;
  for (const { agreementId, personId, payerId, bank, insurances } of agreements)
    for (const insurance of insurances) {
      const failed = itemsIn(tables.payment).filter(
        (item) =>
          item.asked.agreementId === agreementId &&
          item.asked.insurance === insurance &&
          item.asked.month < run.month &&
          ['DebitItemFailed', 'DebitItemVoided'].includes(item.status),
      );
      for (const month of new Set([...failed.map((item) => item.asked.month), run.month])) {
        const { runId, until } = run;
        const itemId = uuidOf(`debit|${runId}|${personId}|${insurance}|${month}`);
        const about = { itemId, runId, personId, insurance, month, agreementId, payerId, bank, until };
        const command = { type: 'RequestDebit', ...about, at: clock.now() } as const;
        await commands.act(job, personId, debitItem, command);
        asked += 1;
      }
    }
  const after = agreements.at(-1)?.agreementId ?? '';
  const command = { type: 'NoteAsked', runId: run.runId, after, asked, isLast: true } as const;
  await commands.act(job, run.runId, debitRun, command);
};

const carryOn = async (work: Work, run: Opened): Promise<void> => {
  const { tables, clock } = work.setting;
  const items = itemsIn(tables.payment).filter(({ asked }) => asked.runId === run.runId);
  const isWaiting =
    items.some(({ status }) => status === 'DebitRequested') &&
    millisecondsBetween(run.openedAt, clock.now()) < patienceMs;
  const ready = items.filter(({ status }) => status === 'DebitItemReady');
  if (!isWaiting)
    for (const bank of new Set(ready.map(({ asked }) => asked.bank)))
      await makePack(
        work,
        run,
        ready.filter(({ asked }) => asked.bank === bank),
      );
  if (items.some(isUnderWay)) return;
  const command = { type: 'CloseRun', runId: run.runId, at: clock.now() } as const;
  await work.commands.act(job, run.runId, debitRun, command);
};

/** What an agreement no longer covers is left out before the pack is made. */
const makePack = async (
  { setting, commands }: Work,
  { runId, until }: Opened,
  ready: ReturnType<typeof itemsIn>,
): Promise<void> => {
  const { tables, clock } = setting;
  const agreed = new Set(
    agreementsIn(tables.payment)
      .filter(({ status }) => status === 'verified')
      .map(({ agreementId }) => agreementId),
  );
  for (const { asked } of ready.filter((item) => !agreed.has(item.asked.agreementId))) {
    const { itemId, personId, insurance, month } = asked;
    const named = { itemId, runId, personId, insurance, month };
    const command = { type: 'LeaveOut', ...named, because: 'agreement-stopped', at: clock.now() } as const;
    await commands.act(job, personId, debitItem, command);
  }
  const packed = ready.filter((item) => agreed.has(item.asked.agreementId));
  const [first] = packed;
  if (first === undefined) return;
  const entrustDate = dayOf(clock.now());
  const made = packsIn(tables.payment).filter((pack) => pack.made.entrustDate === entrustDate).length;
  await commands.act(job, runId, debitPack, {
    type: 'MakePack',
    runId,
    bank: first.asked.bank,
    entrustDate,
    packNo: String(made + 1).padStart(8, '0'),
    items: packed.map(({ asked }) => asked),
    until: until < entrustDate ? debitLimit(entrustDate) : until,
    at: clock.now(),
  });
  for (const { asked } of packed) {
    const { itemId, personId, insurance, month } = asked;
    const named = { itemId, runId, personId, insurance, month };
    await commands.act(job, personId, debitItem, { type: 'LeaveOutPaid', ...named, at: clock.now() });
  }
};

/** Whether the pack is to be sent, or some of its items have no end; doubling waits in between. */
const isDue = ({ scheduler, questions, tables }: Setting, { made, status }: Made): boolean => {
  const own = new Set(made.items.map(({ itemId }) => itemId));
  const isOpen = itemsIn(tables.payment).some(
    (item) => own.has(item.itemId) && ['DebitItemPacked', 'DebitItemUnknown'].includes(item.status),
  );
  if (status !== 'made' && !isOpen) return false;
  const key = `${made.entrustDate} ${made.packNo}`;
  const row = questions.get(key) ?? { phase: status, asked: 0, dueMs: 0 };
  if (row.dueMs > scheduler.nowMs) return false;
  const asked = row.asked + 1;
  questions.set(key, { ...row, asked, dueMs: scheduler.nowMs + Math.min(8_000, 500 * 2 ** asked) });
  return true;
};

const talk = async (work: Work, pack: Made): Promise<void> => {
  const { setting, bank } = work;
  const { made } = pack;
  if (pack.status === 'refused') return bookAnswers(work, { ...pack, results: refusedLines(pack) });
  // A pack that may have arrived is asked about first.
  const results = await bank.results(made, setting.clock.now());
  if (results.status === 'never-came') {
    const items = made.items.map((item) => ({ ...item, account }));
    const sent = await bank.send({ ...made, items });
    if (sent.outcome === 'unknown') return;
    return note(work, made, sent.outcome === 'refused' ? sent.said : undefined);
  }
  if (results.status !== 'there' && results.status !== 'not-ready') return;
  if (pack.status === 'made') await note(work, made);
  if (results.status !== 'there') return;
  const lines = [...results.lines, ...leftOut(results.lines, pack)];
  const at = setting.clock.now();
  const { entrustDate, packNo } = made;
  const digest = hash('sha256', JSON.stringify(lines));
  const command = { type: 'ReceiveResults', entrustDate, packNo, digest, lines, at } as const;
  const executed = await work.commands.act(job, made.runId, debitPack, command);
  if (executed.outcome !== 'accepted') {
    setting.faults.push(`debits: the results of ${entrustDate} ${packNo} are ${executed.outcome}`);
    return;
  }
  await bookAnswers(work, executed.state);
  if (made.until < dayOf(at)) await voidUnknown(work, executed.state);
};

const note = async (
  { setting, commands }: Work,
  { entrustDate, packNo, runId }: Made['made'],
  said?: string,
): Promise<void> => {
  const refused = said === undefined ? {} : { refused: said };
  const command = { type: 'NoteSent', entrustDate, packNo, at: setting.clock.now(), ...refused } as const;
  await commands.act(job, runId, debitPack, command);
};

const refusedLines = ({ made }: Made): PackState['results'] =>
  Object.fromEntries(
    made.items.map(({ traNo, amount }): [string, ResultLine] => [
      traNo,
      { traNo, amount, outcome: 'failed', because: 'refused-by-bank', said: 'pack' },
    ]),
  );

/** What the file leaves out, the bank does not know. */
const leftOut = (lines: readonly ResultLine[], { made, results }: Made): ResultLine[] =>
  made.items
    .filter(({ traNo }) => results[traNo] === undefined && lines.every((line) => line.traNo !== traNo))
    .map(({ traNo, amount }) => ({ traNo, amount, outcome: 'unknown', said: '94999' }));

export const bookAnswers = async (
  { setting, commands }: Pick<Work, 'setting' | 'commands'>,
  pack: PackState,
): Promise<void> => {
  const { clock, bugs } = setting;
  const { runId = '', entrustDate = dayOf(clock.now()) } = pack.made ?? {};
  for (const { item, line } of answeredItems(pack)) {
    const { itemId, personId, insurance, month } = item;
    const fingerprint = hash('sha256', JSON.stringify([itemId, line.amount, line.paidAt]));
    const named = { itemId, runId, personId, insurance, month, entrustDate, line, fingerprint };
    const command = { type: 'BookResult', ...named, at: clock.now() } as const;
    const executed = await commands.act(job, personId, debitResult, command);
    if (executed.outcome !== 'accepted') continue;
    for (const orderId of ordersPaidElsewhere(executed.events.filter(paymentOrderEvents.has))) {
      if (orderId === itemId) continue;
      const closing = { type: 'ClosePaidElsewhere', orderId, at: clock.now() } as const;
      await commands.act(job, subjectOf(orderId), payments(bugs), closing);
    }
  }
};

/** The bank's limit is over, and it has just said that it still does not know. */
const voidUnknown = async ({ setting, commands }: Work, { made, results }: PackState): Promise<void> => {
  for (const { itemId, personId, insurance, month, traNo } of made?.items ?? []) {
    if (results[traNo]?.outcome !== 'unknown') continue;
    const named = { itemId, runId: made?.runId ?? '', personId, insurance, month };
    const command = { type: 'VoidItem', ...named, said: '94999', at: setting.clock.now() } as const;
    await commands.act(job, personId, debitResult, command);
  }
};
