import { day, dayAfter, dayBefore, dayOf, daysBetween, type Day, type Instant } from '@canbao/calendar';
import {
  paymentOrder,
  subjectOf,
  type PaymentCommand,
  type Told,
  type TreasuryFlow,
  type TreasuryPort,
} from '@canbao/domain-payment';
import type { CaseKind } from '@canbao/domain-reconciliation';
import { fromFen, sum, toFen, type Yuan } from '@canbao/money';
import type { Database } from '@canbao/postgres';
import { present, type Commands } from '@canbao/service-kit';
import { caseIdOf, proveCase, raiseCase } from './case-desk';
import {
  answered,
  askAgain,
  daysToAskAgain,
  flowReference,
  returnReference,
  type Ask,
} from './treasury-asks';
import {
  markAsked,
  markReceived,
  markReturned,
  markSent,
  ownerOf,
  returnOf,
  returnsToAsk,
  unsentPacks,
  type Owner,
} from './treasury-items';

interface Work {
  readonly database: Database;
  readonly commands: Commands;
  readonly treasury: TreasuryPort;
  readonly now: Instant;
}
type Flow = Extract<TreasuryFlow, { status: 'there' }>;
const actor = 'treasury';

/** Configuration: days after which money that has not arrived is a case. */
const lateAfterDays = 9;

/** Tells the treasury what was paid, and asks for the money of refunds; sent again until it is taken. */
export const tellTreasury = async (work: Work): Promise<void> => {
  const { database, treasury, now } = work;
  const today = dayOf(now);
  for (const { reference, ...pack } of await unsentPacks(database, now)) {
    const told = await treasury.tell(pack, today);
    const fen = toFen(sum(pack.items.map(({ amount }) => amount)));
    if (told.outcome === 'taken') await markSent(database, pack, now);
    await noteAnswer(work, { reference, fen }, saidOf(told));
  }
  for (const request of await returnsToAsk(database, now)) {
    const { refundNo, amount } = request;
    const told = await treasury.askReturn(request, today);
    if (told.outcome === 'taken') await markAsked(database, refundNo, now);
    const ask = { reference: returnReference(refundNo), fen: toFen(amount) };
    await noteAnswer(work, ask, saidOf(told));
  }
};

const saidOf = (told: Told): string | undefined => (told.outcome === 'taken' ? undefined : told.said);

/** `said` in place of an answer has the question asked again later. */
const noteAnswer = ({ database, now }: Work, ask: Ask, said: string | undefined): Promise<unknown> =>
  said === undefined ? answered(database, ask.reference, now) : askAgain(database, ask, said, now);

/**
 * Reads the treasury's days since the last one that was read. A day that it does not give is asked for again,
 * and holds up none of the days after it.
 */
export const readFlows = async (work: Work): Promise<void> => {
  const { database, now } = work;
  const [row] = await database.query<{ day: Day | null }>(
    `select min(entrust_date)::text as day from treasury_items where sent_at is not null`,
  );
  if (row?.day === null || row === undefined) return;
  for (const silent of await daysToAskAgain(database, now)) await readFlow(work, silent);
  const yesterday = dayBefore(dayOf(now));
  for (let read = await nextToRead(database, row.day); read <= yesterday; read = dayAfter(read)) {
    await readFlow(work, read);
    await database.query(
      `insert into day_end_cursor values ('treasury', $1) on conflict (name) do update set
         position = greatest(day_end_cursor.position, excluded.position)`,
      [daysBetween(epoch, read)],
    );
  }
};

const readFlow = async (work: Work, of: Day): Promise<void> => {
  const flow = await work.treasury.flow(of);
  const said = flow.status === 'there' ? await bookFlow(work, flow) : flow.said;
  await noteAnswer(work, { reference: flowReference(of), fen: 0n }, said);
};

const epoch = day('2000-01-01');

const nextToRead = async (database: Database, first: Day): Promise<Day> => {
  const [row] = await database.query<{ day: Day }>(
    `select (date '${epoch}' + position::int + 1)::text as day from day_end_cursor
     where name = 'treasury'`,
  );
  return row === undefined || row.day < first ? first : row.day;
};

/** Books what the flow tells, each thing once; says what cannot be booked before a flow that is missing. */
const bookFlow = async (
  work: Work,
  { receipts, corrections, returns }: Flow,
): Promise<'correction-before-receipt' | undefined> => {
  let waiting: 'correction-before-receipt' | undefined;
  for (const receipt of receipts) await bookReceipt(work, receipt);
  for (const { item, insurance, amount, correctionNo, correctedOn } of corrections) {
    const owner = await ownerOf(work.database, item);
    if (owner === undefined) {
      await open(work, 'treasury-unknown', `3124 ${correctionNo}`, amount, '国库更正无对应缴费');
      continue;
    }
    const about = { ...aboutOf(owner), insurance, amount, item, correctionNo, correctedOn };
    const executed = await run(work, { type: 'CorrectTreasuryReceipt', ...about });
    if (executed.outcome === 'rejected') {
      waiting = 'correction-before-receipt';
      continue;
    }
    await markReceived(work.database, item, { on: null, fen: toFen(amount) });
    const proof = { reference: `3124 ${correctionNo}`, amount } as const;
    await close(work, caseIdOf('treasury-amount', keyOf(item)), { kind: 'treasury-message', ...proof });
    // It came late, with another amount than was missing.
    await close(work, caseIdOf('treasury-missing', keyOf(item)), { kind: 'treasury-receipt', ...proof });
  }
  for (const { refundNo, amount, returnedOn } of returns) {
    const owner = await returnOf(work.database, refundNo);
    if (owner === undefined) {
      await open(work, 'treasury-unknown', `3123 ${refundNo}`, amount, '国库退库无对应退费');
      continue;
    }
    const { months: _, ...about } = aboutOf(owner);
    await run(work, {
      type: 'RecordTreasuryReturn',
      ...about,
      insurance: owner.insurance,
      amount,
      refundNo,
      returnedOn,
      ...(owner.account === null ? {} : { account: owner.account }),
    });
    await markReturned(work.database, refundNo, returnedOn);
    const asked = fromFen(BigInt(owner.fen));
    if (amount !== asked)
      await open(work, 'treasury-amount', `3123 ${refundNo}`, asked, `退库金额不符: ${amount}`, owner);
  }
  return waiting;
};

const bookReceipt = async (work: Work, { item, insurance, amount, receivedOn }: Flow['receipts'][number]) => {
  const { database } = work;
  const reference = keyOf(item);
  const owner = await ownerOf(database, item);
  if (owner === undefined) return open(work, 'treasury-unknown', reference, amount, '国库入库流水无对应缴费');
  const executed = await run(work, {
    type: 'RecordTreasuryReceipt',
    ...aboutOf(owner),
    insurance,
    amount,
    item,
    receivedOn,
  });
  const events = executed.outcome === 'accepted' ? executed.events : [];
  if (events.some(({ type }) => type === 'TreasuryReceiptConflicted'))
    return open(work, 'treasury-conflict', reference, amount, '同一入库流水两次内容不同', owner);
  if (events.length === 0) return;
  await markReceived(database, item, { on: receivedOn, fen: toFen(amount) });
  const late = { kind: 'treasury-receipt', reference: `3126 ${reference}`, amount } as const;
  await close(work, caseIdOf('treasury-missing', reference), late);
  if (amount !== fromFen(BigInt(owner.fen)))
    await open(
      work,
      'treasury-amount',
      reference,
      fromFen(BigInt(owner.fen)),
      `入库金额不符: ${amount}`,
      owner,
    );
};

/** Money that has not arrived in time is a case of the treasury's. */
export const missReceipts = async (work: Work): Promise<void> => {
  const rows = await work.database.query<Owner & { readonly reference: string }>(
    `select order_id as "orderId", person_id as "personId", channel, insurance, month, fen::text as fen,
       to_char(entrust_date, 'YYYYMMDD') || tax_org_code || tra_no as reference
     from treasury_items where received_on is null and entrust_date <= $1::date - ${lateAfterDays}
       and not exists (
         select from cases c
         where c.kind = 'treasury-missing' and c.order_id = treasury_items.order_id
           and c.reference = to_char(entrust_date, 'YYYYMMDD') || tax_org_code || tra_no)
     order by entrust_date limit 200`,
    [dayOf(work.now)],
  );
  for (const { reference, ...owner } of rows)
    await open(work, 'treasury-missing', reference, fromFen(BigInt(owner.fen)), '逾期未入库', owner);
};

const keyOf = ({ entrustDate, taxOrgCode, traNo }: Flow['receipts'][number]['item']): string =>
  `${entrustDate.replaceAll('-', '')}${taxOrgCode}${traNo}`;

const aboutOf = ({ orderId, personId, channel, month }: Owner) => ({
  orderId,
  personId,
  channel,
  months: [month as never],
});

const run = ({ commands }: Work, command: PaymentCommand) =>
  commands.act(actor, subjectOf(command.orderId), paymentOrder, command);

const open = (
  work: Work,
  kind: CaseKind,
  reference: string,
  amount: Yuan,
  cause: string,
  owner?: Owner,
): Promise<void> => {
  const { orderId, personId, channel, insurance } = owner ?? {};
  const subject = { reference, ...present({ orderId, personId, channel, insurance }) };
  return raiseCase({ ...work, actor }, { kind, subject, amount, cause });
};

const close = (
  work: Work,
  caseId: string,
  proof: { kind: 'treasury-message' | 'treasury-receipt'; reference: string; amount: Yuan },
) => proveCase({ ...work, actor }, caseId, proof);
