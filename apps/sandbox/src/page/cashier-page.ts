import { channelFaults, type ChannelFault, type ChannelFaultMode } from '../channels/faults';
import type { Bill } from '../channels/counterpart';
import { document, each, escape } from './html';

/** Whose cashier it is. */
export type Wallet = 'wechat' | 'alipay';
const wallets: Readonly<Record<Wallet, { readonly zh: string; readonly short: string }>> = {
  wechat: { zh: '微信支付', short: '微' },
  alipay: { zh: '支付宝', short: '支' },
};

/** What a payer meets most often; each by one click. The whole menu is one link away. */
const oneClick: readonly ChannelFaultMode[] = [
  'notify-never',
  'notify-late',
  'notify-twice',
  'notify-forged',
  'other-amount',
  'timeout-after-success',
  'error-500',
];

/** What is shown at the cashier of a wallet. */
export interface Shown {
  readonly wallet: Wallet;
  readonly number: string;
  readonly bill: Bill;
  /** Where the payer came from, below the portal. */
  readonly back: string;
  /** Why the last attempt has paid nothing. */
  readonly said?: string | undefined;
  readonly faults: readonly ChannelFault[];
}

const states = { paid: '已支付', closed: '已关闭' } as const;

/** The cashier: the sum, the ways it can end, and the fault menu one tap away. */
export const cashierPage = ({ wallet, number, bill, back, said, faults }: Shown): string => {
  const base = `/sandbox/cashier/${wallet}/${number}`;
  const hidden = `<input type="hidden" name="back" value="${escape(back)}">`;
  const end = (outcome: string, text: string, kind = 'plain'): string =>
    `<button class="${kind}" name="outcome" value="${outcome}">${text}</button>`;
  const mine = faults.filter(({ order, counterpart }) => counterpart === wallet && order === number);
  const fault = (mode: ChannelFaultMode): string => {
    const kind = mine.some((one) => one.mode === mode) ? 'on' : 'plain';
    return `<button name="mode" value="${mode}" class="${kind}">${channelFaults[mode]}</button>`;
  };
  return document(
    `${wallets[wallet].zh} · 沙箱收银台`,
    `<main class="${wallet}"><p class="where">沙箱收银台 · 不会真的扣款</p>
<section class="bill"><span class="sign" aria-hidden="true">${wallets[wallet].short}</span>
<h1>${wallets[wallet].zh}</h1><p>${escape(bill.subject)}</p><p class="sum">¥${escape(bill.total)}</p>
<p class="soft">商户订单号 ${escape(number)}</p></section>
${said === undefined ? '' : `<p class="said" role="alert">${escape(said)}</p>`}
${
  bill.state === 'open'
    ? `<form method="post" action="${base}/payment">${hidden}${end('success', '立即支付', 'main')}
${end('abandoned', '取消支付')}
<fieldset><legend>别的结局</legend>${end('failed', '支付失败')}
${end('paid-and-lost', '已扣款，收银台断线')}${end('lost', '未扣款，收银台超时')}</fieldset></form>`
    : `<p class="said" role="status">订单${states[bill.state]}</p>`
}
<p><a class="back" href="${escape(back)}">返回商户</a></p>
<details${mine.length > 0 ? ' open' : ''}><summary>故障菜单${inForce(mine.length)}</summary>
<form method="post" action="${base}/fault">${hidden}<div class="faults">${each(oneClick, fault)}</div></form>
<p class="soft">点一下，只对这笔订单生效一次。<a href="/sandbox/">全部故障</a></p></details></main>`,
    cashierStyle,
  );
};

const inForce = (count: number): string => (count === 0 ? '' : `（${count} 个生效）`);

/** The wallet answers no more: whoever pays has to find out from the merchant. */
export const lostPage = (back: string): string =>
  document(
    '收银台无响应',
    `<main><section class="bill"><h1>收银台无响应</h1>
<p>连接超时，支付结果未知。请返回商户查询，不要重复支付。</p></section>
<p><a class="back" href="${escape(back)}">返回商户</a></p></main>`,
    cashierStyle,
  );

export const cashierStyle = `
* { box-sizing: border-box }
body {
  margin: 0; background: #eef1f4; color: #1c2733;
  font: 16px/1.6 "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif;
}
main { max-width: 440px; margin: 0 auto; padding: 16px }
h1 { margin: 8px 0 0; font-size: 18px }
p { margin: 8px 0 }
.where { color: #4d5b69; text-align: center; font-size: 14px }
.bill {
  background: #fff; border-radius: 16px; padding: 28px 16px; text-align: center; overflow-wrap: anywhere;
}
.sign {
  display: inline-block; width: 52px; height: 52px; border-radius: 26px;
  background: #0b7a3e; color: #fff;
  font-size: 24px; line-height: 52px;
}
.alipay .sign { background: #0a62c4 }
.sum { font-size: 38px; font-weight: 700 }
.soft { color: #4d5b69; font-size: 13px }
.said { background: #fdeceb; color: #8c1d18; border-radius: 10px; padding: 12px; text-align: center }
button, .back {
  display: block; width: 100%; min-height: 48px; margin: 12px 0 0; padding: 10px; border-radius: 10px;
  border: 1px solid #8496a9; background: #fff; color: #1c2733; font: inherit; text-align: center;
  text-decoration: none; cursor: pointer;
}
button.main { background: #0b7a3e; border-color: #0b7a3e; color: #fff; font-weight: 600; font-size: 18px }
.alipay button.main { background: #0a62c4; border-color: #0a62c4 }
button.on { background: #8a5300; border-color: #8a5300; color: #fff }
fieldset { border: 1px dashed #8496a9; border-radius: 10px; margin: 16px 0 0; padding: 4px 12px 12px }
legend { color: #4d5b69; font-size: 14px; padding: 0 6px }
details { margin: 16px 0 0; background: #fff; border-radius: 12px; padding: 12px 16px }
summary { cursor: pointer; min-height: 28px }
.faults { display: grid; grid-template-columns: 1fr 1fr; gap: 0 10px }
:focus-visible { outline: 3px solid #f5a623; outline-offset: 2px }
`;
