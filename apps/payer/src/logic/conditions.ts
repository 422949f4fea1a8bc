/** What a condition means to a citizen; a spec compares the Chinese with the vocabulary of the rules. */
export const conditionWords: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  'person-deceased': [
    '参保人已死亡，次月起不再缴费',
    'The person has died; nothing is due from the next month',
  ],
  'not-registered': ['未办理参保登记', 'Not registered for this insurance'],
  'covered-by-employer': ['该月已由用人单位参保', 'An employer covers this month'],
  'prepayment-not-allowed': ['以后月份不能预缴', 'Later months cannot be paid in advance'],
  'deferral-closed': ['缓缴补缴期限已过', 'The time to pay deferred months is over'],
  'deferral-closed-at-channel': [
    '该渠道已停止缓缴补缴，其他渠道仍可办理',
    'This channel no longer takes deferred months; others still do',
  ],
  'prior-year-not-allowed': ['不能补缴以往年度', 'Earlier years cannot be back-paid'],
  'already-paid': ['该月已缴费，不能重复缴费', 'This month is paid already'],
  'arrears-push-required': ['需经办机构推送补缴数据', 'The agency must push a bill for this month first'],
  'bill-expired': ['补缴单已过缴费期限', 'The bill for this month has expired'],
  'bill-not-debited': ['补缴月份不参加批扣，需自行缴费', 'Bills are not debited; please pay them yourself'],
  'unknown-item': ['所选险种与该月应缴险种不符', 'The items do not match what is due'],
  'bundle-incomplete': ['漏缴险种，医保部门无法记账', 'An item is missing; the bureau cannot book the month'],
  'base-required': ['需填写缴费基数', 'A contribution base is needed'],
  'base-not-multiple-of-step': ['缴费基数不是整数档', 'The base is not a whole step'],
  'base-below-lower-limit': ['缴费基数低于下限', 'The base is below the lower limit'],
  'base-above-upper-limit': ['缴费基数高于上限', 'The base is above the upper limit'],
  'base-not-a-tier': ['缴费基数不在所列档次内', 'The base is not one of the tiers'],
  'scheme-locked': ['本年度内不能变更医保缴费方式', 'The scheme cannot change within the year'],
  'no-limits-for-date': ['缴费基数上下限尚未公布', 'The limits are not published yet'],
  'no-rate-for-month': ['该月缴费标准尚未公布', 'The standards of this month are not published yet'],
  'month-in-payment': ['该月有一笔缴费尚待渠道确认', 'A payment for this month waits for its channel'],
  'month-in-debit-run': ['该月正在按月批扣，等待银行回盘', 'A batch debit of this month waits for the bank'],
  'posting-refused': ['已缴费，经办机构未予记账', 'Paid, but the bureau has not booked it'],
  'not-paid': ['该月尚未缴费', 'This month is not paid yet'],
  'awaiting-bureau': ['已报送，等待经办机构记账', 'Sent; the bureau has not answered yet'],
  'outcome-unknown': ['已报送，正在向经办机构查询结果', 'Sent; the bureau is being asked for the result'],
  'awaiting-reversal': ['款项已退，等待经办机构冲销', 'Money returned; the bureau has yet to reverse it'],
  'bureau-refused': ['经办机构未予记账', 'The bureau has refused to book it'],
  'refund-case-open': ['款项应退回，不再记账', 'The money is to go back'],
  'month-not-refundable': ['该月没有可退的整月缴费', 'No whole payment of this month can be refunded'],
  'order-reversed': ['该笔缴费已冲正，款项已退', 'The payment was reversed and returned'],
  'refund-open': ['该月已有退费正在办理', 'A refund of this month is under way'],
  'refund-exceeds-paid': ['退费金额超过该笔缴费的可退金额', 'More than what can be refunded of this payment'],
  'no-benefit-rule-for-month': ['该时段的医保待遇规则未收录', 'No benefit rule is known for this time'],
  'first-payment-due': ['尚未首次缴费，缴费次月起享受待遇', 'Cover begins the month after the first payment'],
  'month-unpaid': ['到月末未缴费，次月起暂停待遇', 'Unpaid at the end of the month; cover is suspended'],
  'month-goes-back': [
    '该月所缴费款应予退回，不计入待遇',
    'The money of this month goes back; it gives no cover',
  ],
  'gap-too-long': [
    '中断缴费过长，须重新连续缴费并经等待期',
    'The gap was too long; a waiting period applies',
  ],
  'first-payment': ['首次参保缴费', 'First payment'],
  'carried-in': ['医保部门告知此前已缴费', 'Paid before, says the medical bureau'],
  'employer-cover': ['由用人单位参保', 'Covered by an employer'],
  'arrears-paid': ['欠费和滞纳金已补齐', 'Arrears and late fee are paid'],
  waited: ['已重新连续缴费，等待期满', 'Paid again without a break; the waiting period is over'],
  'not-in-treasury-yet': ['款项尚未入库', 'The treasury has not received the money yet'],
  'erasure-still-insured': [
    '仍在参保，个人信息仍为办理参保缴费所必需',
    'Still insured; the data is needed to insure and collect',
  ],
  'erasure-order-open': ['有未完成的缴费订单', 'A payment is still open'],
  'erasure-money-held': ['有待处理的款项', 'Money is held that is not assigned yet'],
  'erasure-refund-open': ['有正在办理的退费', 'A refund is under way'],
  'erasure-debit-agreement': ['有未解除的三方协议', 'A debit agreement is in force'],
  'erasure-debit-open': ['有正在进行的批量扣款', 'A batch debit is under way'],
  'erasure-retained': ['法律规定的缴费凭证保管期限未满', 'The law has payment records kept longer'],
  'month-not-begun': ['预缴的月份开始后计入缴费年限', 'A month paid in advance counts once it begins'],
};

const clearers: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  time: ['到期自动解除', 'by itself'],
  payer: ['缴费人办理', 'by the payer'],
  'registration-agency': ['请联系人社、医保参保登记机构', 'by the registration agency'],
  'medical-agency': ['请联系医保经办机构', 'by the medical agency'],
  'another bank of the district': ['请到参保登记所在地的其他银行', 'at another bank of the district'],
  channel: ['由缴费渠道确认', 'by the channel'],
  bureau: ['由人社、医保经办机构办理', 'by the bureau'],
  treasury: ['由国库入库', 'by the treasury'],
  operator: ['由税务部门办理', 'by the tax office'],
  nobody: ['不能解除', 'not at all'],
};

/** The reason in the reader's language; the code itself where it is not of the vocabulary. */
export const reasonOf = (code: string, isEnglish: boolean): string =>
  conditionWords[code]?.[isEnglish ? 1 : 0] ?? code;

/** Who or what clears it, and from when. */
export const wayOut = (
  { clearedBy, clearsOn }: { readonly clearedBy: string; readonly clearsOn?: string | undefined },
  isEnglish: boolean,
): string => {
  const by = clearers[clearedBy]?.[isEnglish ? 1 : 0] ?? clearedBy;
  if (clearsOn === undefined) return by;
  return isEnglish ? `${by}, from ${clearsOn.slice(0, 10)}` : `${by}，最早 ${clearsOn.slice(0, 10)}`;
};
