import { operationsRejections, proposalRejections, type RejectionTable } from '@canbao/contracts';
import { assessmentRejections } from '@canbao/domain-assessment';
import { ledgerSyncRejections } from '@canbao/domain-ledger-sync';
import { paymentRejections, refundRejections } from '@canbao/domain-payment';
import { registrationRejections } from '@canbao/domain-registration';
import { page, table } from './markdown';

const contexts: Readonly<Record<string, RejectionTable<string>>> = {
  registration: registrationRejections,
  assessment: assessmentRejections,
  payment: { ...paymentRejections, ...refundRejections },
  'ledger-sync': ledgerSyncRejections,
  operations: { ...operationsRejections, ...proposalRejections },
};

/** Why a call can be refused, context by context. */
export const rejectionsPage = (): string =>
  page(
    '# Rejections',
    '',
    'Why a call can be refused: a stable code, the HTTP status, the cause, and the sentence for the person',
    'at the screen.',
    '',
    ...Object.entries(contexts).flatMap(([context, rejections]) => [
      `## ${context}`,
      '',
      ...table(['code', 'status', 'cause', '提示', 'retry'], rowsOf(rejections)),
    ]),
  );

const rowsOf = (rejections: RejectionTable<string>): string[][] =>
  Object.entries(rejections).map(([code, { status, detail, userMessage, retryable }]) => [
    `\`${code}\``,
    String(status),
    detail,
    userMessage,
    retryable ? 'can help' : '',
  ]);
