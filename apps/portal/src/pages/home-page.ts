import { citation, type Source } from '@canbao/rules';
import { doors } from './doors';
import { each, escape, headRow, page, section, table } from './html';

interface Guide {
  readonly hotline: { readonly number: string; readonly name: string };
  readonly channels: readonly { readonly name: string; readonly note?: string }[];
  readonly sections: readonly { readonly guide: string; readonly title: string; readonly text: string }[];
  readonly bankTable: BankTable;
}
interface BankTable {
  readonly banks: readonly { readonly key: string; readonly nameZh: string }[];
  readonly districts: readonly { readonly nameZh: string; readonly banks: readonly string[] }[];
}
interface Rules {
  readonly on: string;
  readonly items: readonly RuleItem[];
}
interface RuleItem {
  readonly rule: string;
  readonly zh: string;
  readonly value: string;
  /** Not of an assessment of former releases. */
  readonly valueZh?: string;
  readonly from: string;
  readonly source: Source;
  readonly configuration?: boolean;
  /** What citizens are told about figures that may still change. */
  readonly noteZh?: string;
}

const timeoutMs = 3000;

/**
 * The home page: what this is, a door for each kind of visitor, where and how to pay, the figures in force,
 * the bank table. With a sandbox, doors sign in by one click, and there is the way to its fault menu.
 * @throws when the assessment service does not answer.
 */
export const homePage = async (assessmentUrl: string, hasSandbox: boolean): Promise<string> => {
  const get = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${assessmentUrl}/v1${path}`, { signal: AbortSignal.timeout(timeoutMs) });
    return (await response.json()) as T;
  };
  const [guide, rules] = await Promise.all([get<Guide>('/guide'), get<Rules>('/rules')]);
  const sections = [
    doors(hasSandbox),
    section('缴费渠道', channelList(guide.channels)),
    section('缴费须知', each(guide.sections, advice)),
    section(`现行标准 <small>${escape(rules.on)}</small>`, ruleTable(rules.items)),
    section('各区县可缴费银行', bankTable(guide.bankTable)),
  ];
  return page(
    '参保缴费 Canbao',
    `${header(guide.hotline, hasSandbox)}
<main>
${sections.join('\n')}
</main>
<footer>指南全文见“社保缴费指引”</footer>`,
  );
};

const header = (
  { name, number }: Guide['hotline'],
  hasSandbox: boolean,
): string => `<header><div><h1>参保缴费</h1>
<p>灵活就业人员基本养老保险、基本医疗保险自主缴费 · 济南市</p>
<p lang="en">Pension and medical contributions of flexibly employed people, whole and explained.</p>
<p>${escape(name.replace(number, ''))} <strong>${escape(number)}</strong>
${hasSandbox ? ' · <a href="/sandbox/">沙箱故障菜单</a>' : ''}</p>
</div></header>`;

const channelList = (channels: Guide['channels']): string =>
  `<ul>${each(channels, ({ name, note }) => {
    const remark = note === undefined ? '' : ` <small>${escape(note)}</small>`;
    return `<li>${escape(name)}${remark}</li>`;
  })}</ul>`;

const advice = ({ title, text, guide }: Guide['sections'][number]): string =>
  `<p><strong>${escape(title)}</strong> <small>${escape(guide)}</small><br>${escape(text)}</p>`;

const ruleTable = (items: readonly RuleItem[]): string =>
  table(headRow('项目', '数值', '起始', '依据'), each(items, ruleRow), 'stack');

const ruleRow = ({
  zh,
  rule,
  value,
  valueZh = value,
  from,
  source,
  configuration,
  noteZh,
}: RuleItem): string => `<tr>
<td>${escape(zh)}<br><small>${escape(rule)}</small></td>
<td>${escape(valueZh)}${noteZh === undefined ? '' : `<br><small>${escape(noteZh)}</small>`}</td>
<td class="day">${escape(from)}</td>
<td class="soft">${escape(citation(source))}${configuration === true ? ' · 配置值' : ''}</td>
</tr>`;

const bankTable = ({ banks, districts }: BankTable): string => {
  const tick = (ticked: boolean): string => `<td class="tick">${ticked ? '√' : ''}</td>`;
  const names = each(banks, ({ nameZh }) => `<th class="tick">${escape(nameZh)}</th>`);
  const rows = each(districts, (district) => {
    const ticks = each(banks, ({ key }) => tick(district.banks.includes(key)));
    return `<tr><td>${escape(district.nameZh)}</td>${ticks}</tr>`;
  });
  return table(`<tr><th>参保登记所在地</th>${names}</tr>`, rows, 'wide');
};
