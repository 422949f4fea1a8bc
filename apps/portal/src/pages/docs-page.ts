import { serviceNames, type Operation } from '@canbao/contracts';
import { each, escape, headRow, page, section, table } from './html';

/** Every call of the API on one page. */
export const docsPage = (operations: readonly Operation[]): string =>
  page(
    '参保缴费 · 接口说明',
    `${header}<main>${each(serviceNames, (service) =>
      section(service, callTable(operations.filter((operation) => operation.service === service))),
    )}</main>`,
  );

const header = `<header><div><h1>接口说明</h1>
<p>Money is text with two decimals, months <code>YYYY-MM</code>, instants RFC 3339 at +08:00, errors RFC 9457.
<a href="/openapi.json">OpenAPI 3.1</a> · <a href="/">首页</a></p>
</div></header>`;

const callTable = (operations: readonly Operation[]): string =>
  table(headRow('Call', 'Does', 'By', 'May refuse'), each(operations, callRow), 'stack');

const callRow = ({ method, path, summary, roles, rejections }: Operation): string => `<tr>
<td><code>${method} /v1${escape(path)}</code></td>
<td>${escape(summary)}</td>
<td>${roles.length === 0 ? 'anyone' : roles.join(', ')}</td>
<td class="soft">${rejections.join(', ')}</td>
</tr>`;
