/**
 * What WeChat 生活缴费 is told, by our reason. The codes are those of its page on answers to queries (EQ);
 * WeChat shows the payer a text of its own, and our reason goes to `err_msg`.
 */
export const billCodes = {
  ok: ['0', 'ok'],
  'bad-message': ['EQ0001', '报文格式或签名错误'],
  'caller-not-allowed': ['EQ0002', '商户号不符'],
  'institution-not-found': ['EQ0003', '缴费机构不存在'],
  'nothing-owed': ['EQ0005', '该账单已缴清'],
  'bill-unknown': ['EQ0006', '缴费编号不存在'],
  'batch-window': ['EQ0007', '批扣期间不能自助缴费'],
  'past-acceptance': ['EQ0008', '已超过缴费期限'],
  'our-time-out': ['EQ0010', '系统处理超时'],
  'our-fault': ['EQ0011', '系统异常'],
  inconsistent: ['EQ0013', '账单信息不一致'],
  'not-in-period': ['EQ0016', '该险种不在缴费期'],
  'not-registered': ['EQ0017', '未查询到参保登记信息，请咨询12366'],
  'not-insured': ['EQ0018', '当前未参保，请咨询12366'],
  'nothing-waiting': ['EQ0019', '没有待缴费信息，请咨询12366'],
  'previous-unfinished': ['EQ0024', '上一笔缴费尚未完成'],
} as const;
export type BillReason = keyof typeof billCodes;
