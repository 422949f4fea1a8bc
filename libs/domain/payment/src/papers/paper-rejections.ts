import type { RejectionTable } from '@canbao/contracts';
import type { CertificateReason } from './certificate';

/** Why there is no such paper. */
export type PaperReason = CertificateReason | 'paper-not-genuine';

/** The texts of refused papers. */
export const paperRejections: RejectionTable<PaperReason> = {
  'not-in-treasury-yet': {
    status: 422,
    detail:
      'The treasury has not received the money yet, or another amount of it; a certificate is issued after ' +
      'that. `details.expected` says when.',
    userMessage: '该笔缴费尚未入库，入库后方可开具缴费证明（一般需1至5个工作日），请稍后再试。',
    retryable: true,
  },
  'money-in-suspense': {
    status: 422,
    detail: 'None of the money has reached a month: it is in suspense, for the reason given.',
    userMessage: '该笔款项尚在核实，未计入参保月份，暂不能开具缴费证明。',
    retryable: true,
  },
  'receipt-reversed': {
    status: 422,
    detail: 'The payment was reversed on its day.',
    userMessage: '该笔缴费已冲正，不能开具缴费证明。',
    retryable: false,
  },
  'receipt-refunded': {
    status: 422,
    detail: 'All of the money went back before the treasury had received any of it.',
    userMessage: '该笔缴费已全部退费，不能开具缴费证明。',
    retryable: false,
  },
  'paper-not-genuine': {
    status: 404,
    detail: 'No paper has this code: it was mistyped, or the paper is not genuine.',
    userMessage: '未查到该凭证：防伪码输入有误，或凭证系伪造、变造。',
    retryable: false,
  },
};
