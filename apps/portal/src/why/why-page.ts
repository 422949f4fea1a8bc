import type { z } from 'zod';
import type { assessmentApi } from '@canbao/contracts';
import { wordsOf, type ClearedBy } from '@canbao/rules';
import { insuranceNames, itemNames, type Item } from '@canbao/vocabulary';
import { each, escape, headRow, page, section, table } from '../pages/html';

/** What is answered of a month. */
export type Why = z.infer<typeof assessmentApi.why.reply>;
type OfInsurance = Why['items'][number];
type Answer = NonNullable<OfInsurance['pay']>;
type Unmet = Answer['conditions'][number];

/** The answers as a page, a table for each insurance. */
export const whyPage = ({ month, items }: Why): string =>
  page(
    `${escape(month)} 能否办理`,
    `<header><div><h1>${escape(month)} 能否办理</h1>
<p>缴费、记账、退费、享受待遇：不能办理的，列出全部原因、依据和解除办法。</p></div></header>
<main>${each(items, ofInsurance)}</main>
<footer>如有疑问，请拨打 12366。</footer>`,
  );

/** Why there are no answers, in the words for a citizen. */
export const refusedPage = (message: string): string =>
  page(
    '无法查询',
    `<header><div><h1>无法查询</h1></div></header>
<main><section><h2 class="bad">${escape(message)}</h2></section></main>
<footer>如有疑问，请拨打 12366。</footer>`,
  );

const ofInsurance = (item: OfInsurance): string =>
  section(
    insuranceNames[item.insurance],
    table(
      headRow(...titles),
      each(questions, (key) => rowsOf(wordsFor(key, item.insurance), item[key])),
      'stack',
    ) + (item.insurance === 'pension' ? byTheYear : ''),
  );

const questions = ['pay', 'post', 'refund', 'benefit'] as const satisfies readonly (keyof OfInsurance)[];
const titles = ['事项', '能否办理', '原因', '依据', '由谁解除', '最早'];

const wordsFor = (question: (typeof questions)[number], insurance: OfInsurance['insurance']): string =>
  ({
    pay: '缴费',
    post: '经办机构记账',
    refund: '退费',
    benefit: insurance === 'medical' ? '享受医保待遇' : '计入缴费年限',
  })[question];

/** Pension gives no benefit by the month. */
const byTheYear = '<p>基本养老保险不按月享受待遇：所缴月份累计计算为缴费年限，待遇由人社部门核定。</p>';

/** A row for each condition, or one that says yes and no more. */
const rowsOf = (question: string, answered: Answer | undefined): string => {
  if (answered === undefined) return '';
  const { answer, conditions } = answered;
  const verdict =
    answer === 'yes' ? '<strong class="good">可以</strong>' : '<strong class="bad">不可以</strong>';
  if (conditions.length === 0) return row(question, verdict, '', '', '', '');
  return conditions
    .map((unmet, index) => {
      const [named, said] = index === 0 ? [question, verdict] : ['', ''];
      const by = clearers[unmet.clearedBy as ClearedBy];
      const { source, rule, clearsOn = '' } = unmet;
      const written = `${escape(source)} <code>${escape(rule)}</code>`;
      return row(named, said, reasonOf(unmet), written, escape(by), escape(clearsOn));
    })
    .join('');
};

const row = (...cells: readonly string[]): string =>
  `<tr>${cells.map((cell, index) => `<td data-label="${titles[index] ?? ''}">${cell}</td>`).join('')}</tr>`;
const reasonOf = ({ code, details = {}, evidence }: Unmet): string =>
  [
    escape(wordsOf(code)),
    ...detailsOf(details).map((said) => `<br><small>${escape(said)}</small>`),
    ...(evidence === undefined ? [] : [`<br><small>凭据 <code>${escape(evidence)}</code></small>`]),
  ].join('');

/** What is known of it, as far as it is said to a citizen. */
const detailsOf = (details: NonNullable<Unmet['details']>): string[] =>
  Object.entries(details).flatMap(([name, value]) => said[name]?.(value) ?? []);

const said: Readonly<Record<string, (value: unknown) => string>> = {
  missingItems: (items) => `缺：${(items as Item[]).map((item) => itemNames[item]).join('、')}`,
  reason: (reason) => `经办机构答复：${String(reason)}`,
  diedOn: (day) => `死亡日期：${String(day)}`,
  payableUntil: (day) => `补缴单缴费期限：${String(day)}`,
  month: (month) => `所属期：${String(month)}`,
  paidOn: (day) => `缴费日期：${String(day)}`,
  first: (month) => `中断自：${String(month)}`,
};

const clearers: Readonly<Record<ClearedBy, string>> = {
  time: '到期自动解除',
  payer: '缴费人',
  'registration-agency': '人社、医保参保登记机构',
  'medical-agency': '医保经办机构',
  'another bank of the district': '参保登记所在地的其他银行',
  channel: '缴费渠道',
  bureau: '人社、医保经办机构',
  treasury: '国库',
  operator: '税务部门',
  nobody: '不能解除',
};
