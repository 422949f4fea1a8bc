import {
  dayAfter,
  daysBetween,
  firstDayOf,
  lastDayOf,
  monthOf,
  monthsBetween,
  plusMonths,
  type Day,
  type Month,
} from '@canbao/calendar';
import type { CoverageItem, CoverageReport, CoverageWay } from '@canbao/domain-assessment';
import { wordsOf as conditionWords } from '@canbao/rules';

/** Of the drawing, in its own units. */
const [width, margin, laneTop, laneHeight, lineHeight] = [960, 32, 112, 40, 22];
const inner = width - 2 * margin;

type State = CoverageItem['state'];
/** A pattern beside the colour, for whoever sees no colours, and on paper. */
const states: Readonly<Record<State, { readonly zh: string; readonly fill: string; readonly ink: string }>> =
  {
    active: { zh: '享受待遇', fill: '#1a7f4b', ink: '#ffffff' },
    suspended: { zh: '待遇暂停', fill: 'url(#suspended)', ink: '#7a1f1f' },
    waiting: { zh: '等待期', fill: 'url(#waiting)', ink: '#6b4a00' },
  };

/**
 * The report as a drawing (SVG): a lane of states over the months, below it each with its causes, and what
 * can be done. Self-contained: no script, no style sheet, nothing from elsewhere.
 */
export const coverageTimeline = (report: CoverageReport): string => {
  const { asOf, payBy, items } = report;
  const scale = scaleOf(report);
  const lines = textOf(report);
  const height = laneTop + laneHeight + 64 + lines.length * lineHeight;
  const heading = `医保待遇时间线（截至 ${asOf}）`;
  const assumed = payBy === undefined ? [] : [`假设 ${payBy} 按第一种办法缴清`];
  const basis = report.rulingClock === 'payment-success-time' ? '缴费成功时间' : '入库日期';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
      `viewBox="0 0 ${width} ${height}" ` +
      'role="img" aria-labelledby="title desc" lang="zh-CN" ' +
      `font-family="'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei','PingFang SC',sans-serif">`,
    `<title id="title">${heading}</title>`,
    `<desc id="desc">${escape(lines.map(({ text }) => text).join('；'))}</desc>`,
    patterns,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(margin, 40, heading, { size: 22, weight: 600 }),
    text(margin, 66, [`以${basis}判断是否按时缴费`, ...assumed].join(' · '), { size: 14, fill: '#555555' }),
    ...axis(scale),
    ...(items.length === 0 ? [emptyLane] : items.map((item, index) => bar(item, index, scale))),
    ...marker(asOf, '查询日', scale),
    ...lines.map(({ text: line, isHeading }, index) =>
      text(isHeading ? margin : margin + 20, laneTop + laneHeight + 72 + index * lineHeight, line, {
        size: isHeading ? 15 : 14,
        ...(isHeading ? { weight: 600 } : { fill: '#333333' }),
      }),
    ),
    '</svg>',
  ].join('\n');
};

const patterns = [
  '<defs>',
  '<pattern id="suspended" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">',
  '<rect width="8" height="8" fill="#fbe3e3"/><rect width="3" height="8" fill="#e9a3a3"/></pattern>',
  '<pattern id="waiting" width="8" height="8" patternUnits="userSpaceOnUse">',
  '<rect width="8" height="8" fill="#fdf1cf"/><circle cx="4" cy="4" r="1.6" fill="#d9a514"/></pattern>',
  '</defs>',
].join('');

interface Scale {
  readonly months: readonly Month[];
  readonly at: (date: Day) => number;
  /** The last day drawn. */
  readonly end: Day;
}

/** From the first state, or the month that is looked at, to the month after the last that is known. */
const scaleOf = ({ items, asOf }: CoverageReport): Scale => {
  const first = monthOf(items[0]?.from ?? asOf);
  const known = [asOf, ...items.map(({ from, until = from }) => until)].toSorted().at(-1) as Day;
  const last = plusMonths(monthOf(known), 1);
  const months = monthsBetween(first, last < plusMonths(first, 3) ? plusMonths(first, 3) : last);
  const [start, end] = [firstDayOf(first), lastDayOf(months.at(-1) ?? first)];
  const days = daysBetween(start, end) + 1;
  return { months, end, at: (date) => round(margin + (inner * daysBetween(start, date)) / days) };
};

/** A tick a month; months are named while there is room, years always. */
const axis = ({ months, at }: Scale): string[] => {
  const every = Math.ceil(months.length / 16);
  const bottom = laneTop + laneHeight;
  return months.flatMap((month, index) => {
    const x = at(firstDayOf(month));
    const isNamed = index % every === 0;
    return [
      `<line x1="${x}" y1="${bottom}" x2="${x}" y2="${bottom + (isNamed ? 8 : 4)}" stroke="#999999"/>`,
      ...(isNamed ? [text(x + 2, bottom + 22, month, { size: 12, fill: '#555555' })] : []),
    ];
  });
};

const bar = ({ state, from, until }: CoverageItem, index: number, { at, end }: Scale): string => {
  const { zh, fill, ink } = states[state];
  const x = at(from);
  const wide = round(at(dayAfter(until ?? end)) - x);
  const label = `${index + 1} ${zh}`;
  const [mid, y] = [round(x + wide / 2), laneTop + laneHeight / 2 + 5];
  const shown = wide >= 84 ? label : wide >= 16 ? `${index + 1}` : '';
  return [
    `<g><title>${zh}：${periodOf(from, until)}</title>`,
    `<rect x="${x}" y="${laneTop}" width="${wide}" height="${laneHeight}" fill="${fill}" stroke="#ffffff"/>`,
    ...(shown === ''
      ? []
      : [plate(mid, shown, state), text(mid, y, shown, { size: 14, fill: ink, anchor: 'middle' })]),
    // Nothing is known to end it.
    ...(until === undefined
      ? [
          `<path d="M${at(dayAfter(end))} ${laneTop} l-9 ${laneHeight / 2} l9 ${laneHeight / 2} z" ` +
            'fill="#ffffff"/>',
        ]
      : []),
    '</g>',
  ].join('');
};

/** Words on a pattern stand on a plain ground. */
const plate = (mid: number, label: string, state: State): string => {
  if (state === 'active') return '';
  const wide = label.length > 3 ? 84 : 20;
  return `<rect x="${mid - wide / 2}" y="${laneTop + 9}" width="${wide}" height="22" rx="4" fill="#ffffff"/>`;
};

/** Above the lane and below it, so that it covers no word. */
const marker = (date: Day, label: string, { at }: Scale): string[] => {
  const x = at(date);
  const bottom = laneTop + laneHeight;
  return [
    `<path d="M${x} ${laneTop - 2} l-5 -9 h10 z M${x} ${bottom + 2} l-4 7 h8 z" fill="#1b4fa0"/>`,
    text(x, laneTop - 16, label, { size: 12, fill: '#1b4fa0', anchor: x > width - 80 ? 'end' : 'middle' }),
  ];
};

/** Where nothing has begun. */
const emptyLane =
  `<rect x="${margin}" y="${laneTop}" width="${inner}" height="${laneHeight}" ` +
  'fill="#f4f4f4" stroke="#cccccc" stroke-dasharray="4 4"/>';

interface Line {
  readonly text: string;
  readonly isHeading: boolean;
}
const heading = (words: string): Line => ({ text: words, isHeading: true });
const line = (words: string): Line => ({ text: words, isHeading: false });

const textOf = ({ items, conditions, ways }: CoverageReport): Line[] => [
  ...items.flatMap(({ state, from, until, because }, index) => [
    heading(`${index + 1} ${states[state].zh}：${periodOf(from, until)}`),
    ...causesOf(because).map(line),
  ]),
  ...(items.length === 0 ? [heading('尚未开始享受待遇'), ...causesOf(conditions).map(line)] : []),
  ...(ways.length === 0 ? [] : [heading('怎样享受待遇'), ...ways.map((way) => line(wayOf(way)))]),
];

const periodOf = (from: Day, until: Day | undefined): string =>
  until === undefined ? `${from} 起` : `${from} 至 ${until}`;

type Cause = CoverageItem['because'][number];

/** Unpaid months one after another are told together. */
const causesOf = (because: readonly Cause[]): string[] => {
  const unpaid = because.filter(({ code }) => code === 'month-unpaid');
  const others = because.filter(({ code }) => code !== 'month-unpaid');
  const paidLater = unpaid.flatMap(({ details }) =>
    details?.['paidOn'] === undefined ? [] : [details['paidOn']],
  );
  const wentBack = unpaid.flatMap(({ details }) =>
    details?.['moneyWentBackOn'] === undefined ? [] : [details['month']],
  );
  const notes = [
    ...(paidLater.length === 0 ? [] : [`${[...new Set(paidLater)].join('、')} 补缴`]),
    ...(wentBack.length === 0 ? [] : [`${wentBack.join('、')} 已退费或冲正`]),
  ];
  const months = monthList(unpaid.map(({ details }) => details?.['month'] as Month));
  return [
    ...(unpaid.length === 0
      ? []
      : [`${months} 到月末未缴费${notes.length === 0 ? '' : `（${notes.join('；')}）`}`]),
    ...others.map(wordsOf),
  ];
};

const wordsOf = ({ code, details = {} }: Cause): string => {
  const months = monthList((details['months'] ?? []) as Month[]);
  const { month, paidOn, first } = details;
  const when = paidOn === undefined ? '' : `（${String(paidOn)}）`;
  switch (code) {
    case 'first-payment':
      return `首次参保，${months} 已缴费${when}，次月起享受待遇`;
    case 'carried-in':
      return `医保部门告知此前已缴费至 ${String(details['paidThrough'])}`;
    case 'employer-cover':
      return `${String(month)} 起由用人单位参保`;
    case 'arrears-paid':
      return `${months} 欠费和滞纳金已补齐${when}，次月起恢复待遇`;
    case 'waited':
      return `已重新连续缴费 ${months}，等待期满`;
    case 'gap-too-long':
      return `自 ${String(first)} 起中断过长，重新连续缴费并经等待期后享受待遇`;
    case 'person-deceased':
      return `参保人已于 ${String(details['diedOn'])} 死亡`;
    case 'first-payment-due':
      return '尚未首次缴费，缴费次月起享受待遇';
    case 'not-registered':
      return '尚未办理医保参保登记';
    case 'month-goes-back':
      return `${String(month)} 所缴费款${when}应予退回，不计入待遇`;
    default:
      return conditionWords(code);
  }
};

const wayOf = ({ pay, by, inTurn, coveredFrom, total }: CoverageWay): string => {
  const months = monthList(pay.map(({ month }) => month));
  const sum = total === undefined ? '' : `，共 ${total} 元`;
  const lateFee = pay.some(({ lateFee: fee }) => fee !== undefined) ? '（含滞纳金）' : '';
  const push = pay.some(({ conditions }) => conditions.some(({ code }) => code === 'arrears-push-required'));
  const now = pay.length === 0 ? '无需补缴' : `${by} 及以前缴纳 ${months}${sum}${lateFee}`;
  const later = inTurn.length === 0 ? '' : `，再按月缴纳 ${monthList(inTurn)}`;
  return `${now}${later}，${coveredFrom} 起享受待遇${push ? '（需先联系经办机构推送补缴数据）' : ''}`;
};

/** `2022-03 至 2022-05`, or one by one where some are missing in between. */
const monthList = (months: readonly Month[]): string => {
  const [first, last] = [months[0], months.at(-1)];
  if (first === undefined || last === undefined) return '';
  const isRow = months.length > 2 && monthsBetween(first, last).length === months.length;
  return isRow ? `${first} 至 ${last}` : months.join('、');
};

interface Look {
  readonly size: number;
  readonly weight?: number;
  readonly fill?: string;
  readonly anchor?: 'middle' | 'end';
}

const text = (
  x: number,
  y: number,
  words: string,
  { size, weight, fill = '#111111', anchor }: Look,
): string =>
  `<text x="${x}" y="${y}" font-size="${size}" fill="${fill}"` +
  `${weight === undefined ? '' : ` font-weight="${weight}"`}` +
  `${anchor === undefined ? '' : ` text-anchor="${anchor}"`}>${escape(words)}</text>`;

const round = (value: number): number => Math.round(value * 10) / 10;

const escape = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
