import { bankNames, districtNames, insuranceNames } from '@canbao/vocabulary';
import { roleNames } from '../../shell/words';

const otherChannels: Readonly<Record<string, string>> = {
  wechat: '微信小程序',
  alipay: '支付宝小程序',
  'tax-desk': '办税服务厅',
  'wechat-bills': '微信生活缴费',
  'batch-debit': '按月批扣',
  '-': '未定渠道',
};
const named = (table: Readonly<Record<string, { readonly zh: string }>>, key: string): string | undefined =>
  table[key]?.zh;

/** What a channel is called. */
export const channelName = (channel: string): string =>
  otherChannels[channel] ?? named(bankNames, channel) ?? channel;
/** What a district is called. */
export const districtName = (district: string): string =>
  district === '-' ? '未定区县' : (named(districtNames, district) ?? district);
/** What an insurance is called. */
export const insuranceName = (insurance: string): string =>
  (insuranceNames as Readonly<Record<string, string>>)[insurance] ?? '未定险种';
const services: Readonly<Record<string, string>> = {
  registration: '参保登记',
  assessment: '核定',
  payment: '缴费',
  'ledger-sync': '记账',
};
/** What a service is called. */
export const serviceName = (service: string): string => services[service] ?? '其他';

/** What order, case, refund and other statuses are called. */
const statuses: Readonly<Record<string, string>> = {
  open: '待处理',
  closed: '已结',
  paid: '已缴费',
  'in-suspense': '待查',
  incomplete: '缺项等待',
  reversed: '已冲正',
  expired: '已超时关闭',
  refunded: '已退费',
  applied: '待初审',
  reviewed: '待复审',
  decided: '已审定',
  unposting: '经办机构销账中',
  'to-send': '待发起退款',
  sending: '退款发起中',
  'under-way': '渠道退款中',
  'to-pay-out': '待柜面退付',
  abnormal: '退款异常',
  rejected: '已驳回',
  proposed: '待复核',
  approved: '已通过',
  done: '已办结',
  failed: '未办成',
  withdrawn: '已撤回',
  lapsed: '已过期',
  replaced: '已被取代',
  awaiting: '等待对账单',
  receiving: '对账单接收中',
  matching: '勾对中',
  differences: '有差异',
  matched: '已勾平',
  rehearsing: '试算中',
  rehearsed: '试算完成',
  activating: '执行中',
  completed: '已完成',
  stopped: '已停止',
};
export const statusName = (status: string): string => statuses[status] ?? '其他';
/** How a status looks: what waits for people is amber, what is wrong red, what is well green. */
export const toneOf = (status: string): 'good' | 'wait' | 'bad' | 'going' | 'over' => {
  if (['paid', 'done', 'approved', 'matched', 'completed', 'refunded'].includes(status)) return 'good';
  if (['abnormal', 'failed', 'differences'].includes(status)) return 'bad';
  if (['closed', 'rejected', 'withdrawn', 'lapsed', 'replaced', 'reversed', 'stopped'].includes(status))
    return 'over';
  return ['open', 'in-suspense', 'incomplete', 'proposed', 'applied', 'reviewed'].includes(status)
    ? 'wait'
    : 'going';
};

const causes: Readonly<Record<string, string>> = {
  'channel-only': '渠道有、我方无',
  'ours-only': '我方有、渠道无',
  amount: '金额不符',
  status: '状态不符',
  conflict: '同号不同内容',
  'treasury-missing': '国库未入库',
  'treasury-amount': '入库金额不符',
  'treasury-conflict': '入库信息矛盾',
  'treasury-unknown': '国库来账不明',
  'treasury-return-missing': '退库未到',
  'treasury-unanswered': '国库未答复',
  'bureau-missing': '经办机构未答复',
  'bureau-refused': '经办机构拒绝记账',
  'bureau-amount': '经办机构记账金额不符',
  'bureau-conflict': '经办机构记账矛盾',
  'bureau-unreversed': '经办机构拒绝冲销',
  'bureau-total': '经办机构日对账不平',
  'refund-abnormal': '退款异常',
  'suspense-stays': '待查款滞留',
  'debit-base': '批扣基数待定',
  'debit-contradiction': '批扣结果矛盾',
  'fact-unmatched': '渠道通知无对应',
  'statement-missing': '缺对账单',
  'already-paid': '该月已缴费',
  'month-not-paid': '补差所属月份已不再缴费',
  'amount-differs': '金额与核定不符',
  'bank-not-in-district': '银行不在该区县',
  'items-not-in-quote': '险种不在核定内',
  'order-closed': '订单关闭后到账',
  'order-unknown': '订单不明',
  'paid-at-implausible': '缴费时间不合理',
  'paid-twice': '重复缴费',
  'quote-expired': '核定已过期',
  'quote-unknown': '核定不明',
  'scheme-changed': '参保方式已变更',
  'void-by-reversal': '已被冲正',
  duplicate: '重复缴费',
  error: '缴费有误',
  overpaid: '多缴',
  'employer-cover': '单位已参保',
  death: '参保人去世',
  retired: '已退休',
  'transferred-out': '关系已转出',
  'left-country': '已出国定居',
  stopped: '已停保',
  'posting-refused': '经办机构拒绝记账',
  'bill-withdrawn': '补缴单已撤回',
  'true-up': '多退少补',
  other: '其他',
};
/** Why a case, a refund or suspense is there. */
export const causeName = (cause: string): string => causes[cause] ?? '其他';
const owners: Readonly<Record<string, string>> = {
  system: '系统',
  channel: '渠道',
  treasury: '国库',
  bureau: '经办机构',
  operator: '操作员',
};
export const ownerName = (owner: string): string => owners[owner] ?? '其他';

/**
 * Who did something, of an actor such as `bank:ccb:teller-1`: in words, and the sign-in. What no person did
 * was done by the system itself.
 */
export const actorOf = (actor: string): { readonly words: string; readonly signIn?: string } => {
  const [role = '', ...rest] = actor.split(':');
  const known = (roleNames as Readonly<Record<string, string>>)[role];
  if (known === undefined) return { words: role === 'anyone' ? '未登录' : '系统' };
  const [where, signIn] = rest.length > 1 ? rest : [undefined, rest[0]];
  const words = where === undefined ? known : `${known} ${channelName(where)}`;
  return signIn === undefined ? { words } : { words, signIn };
};

const refusals: Readonly<Record<string, string>> = {
  'sign-in-refused': '登录未通过',
  refused: '无权办理',
  'not-found': '查无此项',
  limited: '过于频繁',
};
/** Why the door turned somebody away. */
export const refusalName = (action: string): string => refusals[action] ?? '其他';

/** An instant as people read it, to the second, without its offset: all of it is Shanghai's time. */
export const shownTime = (at: string): string => at.replace('T', ' ').slice(0, 19);
