import type { Operation } from '@canbao/contracts';

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const page = (
  title: string,
  body: string,
): string => `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${title}</title><style>
:root{color-scheme:light;--ink:#17324d;--soft:#5b7083;--line:#dce5ec;--paper:#fff;--back:#f4f7f9;--accent:#0b6e99;--good:#1c7c54}
*{box-sizing:border-box}body{margin:0;background:var(--back);color:var(--ink);font:16px/1.65 "Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
header{background:linear-gradient(120deg,#0b4f6c,#0b6e99);color:#fff;padding:40px 0}header>div,main{max-width:1088px;margin:0 auto;padding:0 24px}header h1{margin:0 0 8px;font-size:34px}header p{margin:0;opacity:.9}header a{color:#fff}
main{padding:24px}td code{white-space:nowrap}header code{color:var(--ink)}section{background:var(--paper);border:1px solid var(--line);border-radius:12px;padding:20px 24px;margin:0 0 20px}h2{margin:0 0 12px;font-size:20px}
table{width:100%;border-collapse:collapse;font-size:14px}th,td{padding:7px 8px;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}th{color:var(--soft);font-weight:600}td.day{white-space:nowrap}td.tick{color:var(--good);text-align:center}th.tick{text-align:center}
.scroll{overflow-x:auto}small,.soft{color:var(--soft)}code{background:#eef3f6;border-radius:4px;padding:1px 5px;font-size:13px}ul{margin:0;padding-left:20px}p:last-child{margin-bottom:0}footer{text-align:center;color:var(--soft);padding:8px 0 40px}
@media(max-width:640px){header{padding:28px 0}header h1{font-size:28px}header>div,main{padding-left:14px;padding-right:14px}section{padding:16px}.stack tr{display:block;padding:8px 0;border-bottom:1px solid var(--line)}.stack td{display:block;border:0;padding:1px 0}.stack tr:first-child{display:none}}
</style></head><body>${body}</body></html>`;

interface Guide {
  readonly hotline: { readonly number: string; readonly name: string };
  readonly channels: readonly { readonly name: string; readonly note?: string }[];
  readonly sections: readonly { readonly guide: string; readonly title: string; readonly text: string }[];
  readonly bankTable: {
    readonly banks: readonly { readonly key: string; readonly nameZh: string }[];
    readonly districts: readonly { readonly nameZh: string; readonly banks: readonly string[] }[];
  };
}
interface Rules {
  readonly on: string;
  readonly items: readonly {
    readonly rule: string;
    readonly zh: string;
    readonly value: string;
    readonly from: string;
    readonly source: string | { readonly document: string; readonly guide?: string };
    readonly configuration?: boolean;
  }[];
}

/** What the first visitor sees: what this is, where and how to pay, the figures in force, the bank table. */
export const homePage = async (assessmentUrl: string): Promise<string> => {
  const get = async <T>(path: string): Promise<T> =>
    (await fetch(`${assessmentUrl}/v1${path}`, { signal: AbortSignal.timeout(3000) })).json() as Promise<T>;
  const [guide, rules] = await Promise.all([get<Guide>('/guide'), get<Rules>('/rules')]);
  const { banks, districts } = guide.bankTable;
  const source = (of: Rules['items'][number]['source']): string =>
    typeof of === 'string' ? of : `${of.document}${of.guide === undefined ? '' : `（指南 ${of.guide}）`}`;
  return page(
    '参保缴费 Canbao',
    `
<header><div><h1>参保缴费</h1><p>灵活就业人员基本养老保险、基本医疗保险自主缴费 · 济南市</p><p><a href="/docs">接口说明</a> · <a href="/openapi.json">OpenAPI</a> · ${escape(guide.hotline.name.replace(guide.hotline.number, ''))} <strong>${escape(guide.hotline.number)}</strong></p></div></header>
<main>
<section><h2>缴费渠道</h2><ul>${guide.channels.map(({ name, note }) => `<li>${escape(name)}${note === undefined ? '' : ` <small>${escape(note)}</small>`}</li>`).join('')}</ul></section>
<section><h2>缴费须知</h2>${guide.sections.map(({ title, text, guide: id }) => `<p><strong>${escape(title)}</strong> <small>${escape(id)}</small><br>${escape(text)}</p>`).join('')}</section>
<section><h2>现行标准 <small>${escape(rules.on)}</small></h2><div class="scroll stack"><table><tr><th>项目</th><th>数值</th><th>起始</th><th>依据</th></tr>${rules.items.map((item) => `<tr><td>${escape(item.zh)}<br><small>${escape(item.rule)}</small></td><td>${escape(item.value)}</td><td class="day">${escape(item.from)}</td><td class="soft">${escape(source(item.source))}${item.configuration === true ? ' · 配置值' : ''}</td></tr>`).join('')}</table></div></section>
<section><h2>各区县可缴费银行</h2><div class="scroll"><table><tr><th>参保登记所在地</th>${banks.map(({ nameZh }) => `<th class="tick">${escape(nameZh)}</th>`).join('')}</tr>${districts.map((district) => `<tr><td>${escape(district.nameZh)}</td>${banks.map(({ key }) => `<td class="tick">${district.banks.includes(key) ? '√' : ''}</td>`).join('')}</tr>`).join('')}</table></div></section>
</main><footer>指南全文见“社保缴费指引”</footer>`,
  );
};

/** Every call of the API on one page. */
export const docsPage = (operations: readonly Operation[]): string =>
  page(
    '参保缴费 · 接口说明',
    `
<header><div><h1>接口说明</h1><p>Money is text with two decimals, months <code>YYYY-MM</code>, instants RFC 3339 at +08:00, errors RFC 9457. <a href="/openapi.json">OpenAPI 3.1</a> · <a href="/">首页</a></p></div></header><main>
${['registration', 'assessment', 'payment', 'ledger-sync']
  .map(
    (service) =>
      `<section><h2>${service}</h2><div class="scroll stack"><table><tr><th>Call</th><th>Does</th><th>By</th><th>May refuse</th></tr>${operations
        .filter((op) => op.service === service)
        .map(
          (op) =>
            `<tr><td><code>${op.method} /v1${escape(op.path)}</code></td><td>${escape(op.summary)}</td><td>${op.roles.length === 0 ? 'anyone' : op.roles.join(', ')}</td><td class="soft">${op.rejections.join(', ')}</td></tr>`,
        )
        .join('')}</table></div></section>`,
  )
  .join('')}
</main>`,
  );
