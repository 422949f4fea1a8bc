import { allOperations, serviceNames, type Operation } from '@canbao/contracts';
import { each, escape, headRow, page, section, table } from '../pages/html';

const texts = {
  calls: {
    title: '接口说明',
    document: '/openapi.json',
    also:
      '<a href="/openapi.json">OpenAPI 3.1</a> · <a href="/docs/events">事件说明</a> · ' +
      '<a href="/docs/canbao.postman_collection.json">Postman / Bruno</a>',
    about:
      'Money is text with two decimals, months <code>YYYY-MM</code>, instants RFC 3339 at +08:00, ' +
      'errors RFC 9457.',
  },
  events: {
    title: '事件说明',
    document: '/docs/events.json',
    also: '<a href="/asyncapi.json">AsyncAPI 3</a> · <a href="/docs">接口说明</a>',
    about:
      'CloudEvents on Kafka, keyed by person. A consumer ignores types and fields that it does not know; ' +
      'each event carries its stream, its version and the version before it on that topic.',
  },
} as const;

/** The viewer of all calls, or of all events. In a sandbox calls can be tried out, signed in by one click. */
export const docsPage = (what: keyof typeof texts, hasSandbox: boolean): string => {
  const { title, document, also, about } = texts[what];
  return page(
    `${title} · 参保缴费`,
    `<header><div><h1>${title}</h1>
<p lang="en">${about}</p>
<p>${also} · <a href="/">首页</a></p>
${what === 'calls' && hasSandbox ? signIn : ''}
</div></header>
<main class="viewer"><div id="viewer" data-document="${document}"></div>
<noscript>${what === 'calls' ? callTables : ''}</noscript></main>
<script src="/docs/viewer/swagger-ui-bundle.js"></script>
<script src="/docs/viewer/viewer.js"></script>`,
    '<link rel="stylesheet" href="/docs/viewer/swagger-ui.css">' +
      '<link rel="stylesheet" href="/docs/viewer/viewer.css">',
  );
};

/** Filled by the script, with whom the sandbox knows. */
const signIn = `<p id="sign-in" hidden><label>试用身份 Try as
<select><option value="">不登录 nobody</option></select></label> <span role="status"></span></p>`;

/** Every call without a script. */
const callTables = each(serviceNames, (service) =>
  section(service, callTable(allOperations.filter((operation) => operation.service === service))),
);

function callTable(operations: readonly Operation[]): string {
  return table(headRow('Call', 'Does', 'By', 'May refuse'), each(operations, callRow), 'stack');
}

function callRow({ method, path, summary, roles, rejections }: Operation): string {
  return `<tr>
<td><code>${method} /v1${escape(path)}</code></td>
<td>${escape(summary)}</td>
<td>${roles.length === 0 ? 'anyone' : roles.join(', ')}</td>
<td class="soft">${rejections.join(', ')}</td>
</tr>`;
}
