import { firstDayOf, lastDayOf } from '@canbao/calendar';
import type { AgreementCheck, Credit, SentPack } from '@canbao/domain-payment';
import { insuranceNames } from '@canbao/vocabulary';
import type { Part } from '../tips/message';
import type { BatchDebitSettings } from './settings';

const compact = (day: string): string => day.replaceAll('-', '');

/** 9114: the bank is asked whether number, bank and account are the same on its side. */
export const verification = (
  { taxOrgCode, bankNumbers }: BatchDebitSettings,
  { protocolNo, bank, account }: AgreementCheck,
): Part => {
  const bankNumber = bankNumbers[bank] ?? '';
  return {
    ProveInfo9114: {
      // To verify, not to take back.
      VCSign: '0',
      TaxOrgCode: taxOrgCode,
      TaxPayCode: protocolNo,
      TaxPayName: account.holder,
      PayOpBkCode: bankNumber,
      PayBkCode: bankNumber,
      PayAcct: account.number,
      HandOrgName: account.holder,
      ProtocolNo: protocolNo,
    },
  };
};

/** 1102: a batch for one bank. */
export const batch = (
  { taxOrgCode, bankNumbers, payee }: BatchDebitSettings,
  { entrustDate, packNo, bank, until, total, items }: SentPack,
): Part => {
  const bankNumber = bankNumbers[bank] ?? '';
  return {
    BatchHead1102: {
      TaxOrgCode: taxOrgCode,
      EntrustDate: compact(entrustDate),
      PackNo: packNo,
      ReturnTerm: compact(until),
      AllNum: String(items.length),
      AllAmt: total,
    },
    TurnAccount1102: {
      HandleType: '1',
      PayeeBankNo: payee.bankNo,
      PayeeOrgCode: taxOrgCode,
      PayeeAcct: payee.account,
      PayeeName: payee.name,
      PayBkCode: bankNumber,
      PayOpBkCode: bankNumber,
    },
    Payment1102: items.map(({ traNo, protocolNo, account, insurance, month, amount }) => ({
      TraNo: traNo,
      PayAcct: account.number,
      HandOrgName: account.holder,
      TraAmt: amount,
      TaxVouNo: voucherOf({ entrustDate, traNo }),
      TaxPayName: account.holder,
      ProtocolNo: protocolNo,
      Remark: insuranceNames[insurance],
      TaxStartDate: compact(firstDayOf(month)),
      TaxEndDate: compact(lastDayOf(month)),
    })),
  };
};

/**
 * 1104: a credit, a pack of one. TIPS has it for money that comes from the treasury; that banks take it for
 * what they still hold is configuration, to be agreed with them.
 */
export const credit = (
  { taxOrgCode, bankNumbers }: BatchDebitSettings,
  { creditNo, refundNo, bank, protocolNo, account, debited, amount }: Credit,
  workDate: string,
): Part => ({
  BatchHead1104: {
    TaxOrgCode: taxOrgCode,
    EntrustDate: workDate,
    PackNo: creditNo.slice(-8),
    AllNum: '1',
    AllAmt: amount,
  },
  DrawBack1104: {
    VouNo: creditNo,
    Amt: amount,
    PayeeBankNo: bankNumbers[bank] ?? '',
    PayeeAcct: account.number,
    PayeeName: account.holder,
    ProtocolNo: protocolNo,
    OriTaxVouNo: voucherOf(debited),
    Remark: refundNo,
  },
});

/** The number of the voucher of a debit. */
const voucherOf = ({ entrustDate, traNo }: Credit['debited']): string => `${compact(entrustDate)}${traNo}00`;

/** 9003: what has become of a credit. */
export const creditQuestion = (
  { taxOrgCode, bankNumbers }: BatchDebitSettings,
  { creditNo, bank }: Pick<Credit, 'creditNo' | 'bank'>,
): Part => ({
  Query9003: {
    TaxOrgCode: taxOrgCode,
    PayBkCode: bankNumbers[bank] ?? '',
    OriMsgNo: '1104',
    OriVouNo: creditNo,
  },
});

/** 9003: what the bank has to say of a pack. */
export const question = (
  { taxOrgCode, bankNumbers }: BatchDebitSettings,
  { entrustDate, packNo, bank }: Pick<SentPack, 'entrustDate' | 'packNo' | 'bank'>,
): Part => ({
  Query9003: {
    TaxOrgCode: taxOrgCode,
    PayBkCode: bankNumbers[bank] ?? '',
    OriMsgNo: '1102',
    OriEntrustDate: compact(entrustDate),
    OriPackNo: packNo,
  },
});
