import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startedHere, whyNot } from '@canbao/service-kit/started-here';
import { printed, type Report } from './printed';

const usage =
  'Whose? npm run benefits -- --person <id> [--asof 2022-05-18] [--pay-by 2022-05-25] [--svg file.svg]';

const { values } = parseArgs({
  options: {
    person: { type: 'string' },
    asof: { type: 'string' },
    'pay-by': { type: 'string' },
    svg: { type: 'string' },
  },
});

/** Asks as the auditor, whom every person's cover is shown. */
const ask = async (personId: string, path: string, query: URLSearchParams): Promise<Response> => {
  const { baseUrl, tokens } = startedHere<{ baseUrl: string; tokens: { auditor: string } }>();
  const url = `${baseUrl}/v1/persons/${encodeURIComponent(personId)}/${path}?${query}`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${tokens.auditor}` } });
  if (response.ok) return response;
  const { code, detail, details } = (await response.json()) as Readonly<Record<string, unknown>>;
  const more = details === undefined ? '' : ` ${JSON.stringify(details)}`;
  throw new Error(`person ${personId}: ${response.status} ${String(code)}${more}. ${String(detail)}`);
};

const main = async (personId: string): Promise<void> => {
  const query = new URLSearchParams({
    ...(values.asof === undefined ? {} : { asOf: values.asof }),
    ...(values['pay-by'] === undefined ? {} : { payBy: values['pay-by'] }),
  });
  const report = (await (await ask(personId, 'coverage', query)).json()) as Report;
  process.stdout.write(`${printed(personId, report).join('\n')}\n`);
  if (values.svg === undefined) return;
  writeFileSync(values.svg, await (await ask(personId, 'coverage.svg', query)).text());
  process.stdout.write(`\ndrawn in ${values.svg}\n`);
};

if (values.person === undefined) {
  process.stderr.write(`${usage}\n`);
  process.exit(2);
}
void main(values.person).catch((error: unknown) => {
  process.stderr.write(`${whyNot(error)}\n`);
  process.exit(1);
});
