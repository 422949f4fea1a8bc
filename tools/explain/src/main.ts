import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '@canbao/event-sourcing';
import {
  assess,
  certificateOf,
  citation,
  pack,
  type PackName,
  type ParameterUsed,
  type QuoteRequest,
  type Step,
} from '@canbao/rules';

interface Quote {
  readonly quoteId: string;
  readonly total: string;
  readonly expiresAt: string;
  readonly certificateHash: string;
  readonly certificate: {
    readonly pack: PackName;
    readonly request: Omit<QuoteRequest, 'facts'>;
    readonly facts: QuoteRequest['facts'];
    readonly assessment: { readonly steps: readonly Step[]; readonly parameters: readonly ParameterUsed[] };
  };
}

const hashOf = (certificate: unknown): string => hash('sha256', canonicalJson(certificate));

/** Prints how a quote came about, and works it out again from the certificate's own facts. */
const explain = async (quoteId: string): Promise<boolean> => {
  const { baseUrl, tokens } = JSON.parse(
    readFileSync(join(process.env['CANBAO_DATA'] ?? '.local', 'credentials.json'), 'utf8'),
  ) as { baseUrl: string; tokens: { auditor: string } };
  const response = await fetch(`${baseUrl}/v1/quotes/${encodeURIComponent(quoteId)}`, {
    headers: { authorization: `Bearer ${tokens.auditor}` },
  });
  if (!response.ok) throw new Error(`quote ${quoteId}: the service answered ${response.status}`);
  const quote = (await response.json()) as Quote;
  const { certificate } = quote;
  const lines = [
    `Quote ${quote.quoteId}, pack ${certificate.pack}`,
    `asked at ${certificate.request.at} for ${certificate.request.insurance} ${certificate.request.months.join(', ')}`,
    '',
    'Steps',
  ];
  certificate.assessment.steps.forEach(({ rule, formula, inputs, result }, index) =>
    lines.push(
      `  ${String(index + 1).padStart(2)}. ${rule.padEnd(22)} ${formula}`,
      `      ${Object.entries(inputs)
        .map(([name, value]) => `${name} = ${value}`)
        .join(', ')}  →  ${result}`,
    ),
  );
  lines.push('', 'Parameters');
  for (const { name, value, from, until, source, configuration } of certificate.assessment.parameters) {
    lines.push(
      `  ${name.padEnd(22)} ${value.padEnd(22)} ${from} to ${until ?? 'now'}   ${citation(source)}${configuration === true ? ' (configuration)' : ''}`,
    );
  }
  const request = { ...certificate.request, facts: { ...certificate.facts } } as QuoteRequest;
  const rules = pack(certificate.pack);
  const again = hashOf(certificateOf(rules, request, assess(rules, request)));
  const same = again === quote.certificateHash && hashOf(certificate) === quote.certificateHash;
  lines.push(
    '',
    `Total ${quote.total}`,
    `hash stored     ${quote.certificateHash}`,
    `hash recomputed ${again}  ${same ? 'equal' : 'DIFFERENT'}`,
    '',
  );
  process.stdout.write(lines.join('\n'));
  return same;
};

const quoteId = process.argv[2];
if (quoteId === undefined) {
  process.stderr.write('Which quote? npm run explain -- <quoteId>\n');
  process.exit(2);
}
void explain(quoteId).then(
  (same) => process.exit(same ? 0 : 1),
  (error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  },
);
