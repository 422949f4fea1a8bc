import type { RejectionTable } from '@canbao/contracts';
import type { AgreementReason } from './agreement';
import type { PackReason } from './pack';
import type { RunReason } from './run';

/** Why a call about batch debit is refused. */
export type DebitReason =
  | AgreementReason
  | PackReason
  | RunReason
  | 'debit-not-connected'
  | 'debit-account-elsewhere'
  | 'debit-result-malformed'
  | 'debit-result-totals'
  | 'debit-result-conflicts';

/** The texts of batch debit's refusals. */
export const debitRejections: RejectionTable<DebitReason> = {
  'debit-agreement-exists': {
    status: 409,
    detail: 'Another agreement pays for an insurance of the person: details.agreementId. Change or stop it.',
    userMessage: '该参保人的此险种已签订批扣协议，请先变更或终止原协议。',
    retryable: true,
  },
  'nothing-to-debit': {
    status: 422,
    detail:
      'For an insurance of the agreement a batch would debit nothing: the conditions say why and who can ' +
      'clear it. Leave that insurance out, or have the registration corrected.',
    userMessage:
      '所选险种已无可扣缴的月份（如已死亡、退休、停保、由单位参保或未办理参保登记），不能签订批扣协议；登记有误的，请联系人社或医保经办机构。',
    retryable: true,
  },
  'debit-not-connected': {
    status: 422,
    detail: 'This installation is not connected to the banks of batch debit (BATCH_DEBIT).',
    userMessage: '按月批扣业务暂未开通，请选择其他缴费方式。',
    retryable: true,
  },
  'debit-account-elsewhere': {
    status: 422,
    detail: 'A bank signs agreements over its own accounts only.',
    userMessage: '银行柜台只能签订以本行账户扣款的批扣协议。',
    retryable: false,
  },
  'debit-agreement-not-found': {
    status: 404,
    detail: 'No such agreement, or it is not the caller’s.',
    userMessage: '未找到该批扣协议。',
    retryable: false,
  },
  'debit-agreement-stopped': {
    status: 422,
    detail: 'The agreement has been stopped; sign a new one.',
    userMessage: '该批扣协议已终止，请重新签订。',
    retryable: false,
  },
  'debit-run-not-found': {
    status: 404,
    detail: 'No such run, or it has no pack of the caller’s bank.',
    userMessage: '未找到该批扣批次。',
    retryable: false,
  },
  'debit-pack-not-found': {
    status: 404,
    detail: 'No such pack of this run and bank.',
    userMessage: '未找到该批扣数据包。',
    retryable: false,
  },
  'debit-result-unknown-item': {
    status: 422,
    detail:
      'The file names items that the pack does not have: details.traNos. Nothing of the pack is booked.',
    userMessage: '回执文件中有不属于该数据包的明细，整包未入账，请核对。',
    retryable: false,
  },
  'debit-result-not-sent': {
    status: 422,
    detail: 'The bank had refused this pack as a whole, so it has no results.',
    userMessage: '该数据包已被贵行整包拒收，不应有扣款回执，请核对。',
    retryable: false,
  },
  'debit-result-malformed': {
    status: 422,
    detail: 'The file is not made of packs, each with a header, its items and an end.',
    userMessage: '回执文件格式不正确，请核对后重新上传。',
    retryable: false,
  },
  'debit-result-totals': {
    status: 422,
    detail: 'Count, sum or hash of a pack do not agree with its items. Nothing of the pack is booked.',
    userMessage: '回执文件的笔数、金额或校验值与明细不符，整包未入账，请核对后重新上传。',
    retryable: false,
  },
  'debit-result-conflicts': {
    status: 409,
    detail:
      'The file says otherwise of items whose end is known. They stay as they are; of the rest of the pack ' +
      'only money that was taken is booked.',
    userMessage: '回执内容与此前回执不一致：已有结果保持不变，本包仅扣款成功的明细入账，请与税务部门核对。',
    retryable: false,
  },
};
