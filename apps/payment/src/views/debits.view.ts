import { agreementEvents, debitRunEvents, packEvents, type AnyPaymentEvent } from '@canbao/domain-payment';
import type { StoredEvent } from '@canbao/event-sourcing';
import type { InlineView, Statement } from '@canbao/postgres';

type Stored<Type extends AnyPaymentEvent['type']> = StoredEvent<Extract<AnyPaymentEvent, { type: Type }>>;

/**
 * Agreements, runs and packs as they stand: they are few beside their items, so a statement for each event.
 */
export const debitsView: InlineView<AnyPaymentEvent> = {
  name: 'debits',
  tables: [
    {
      name: 'debit_agreements',
      derived: [
        'agreement_id',
        'person_id',
        'payer_id',
        'insurances',
        'bank',
        'protocol_no',
        'last4',
        'status',
        'because',
        'position',
      ],
    },
    {
      name: 'debit_runs',
      derived: ['run_id', 'month', 'entrust_date', 'until', 'because', 'status', 'opened_at', 'position'],
    },
    {
      name: 'debit_packs',
      derived: [
        'entrust_date',
        'pack_no',
        'run_id',
        'bank',
        'count',
        'total',
        'until',
        'status',
        'conflicts',
      ],
    },
  ],
  statements: (events) => events.flatMap((event) => statementOf(event) ?? []),
};

const statementOf = (event: StoredEvent<AnyPaymentEvent>): Statement | undefined => {
  if (agreementEvents.has(event)) return agreementStatement(event);
  if (debitRunEvents.has(event)) return runStatement(event);
  return packEvents.has(event) ? packStatement(event) : undefined;
};

const agreementStatement = (
  event: Stored<
    | 'DebitAgreementSigned'
    | 'DebitAgreementChanged'
    | 'DebitAgreementVerified'
    | 'DebitAgreementRefused'
    | 'DebitAgreementStopped'
  >,
): Statement => {
  switch (event.type) {
    case 'DebitAgreementSigned': {
      const { agreementId, personId, payerId, insurances, bank, protocolNo, account } = event.data;
      return {
        name: 'sign-agreement',
        text: `insert into debit_agreements
            (agreement_id, person_id, payer_id, insurances, bank, protocol_no, last4, status, position)
          values ($1, $2, $3, $4, $5, $6, $7, 'awaiting-bank', committed_position($8))`,
        values: [
          agreementId,
          personId,
          payerId,
          insurances.join(),
          bank,
          protocolNo,
          account.last4,
          event.position,
        ],
      };
    }
    case 'DebitAgreementChanged': {
      const { agreementId, insurances, bank, protocolNo, account } = event.data;
      return {
        name: 'change-agreement',
        text: `update debit_agreements set insurances = $2, bank = $3, protocol_no = $4, last4 = $5,
            status = 'awaiting-bank', because = '', attempts = 0, due_at = now()
          where agreement_id = $1`,
        values: [agreementId, insurances.join(), bank, protocolNo, account.last4],
      };
    }
    case 'DebitAgreementVerified':
      return agreementStatus(event.data.agreementId, 'verified');
    case 'DebitAgreementRefused':
      return agreementStatus(event.data.agreementId, 'refused', event.data.because);
    case 'DebitAgreementStopped':
      return agreementStatus(event.data.agreementId, 'stopped');
  }
};

const agreementStatus = (agreementId: string, status: string, because = ''): Statement => ({
  name: 'agreement-status',
  text: 'update debit_agreements set status = $2, because = $3 where agreement_id = $1',
  values: [agreementId, status, because],
});

const runStatement = (
  event: Stored<'DebitRunOpened' | 'DebitRunAsked' | 'DebitRunClosed'>,
): Statement | undefined => {
  switch (event.type) {
    case 'DebitRunOpened': {
      const { runId, month, entrustDate, until, because, openedAt } = event.data;
      return {
        name: 'open-debit-run',
        text: `insert into debit_runs
            (run_id, month, entrust_date, until, because, status, opened_at, position)
          values ($1, $2, $3, $4, $5, 'asking', $6, committed_position($7))`,
        values: [runId, month, entrustDate, until, because, openedAt, event.position],
      };
    }
    case 'DebitRunAsked':
      return event.data.isLast ? runStatus(event.data.runId, 'asked') : undefined;
    case 'DebitRunClosed':
      return runStatus(event.data.runId, 'closed');
  }
};

const runStatus = (runId: string, status: string): Statement => ({
  name: 'debit-run-status',
  text: 'update debit_runs set status = $2 where run_id = $1',
  values: [runId, status],
});

const packStatement = (
  event: Stored<
    | 'DebitPackMade'
    | 'DebitPackTaken'
    | 'DebitPackRefused'
    | 'DebitResultsReceived'
    | 'DebitResultsConflicting'
  >,
): Statement | undefined => {
  const { entrustDate, packNo } = event.data;
  switch (event.type) {
    case 'DebitPackMade': {
      const { runId, bank, items, total, until } = event.data;
      return {
        name: 'make-debit-pack',
        text: `insert into debit_packs (entrust_date, pack_no, run_id, bank, count, total, until, status)
          values ($1, $2, $3, $4, $5, $6, $7, 'made')`,
        values: [entrustDate, packNo, runId, bank, items.length, total, until],
      };
    }
    case 'DebitPackTaken':
    case 'DebitPackRefused':
      return {
        name: 'debit-pack-status',
        text: `update debit_packs set status = $3, attempts = 0, due_at = now()
          where entrust_date = $1 and pack_no = $2`,
        values: [entrustDate, packNo, event.type === 'DebitPackTaken' ? 'taken' : 'refused'],
      };
    case 'DebitResultsConflicting':
      return packConflict(entrustDate, packNo);
    case 'DebitResultsReceived':
      return event.data.afterFailure === undefined ? undefined : packConflict(entrustDate, packNo);
  }
};

/** The bank has said otherwise than before. */
const packConflict = (entrustDate: string, packNo: string): Statement => ({
  name: 'debit-pack-conflict',
  text: 'update debit_packs set conflicts = conflicts + 1 where entrust_date = $1 and pack_no = $2',
  values: [entrustDate, packNo],
});
