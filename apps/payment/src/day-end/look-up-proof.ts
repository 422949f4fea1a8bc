import type { Evidence, ProofKind } from '@canbao/domain-reconciliation';
import { fromFen, isAmount } from '@canbao/money';
import type { Database } from '@canbao/postgres';
import type { CaseRow } from '../views/cases.view';

/** Events that prove something of each kind. */
const eventsOf: Readonly<Partial<Record<ProofKind, readonly string[]>>> = {
  receipt: ['PaymentCaptured', 'ReceiptKeptInSuspense', 'UnidentifiedReceiptKept'],
  reversal: ['CollectionReversed', 'UnidentifiedReceiptReversed'],
  'treasury-receipt': ['TreasuryReceived', 'TreasuryReceiptCorrected'],
};

/**
 * The proof that an operator names, as it is found: an event or a line about the case's own item, with its
 * amount. Answers of others have a number of theirs and are believed by two operators. Undefined where there
 * is no such thing.
 */
export const lookUpProof = async (
  database: Database,
  row: CaseRow,
  proof: { readonly kind: string; readonly reference: string; readonly amount?: string | undefined },
): Promise<Evidence | undefined> => {
  const kind = proof.kind as ProofKind;
  const { reference } = proof;
  if (row.kind === 'bureau-total') return totalsOf(database, row, reference);
  if (kind === 'statement-line') return lineOf(database, row, reference);
  const types = eventsOf[kind];
  if (types !== undefined) return eventOf(database, row, { kind, reference, types });
  const amount = proof.amount !== undefined && isAmount(proof.amount) ? proof.amount : undefined;
  return { kind, reference, ...(amount === undefined ? {} : { amount }) };
};

/** Totals of the same day that both sides have alike. */
const totalsOf = async (
  database: Database,
  { reference: about }: CaseRow,
  reference: string,
): Promise<Evidence | undefined> => {
  const [found] = await database.query(
    `select 1 from bureau_days where 'totals ' || totals_id = $1 and outcome = 'agreed'
     and insurance = split_part($2, ' ', 1) and day::text = split_part($2, ' ', 2)`,
    [reference, about],
  );
  return found && { kind: 'bureau-answer', reference };
};

const lineOf = async (database: Database, row: CaseRow, reference: string): Promise<Evidence | undefined> => {
  const [, statement, line] = /^statement (\d{1,18}) line (\d{1,9})$/.exec(reference) ?? [];
  if (statement === undefined) return undefined;
  const [found] = await database.query<{ fen: string }>(
    `select l.fen::text as fen from statement_lines l join statements s on s.id = l.statement_id
     where l.statement_id = $1 and l.line = $2 and l.key = $3 and s.channel = $4 and s.state = 'in-force'`,
    [statement, line, row.reference, row.channel],
  );
  return found && { kind: 'statement-line', reference, amount: fromFen(BigInt(found.fen)) };
};

const eventOf = async (
  database: Database,
  { orderId }: CaseRow,
  {
    kind,
    reference,
    types,
  }: { readonly kind: ProofKind; readonly reference: string; readonly types: readonly string[] },
): Promise<Evidence | undefined> => {
  const [, position] = /^event (\d{1,18})$/.exec(reference) ?? [];
  if (position === undefined) return undefined;
  const [found] = await database.query<{ amount: string }>(
    `select data ->> 'amount' as amount from events
     where position = $1 and type = any($2) and ($3::uuid is null or data ->> 'orderId' = $3::text)`,
    [position, types, orderId],
  );
  return found && { kind, reference, amount: fromFen(BigInt(found.amount.replace('.', ''))) };
};
