/**
 * The vocabulary of conditions: what can stand in the way of paying a month, booking it, refunding it or
 * using it for benefits. Every decider takes its conditions from here, so that a code has one rule, one
 * source and one way out, whoever says it (ADR 63).
 */
import type { Reference } from './citation';
import { medicalBundleSource } from './medical/bundle';
import { medicalArrearsSource } from './medical/window';
import { pensionWindowSource } from './pension/window';
import { erasureSource, retentionSource } from './privacy/retention';
import { registrationSource } from './quote/registration';

/** Who or what can clear a condition. */
export type ClearedBy =
  | 'time'
  | 'payer'
  | 'registration-agency'
  | 'medical-agency'
  | 'another bank of the district'
  /** The channel that collected the money, by its answer or by a reversal. */
  | 'channel'
  /** The bureau that keeps the ledger of the insurance. */
  | 'bureau'
  | 'treasury'
  /** Whoever loads the figures that are missing, or decides a case. */
  | 'operator'
  | 'nobody';

interface Meaning {
  readonly rule: string;
  /** Where the rule is written; in words, where it is our own: a citizen reads them, too. */
  readonly source: Reference | string;
  readonly clearedBy: ClearedBy;
  /** What a citizen is told. */
  readonly zh: string;
}

/** Where it is written that the owning offices review a refund (退费). */
export const refundSource: Reference = { sources: ['tax-refunds-2018'] };

/** Said where the rule pack should have a row and has none. */
export const noRow = '规则包中没有适用于该日期的规定';

const limitsSource: Reference = { guide: 'G3.2.1.1, G3.2.1.4' };
const registration = { rule: 'registration', source: registrationSource } as const;
const arrears = { rule: 'medical.arrears', source: medicalArrearsSource } as const;
const bundle = { rule: 'medical.bundle', source: medicalBundleSource, clearedBy: 'payer' } as const;
const limits = { rule: 'pension.limits', source: limitsSource, clearedBy: 'payer' } as const;
/** The pack's row says where it is written. */
const benefit = { rule: 'medical.benefit', source: noRow } as const;
const claim = { rule: 'payment.claim', clearedBy: 'channel' } as const;
const posting = { rule: 'posting' } as const;
const refused = { ...posting, source: '经办机构的答复', clearedBy: 'operator' } as const;
const erasure = { rule: 'privacy.erasure', source: erasureSource } as const;
const refund = { rule: 'refund', source: refundSource } as const;

/** By code. */
export const conditionTable = {
  // Paying (缴费)
  'person-deceased': {
    ...registration,
    clearedBy: 'registration-agency',
    zh: '参保人已死亡，次月起不再缴费',
  },
  'not-registered': { ...registration, clearedBy: 'registration-agency', zh: '未办理参保登记' },
  'covered-by-employer': { ...registration, clearedBy: 'registration-agency', zh: '该月已由用人单位参保' },
  'prepayment-not-allowed': {
    rule: 'pension.window',
    source: pensionWindowSource,
    clearedBy: 'time',
    zh: '以后月份不能预缴',
  },
  'deferral-closed': {
    rule: 'pension.deferral',
    source: { sources: ['deferral-2022'], guide: 'G3.3.1.3' },
    clearedBy: 'nobody',
    zh: '缓缴补缴期限已过',
  },
  'deferral-closed-at-channel': {
    rule: 'pension.deferral',
    source: { sources: ['deferral.channelCloseAt'] },
    clearedBy: 'payer',
    zh: '该渠道已停止缓缴补缴，其他渠道仍可办理',
  },
  'prior-year-not-allowed': {
    rule: 'pension.window',
    source: pensionWindowSource,
    clearedBy: 'nobody',
    zh: '不能补缴以往年度',
  },
  'already-paid': {
    rule: 'pension.duplicate',
    source: pensionWindowSource,
    clearedBy: 'channel',
    zh: '该月已缴费，不能重复缴费',
  },
  'arrears-push-required': { ...arrears, clearedBy: 'medical-agency', zh: '需经办机构推送补缴数据' },
  'bill-expired': { ...arrears, clearedBy: 'medical-agency', zh: '补缴单已过缴费期限' },
  'bill-not-debited': { ...arrears, clearedBy: 'payer', zh: '补缴月份不参加批扣，需自行缴费' },
  'unknown-item': { ...bundle, zh: '所选险种与该月应缴险种不符' },
  'bundle-incomplete': { ...bundle, zh: '漏缴险种，医保部门无法记账' },
  'base-required': {
    rule: 'pension.limits',
    source: { guide: 'G1.4' },
    clearedBy: 'payer',
    zh: '需填写缴费基数',
  },
  'base-not-multiple-of-step': {
    rule: 'pension.baseStep',
    source: { sources: ['pension.baseStep'] },
    clearedBy: 'payer',
    zh: '缴费基数不是整数档',
  },
  'base-below-lower-limit': { ...limits, zh: '缴费基数低于下限' },
  'base-above-upper-limit': { ...limits, zh: '缴费基数高于上限' },
  'base-not-a-tier': {
    rule: 'medical.base',
    source: noRow,
    clearedBy: 'payer',
    zh: '缴费基数不在所列档次内',
  },
  'scheme-locked': {
    rule: 'medical.changeTimes',
    source: noRow,
    clearedBy: 'medical-agency',
    zh: '本年度内不能变更医保缴费方式',
  },
  'no-limits-for-date': {
    rule: 'pension.quote',
    source: noRow,
    clearedBy: 'operator',
    zh: '缴费基数上下限尚未公布',
  },
  'no-rate-for-month': {
    rule: 'pension.quote',
    source: noRow,
    clearedBy: 'operator',
    zh: '该月缴费标准尚未公布',
  },
  'month-in-payment': {
    ...claim,
    source: '渠道尚未答复该订单是否已缴费，系统将持续查询直至答复',
    zh: '该月有一笔缴费尚待渠道确认',
  },
  'month-in-debit-run': {
    ...claim,
    source: '按月批扣在银行回盘前占用所扣月份，最迟至所列日期',
    zh: '该月正在按月批扣，等待银行回盘',
  },
  'posting-refused': { ...refused, zh: '已缴费，经办机构未予记账' },

  // Booking (记账)
  'not-paid': { ...posting, source: '经办机构对已缴费的月份记账', clearedBy: 'payer', zh: '该月尚未缴费' },
  'awaiting-bureau': {
    ...posting,
    source: '经办机构尚未答复',
    clearedBy: 'bureau',
    zh: '已报送，等待经办机构记账',
  },
  'outcome-unknown': {
    ...posting,
    source: '正以同一请求号向经办机构查询',
    clearedBy: 'bureau',
    zh: '已报送，正在向经办机构查询结果',
  },
  'awaiting-reversal': {
    ...posting,
    source: '款项已退还缴费人',
    clearedBy: 'bureau',
    zh: '款项已退，等待经办机构冲销',
  },
  'bureau-refused': { ...refused, zh: '经办机构未予记账' },
  'refund-case-open': {
    ...posting,
    source: '款项应退还缴费人',
    clearedBy: 'operator',
    zh: '款项应退回，不再记账',
  },

  // Refunding (退费)
  'month-not-refundable': { ...refund, clearedBy: 'payer', zh: '该月没有可退的整月缴费' },
  'order-reversed': { ...refund, clearedBy: 'nobody', zh: '该笔缴费已冲正，款项已退' },
  'refund-open': { ...refund, clearedBy: 'operator', zh: '该月已有退费正在办理' },
  'refund-exceeds-paid': { ...refund, clearedBy: 'operator', zh: '退费金额超过该笔缴费的可退金额' },

  // Using for benefits (医保待遇): what was lacking, and what has brought cover
  'no-benefit-rule-for-month': { ...benefit, clearedBy: 'operator', zh: '该时段的医保待遇规则未收录' },
  'first-payment-due': { ...benefit, clearedBy: 'payer', zh: '尚未首次缴费，缴费次月起享受待遇' },
  'month-unpaid': { ...benefit, clearedBy: 'payer', zh: '到月末未缴费，次月起暂停待遇' },
  'month-goes-back': {
    ...benefit,
    clearedBy: 'registration-agency',
    zh: '该月所缴费款应予退回，不计入待遇',
  },
  'gap-too-long': { ...benefit, clearedBy: 'payer', zh: '中断缴费过长，须重新连续缴费并经等待期' },
  'first-payment': { ...benefit, clearedBy: 'nobody', zh: '首次参保缴费' },
  'carried-in': { ...benefit, clearedBy: 'nobody', zh: '医保部门告知此前已缴费' },
  'employer-cover': { ...benefit, clearedBy: 'nobody', zh: '由用人单位参保' },
  'arrears-paid': { ...benefit, clearedBy: 'nobody', zh: '欠费和滞纳金已补齐' },
  waited: { ...benefit, clearedBy: 'nobody', zh: '已重新连续缴费，等待期满' },

  // Erasing personal data (删除个人信息)
  'erasure-still-insured': {
    ...erasure,
    clearedBy: 'registration-agency',
    zh: '仍在参保，个人信息仍为办理参保缴费所必需',
  },
  'erasure-order-open': { ...erasure, clearedBy: 'payer', zh: '有未完成的缴费订单' },
  'erasure-money-held': { ...erasure, clearedBy: 'operator', zh: '有待处理的款项' },
  'erasure-refund-open': { ...erasure, clearedBy: 'operator', zh: '有正在办理的退费' },
  'erasure-debit-agreement': { ...erasure, clearedBy: 'payer', zh: '有未解除的三方协议' },
  'erasure-debit-open': { ...erasure, clearedBy: 'channel', zh: '有正在进行的批量扣款' },
  'erasure-retained': {
    rule: 'privacy.retention',
    source: retentionSource,
    clearedBy: 'time',
    zh: '法律规定的缴费凭证保管期限未满',
  },

  // Counting as years (缴费年限)
  'month-not-begun': {
    rule: 'record.counted',
    source: { guide: 'G3.3.1.1' },
    clearedBy: 'time',
    zh: '预缴的月份开始后计入缴费年限',
  },

  // Papers
  'not-in-treasury-yet': {
    rule: 'channels.treasury-delay',
    source: '缴费证明只对已入库的款项开具',
    clearedBy: 'treasury',
    zh: '款项尚未入库',
  },
} as const satisfies Readonly<Record<string, Meaning>>;

/** A code of the vocabulary. */
export type ConditionCode = keyof typeof conditionTable;

/** What a citizen is told of a condition; the code itself, of one that is not of the vocabulary. */
export const wordsOf = (code: string): string =>
  Object.hasOwn(conditionTable, code) ? conditionTable[code as ConditionCode].zh : code;
