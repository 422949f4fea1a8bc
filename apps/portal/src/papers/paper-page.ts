import { create as qrCode } from 'qrcode';
import { each, escape, headRow, page, section, table } from '../pages/html';
import type { PaperState } from '@canbao/contracts';
import type { Column, Entry, Sheet, Table } from './sheet';

/** A paper as a page that can be printed. */
export const paperPage = (sheet: Sheet, checkUrl: string): string =>
  page(
    escape(`${sheet.title} ${sheet.number}`),
    `${head(sheet)}<main>${body(sheet)}
<section class="check">${qrSvg(checkUrl)}<div>
<p><small>防伪码</small> <code>${escape(sheet.code)}</code></p>
<p><small>查验</small> ${escape(checkUrl)}</p>
${each(sheet.notes, (note) => `<p><small>${escape(note)}</small></p>`)}
</div></section></main>`,
  );

/** A paper that is genuine, and how it stands now. */
interface Checked {
  readonly sheet: Sheet;
  readonly state: PaperState | 'changed';
}

/** What the check of a paper found: the paper as it stands, or that there is none. */
export const checkPage = (found: Checked | undefined, refusal?: string): string =>
  page(
    '凭证查验',
    `<header><div><h1>凭证查验</h1>
<p>核对查验结果与凭证所载内容，任何一处不同即为伪造、变造。</p></div></header>
<main>${found === undefined ? '' : genuine(found.sheet, found.state)}
${refusal === undefined ? '' : notGenuine(refusal)}
${section('输入防伪码', form)}</main>`,
  );

const genuine = (sheet: Sheet, state: Checked['state']): string =>
  `<section><h2 class="${verdicts[state][0]}">${verdicts[state][1]}</h2>
<p>${escape(sheet.title)} <small>${escape(sheet.number)}</small>${stamped(sheet)}</p></section>
${body(sheet)}`;

/** What a genuine paper is still worth. */
const verdicts: Readonly<Record<Checked['state'], readonly ['good' | 'warn' | 'bad', string]>> = {
  valid: ['good', '该凭证真实有效'],
  'in-suspense': ['warn', '该凭证真实，但款项尚在核实，未计入参保月份'],
  'refund-under-way': ['warn', '该凭证真实，但款项正在办理退费'],
  'partly-refunded': ['warn', '该凭证真实，但部分款项已退费，以实缴合计为准'],
  refunded: ['bad', '该凭证真实，但款项已全部退费，不能再作为缴费凭据'],
  reversed: ['bad', '该凭证真实，但缴费已冲正，不能再作为缴费凭据'],
  changed: ['warn', '该凭证真实，但所列月份此后有退费或更正，请重新查询'],
};

const notGenuine = (refusal: string): string =>
  `<section><h2 class="bad">${escape(refusal)}</h2><p>如有疑问，请拨打 12366。</p></section>`;

const form = `<form action="/verify" method="get">
<label for="code">防伪码</label>
<input id="code" name="code" maxlength="80" autocomplete="off" required>
<button>查验</button></form>`;

const head = (sheet: Sheet): string =>
  `<header><div><h1>${escape(sheet.title)}</h1>
<p>编号：${escape(sheet.number)}${stamped(sheet)}</p></div></header>`;

const stamped = ({ stamp }: Sheet): string =>
  stamp === undefined ? '' : ` <strong class="stamp">${escape(stamp)}</strong>`;

const body = ({ facts, totals, further = [], ...lines }: Sheet): string =>
  `<section><dl>${each(facts, entry)}</dl></section>
<section>${lineTable(lines)}</section>
${each(further, ({ heading, ...more }) => section(escape(heading), lineTable(more)))}
<section><dl>${each(totals, entry)}</dl></section>`;

const lineTable = ({ columns, rows }: Table): string =>
  table(
    headRow(...columns.map(({ title }) => escape(title))),
    each(rows, (row) => rowHtml(row, columns)),
    'stack',
  );

const entry = ([label, value]: Entry): string => `<dt>${escape(label)}</dt><dd>${escape(value)}</dd>`;

/** On a phone a cell stands below another, with its heading before it. */
const rowHtml = (row: readonly string[], columns: readonly Column[]): string =>
  `<tr>${row.map((text, index) => cell(columns[index]?.title ?? '', text)).join('')}</tr>`;

const cell = (label: string, text: string): string =>
  `<td data-label="${escape(label)}">${escape(text)}</td>`;

/** One path: no style of its own, which the page's policy would refuse. */
const qrSvg = (text: string): string => {
  const { modules } = qrCode(text, { errorCorrectionLevel: 'M' });
  const squares = Array.from({ length: modules.size }, (_, y) =>
    Array.from({ length: modules.size }, (__, x) =>
      modules.get(y, x) === 1 ? `M${x} ${y}h1v1h-1z` : '',
    ).join(''),
  ).join('');
  const size = modules.size;
  const box = `-2 -2 ${size + 4} ${size + 4}`;
  return `<svg role="img" aria-label="查验二维码" viewBox="${box}"><path d="${squares}"/></svg>`;
};
