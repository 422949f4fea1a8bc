import { each } from './html';

/** A way in: what it is called, and where it leads; `as` is who signs in there, in a sandbox. */
interface Way {
  readonly zh: string;
  readonly to: string;
  readonly as?: string;
}
interface Door {
  readonly zh: string;
  readonly en: string;
  readonly what: string;
  /** Its picture, as paths of an SVG of 24 by 24. */
  readonly icon: string;
  readonly ways: readonly Way[];
}

const all: readonly Door[] = [
  {
    zh: '缴费人',
    en: 'Payer',
    what: '手机上一分钟缴完一个月：养老、医保、代他人缴费、缴费记录和证明。',
    icon: 'M8 2h8a2 2 0 0 1 2 2v16a2 2 0 0 1-2 2H8a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2zM11 18h2M9 7h6M9 10h4',
    ways: [
      { zh: '示例甲 · 微信 · 单建统筹', to: '/pay/', as: 'payer-1' },
      { zh: '示例丁 · 支付宝 · 有补缴单', to: '/pay/', as: 'payer-4' },
    ],
  },
  {
    zh: '银行柜员',
    en: 'Teller',
    what: '查身份证号，看能缴什么、为什么不能缴，收现金或刷卡，打印回单。',
    icon: 'M3 10 12 4l9 6M5 10v8M10 10v8M14 10v8M19 10v8M3 20h18',
    ways: [
      { zh: '建设银行 · 历下区', to: '/console/', as: 'teller-ccb-370102' },
      { zh: '农商银行 · 平阴县', to: '/console/', as: 'teller-rcc-370124' },
    ],
  },
  {
    zh: '税务前台',
    en: 'Tax desk',
    what: '办税服务厅收费，开班、交班、冲正和退费申请。',
    icon: 'M4 20V6l8-3 8 3v14M4 20h16M9 20v-5h6v5M8 10h2M14 10h2',
    ways: [{ zh: '历下区办税服务厅', to: '/console/', as: 'tax-desk-370102' }],
  },
  {
    zh: '运营',
    en: 'Operator',
    what: '今天的钱在哪里：收了、记了、挂账的；差错、退费复核、规则和日终。',
    icon: 'M3 20h18M6 20v-7M11 20V6M16 20v-10M20 20V9M4 9l5-5 5 4 6-6',
    ways: [
      { zh: '操作员', to: '/console/', as: 'operator' },
      { zh: '复核员', to: '/console/', as: 'operator-2' },
      { zh: '审计员', to: '/console/', as: 'auditor' },
    ],
  },
  {
    zh: '人社、医保部门',
    en: 'Bureau',
    what: '参保登记和更正，记账被退回的怎么办。',
    icon: 'M5 3h10l4 4v14H5zM14 3v5h5M8 12h8M8 15h8M8 18h5',
    ways: [
      { zh: '人力资源和社会保障局', to: '/console/', as: 'hrss' },
      { zh: '医疗保障局', to: '/console/', as: 'medical-bureau' },
    ],
  },
  {
    zh: '医保经办机构',
    en: 'Agency',
    what: '推送、更正、撤回补缴单，先预览再提交。',
    icon: 'M4 4h16v12H8l-4 4zM8 8h8M8 12h5',
    ways: [{ zh: '经办机构', to: '/console/', as: 'agency' }],
  },
  {
    zh: '开发者',
    en: 'Programmer',
    what: '接口、事件、TypeScript 客户端；在页面里直接试用。',
    icon: 'M8 7l-5 5 5 5M16 7l5 5-5 5M14 4l-4 16',
    ways: [
      { zh: '接口说明 OpenAPI', to: '/docs' },
      { zh: '事件说明 AsyncAPI', to: '/docs/events' },
    ],
  },
];

/** A card for each kind of visitor. In a sandbox each way in signs somebody in by one click. */
export const doors = (hasSandbox: boolean): string =>
  `<nav class="doors" aria-label="入口">${each(all, (door) => card(door, hasSandbox))}</nav>`;

const card = ({ zh, en, what, icon, ways }: Door, hasSandbox: boolean): string => `<section class="door">
<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round"
 stroke-linejoin="round" aria-hidden="true"><path d="${icon}"/></svg>
<h2>${zh} <small lang="en">${en}</small></h2>
<p>${what}</p>
<ul>${each(hasSandbox ? ways : ways.filter(isFirstOf), (way) => link(way, hasSandbox))}</ul>
</section>`;

/** Where people bring a sign-in of their own, a door needs one way only for each address. */
const isFirstOf = ({ to }: Way, index: number, ways: readonly Way[]): boolean =>
  ways.findIndex((other) => other.to === to) === index;

const link = ({ zh, to, as }: Way, hasSandbox: boolean): string =>
  hasSandbox && as !== undefined
    ? `<li><a href="${to}?as=${as}">${zh}</a></li>`
    : `<li><a href="${to}">${as === undefined ? zh : '登录'}</a></li>`;
