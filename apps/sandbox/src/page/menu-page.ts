import { bankNames, banks } from '@canbao/vocabulary';
import {
  channelFaults,
  type ChannelFaultMode,
  type CounterpartName,
  type ChannelFault,
} from '../channels/faults';
import { isOffered, offered, whyNot } from '../channels/menu';
import { document, each, escape } from './html';

/** Counterparts that have one menu. */
const groups: readonly { readonly zh: string; readonly names: readonly CounterpartName[] }[] = [
  { zh: '微信支付', names: ['wechat'] },
  { zh: '支付宝', names: ['alipay'] },
  { zh: '微信生活缴费', names: ['wechat-bills'] },
  { zh: '银行柜台、税务前台', names: [...banks, 'tax-desk'] },
  { zh: '按月批扣', names: ['batch-debit'] },
  { zh: '国库', names: ['treasury'] },
];
const modes = Object.keys(channelFaults) as readonly ChannelFaultMode[];

const nameOf = (name: CounterpartName): string => {
  const bank = banks.find((one) => one === name);
  if (bank !== undefined) return bankNames[bank].zh;
  if (name === 'tax-desk') return '税务前台';
  return groups.find(({ names }) => names.includes(name))?.zh ?? name;
};

/** What an order is called at a counterpart, for whoever sets a fault for one alone. */
const orderZh: Readonly<Partial<Record<CounterpartName, string>>> = {
  'wechat-bills': '缴费编号或日期',
  'batch-debit': '批次号、协议号或报文号',
  treasury: '流水号、报文号或日期',
};

/** The fault menu for people: what is set, what can be set, and what each counterpart plays. */
export const menuPage = (now: string, faults: readonly ChannelFault[]): string =>
  document(
    '参保缴费沙箱 · 故障菜单',
    `<header><div><h1>沙箱 · 故障菜单</h1>
<p>渠道和国库的替身，各有自己的账。沙箱时钟 <strong>${escape(now.slice(0, 19).replace('T', ' '))}</strong>
· <a href="/">首页</a> · <a href="/sandbox/clock">时钟</a></p></div></header>
<main>${inForce(faults)}${forms}${matrix}</main>`,
  );

const headings = `<tr>${each(
  ['对方', '故障', '只针对', '次数', '概率 / 种子'],
  (title) => `<th>${title}</th>`,
)}</tr>`;

const inForce = (faults: readonly ChannelFault[]): string => `<section>
<div class="head"><h2>正在生效</h2>${
  faults.length === 0
    ? ''
    : '<form method="post" action="/sandbox/page/clear"><button class="clear">全部清除</button></form>'
}</div>
${
  faults.length === 0
    ? '<p class="soft">没有。一切照常。</p>'
    : `<div class="scroll"><table>${headings}${each(faults, faultRow)}</table></div>`
}</section>`;

const faultRow = ({ counterpart, mode, order, times, chance, seed }: ChannelFault): string => `<tr>
<td>${escape(nameOf(counterpart))}</td>
<td>${escape(channelFaults[mode])} <code>${mode}</code></td>
<td>${order === undefined ? '全部' : `<code>${escape(order)}</code>`}</td>
<td>${times ?? '不限'}</td>
<td>${chance === undefined ? '每次' : `${chance} / ${seed ?? 0}`}</td></tr>`;

const option = (value: string, text: string): string => `<option value="${value}">${escape(text)}</option>`;

const formOf = ({ zh, names }: (typeof groups)[number]): string => {
  const [first = 'wechat'] = names;
  const who =
    names.length === 1
      ? `<input type="hidden" name="counterpart" value="${first}">`
      : `<label>对方<select name="counterpart">
${each(names, (name) => option(name, nameOf(name)))}</select></label>`;
  const own = modes.filter((mode) => isOffered(first, mode));
  return `<form method="post" action="/sandbox/page/faults"><h3>${zh}</h3>${who}
<label>故障<select name="mode">
${each(own, (mode) => option(mode, `${channelFaults[mode]} · ${mode}`))}</select></label>
<label>只针对<input name="order" maxlength="100"
placeholder="${orderZh[first] ?? '订单号、流水号或日期'}，空为全部"></label>
<label>次数<input name="times" type="number" min="1" max="1000000" value="1"></label>
<div class="pair">概率 / 种子<input name="chance" type="number" min="0" max="1" step="any" placeholder="1">
<input name="seed" type="number" step="1" placeholder="0"></div>
<button>设置</button></form>`;
};

const forms = `<section><h2>设置</h2><div class="cards">${each(groups, formOf)}</div></section>`;

const mark = (mode: ChannelFaultMode, name: CounterpartName): string =>
  isOffered(name, mode)
    ? '<td class="yes">●</td>'
    : `<td class="no" title="${escape(whyNot(name, mode))}">—</td>`;

const rowOf = (mode: ChannelFaultMode): string => `<tr><td>${escape(channelFaults[mode])}</td>
<td><code>${mode}</code></td>${each(groups, ({ names }) => mark(mode, names[0] ?? 'wechat'))}</tr>`;

const columns = `<tr><th>故障</th><th>名称</th>${each(
  groups,
  ({ zh }) => `<th class="mark">${zh}</th>`,
)}</tr>`;
const cells = groups.reduce((all, { names }) => all + offered[names[0] ?? 'wechat'].length, 0);

const matrix = `<section><h2>谁能出什么故障</h2><p class="soft">“—”：不会发生，或由对方的别的故障代表；
鼠标停留可见原因。共 ${cells} 格。</p>
<div class="scroll"><table>${columns}${each(modes, rowOf)}</table></div></section>`;
