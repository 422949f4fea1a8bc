import { hash } from 'node:crypto';
import type { Instant } from '@canbao/calendar';
import {
  answeredItems,
  debitAgreement,
  debitPack,
  debitRejections,
  debitResult,
  isConflictingFile,
  ordersPaidElsewhere,
  paymentOrder,
  paymentOrderEvents,
  subjectOf,
  type PackedItem,
  type PackName,
  type PackState,
  type ResultLine,
} from '@canbao/domain-payment';
import { canonicalJson } from '@canbao/event-sourcing';
import { Problem, type Commands } from '@canbao/service-kit';

/** What a bank said of one pack: `digest` is that of what it said. */
export interface SaidOfPack extends PackName {
  readonly digest: string;
  readonly lines: readonly ResultLine[];
}

/** A pack after what was said of it, and whether that contradicts what was known. */
export interface Booked {
  readonly pack: PackState;
  readonly isConflicting: boolean;
}

/**
 * Keeps what a bank said of a pack, and brings it into the books, item by item. Said again, it books nothing
 * twice, and finishes what was interrupted.
 * @throws Problem where the pack, or what is said of it, is refused whole.
 */
export const bookResults = async (
  commands: Commands,
  actor: string,
  said: SaidOfPack,
  at: Instant,
): Promise<Booked> => {
  const command = { type: 'ReceiveResults', ...said, at } as const;
  const subject = `${said.entrustDate} ${said.packNo}`;
  const executed = await commands.act(actor, subject, debitPack, command);
  if (executed.outcome === 'rejected')
    throw new Problem(executed.reason, debitRejections[executed.reason], { details: executed.details });
  if (executed.outcome !== 'accepted') throw Problem.general('internal');
  const pack = executed.state;
  await bookAnswers(commands, actor, pack, at);
  return { pack, isConflicting: isConflictingFile(command, pack) };
};

/** Brings into the books what is known of a pack's items. */
export const bookAnswers = async (
  commands: Commands,
  actor: string,
  pack: PackState,
  at: Instant,
): Promise<void> => {
  const { made } = pack;
  if (made === undefined) return;
  const { runId, entrustDate } = made;
  await Promise.all(
    answeredItems(pack).map(async ({ item, line }) => {
      const { itemId, personId, insurance, month } = item;
      const fingerprint = hash('sha256', canonicalJson({ itemId, amount: line.amount, paidAt: line.paidAt }));
      const named = { itemId, runId, personId, insurance, month };
      const executed = await commands.act(actor, personId, debitResult, {
        type: 'BookResult',
        ...named,
        entrustDate,
        line,
        fingerprint,
        at,
      });
      await endAgreement(commands, actor, item, line, at);
      if (executed.outcome !== 'accepted') return;
      await closeOthers(commands, actor, executed.events.filter(paymentOrderEvents.has), itemId, at);
    }),
  );
};

/** A debit that the bank refuses for good says that the agreement has ended on its side. */
const endAgreement = async (
  commands: Commands,
  actor: string,
  { personId, agreementId, protocolNo }: PackedItem,
  { because, said }: ResultLine,
  at: Instant,
): Promise<void> => {
  if (because === undefined) return;
  const named = { personId, agreementId, protocolNo };
  const command = { type: 'NoteRefusedDebit', ...named, because, said, at } as const;
  await commands.act(actor, personId, debitAgreement, command);
};

/** An order that held the month, where the bank had been late: the money was faster than the payer. */
const closeOthers = async (
  commands: Commands,
  actor: string,
  events: Parameters<typeof ordersPaidElsewhere>[0],
  itemId: string,
  at: Instant,
): Promise<void> => {
  for (const orderId of ordersPaidElsewhere(events).filter((other) => other !== itemId))
    await commands.act(actor, subjectOf(orderId), paymentOrder, { type: 'ClosePaidElsewhere', orderId, at });
};
