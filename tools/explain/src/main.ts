import { hash } from 'node:crypto';
import { canonicalJson } from '@canbao/event-sourcing';
import {
  assess,
  certificateOf,
  certifiedPack,
  certifiedRequest,
  citation,
  type OverrideMark,
  type PackName,
  type ParameterUsed,
  type QuoteRequest,
  type Step,
} from '@canbao/rules';
import { startedHere, whyNot } from '@canbao/service-kit/started-here';

interface Quote {
  readonly quoteId: string;
  readonly total: string;
  readonly expiresAt: string;
  readonly certificateHash: string;
  readonly certificate: {
    readonly pack: PackName;
    readonly request: Omit<QuoteRequest, 'facts'>;
    readonly assessment: { readonly steps: readonly Step[]; readonly parameters: readonly ParameterUsed[] };
  };
}

const hashOf = (certificate: unknown): string => hash('sha256', canonicalJson(certificate));

/** Prints how a quote was calculated, and calculates it again from the facts in its certificate. */
const explain = async (quoteId: string): Promise<boolean> => {
  const quote = await fetchQuote(quoteId);
  const { certificate } = quote;
  const { at, insurance, months } = certificate.request;
  const recomputed = recompute(certificate);
  const isEqual = recomputed === quote.certificateHash && hashOf(certificate) === quote.certificateHash;
  const lines = [
    `Quote ${quote.quoteId}, pack ${certificate.pack}`,
    `requested at ${at} for ${insurance} ${months.join(', ')}`,
    '',
    'Steps',
    ...certificate.assessment.steps.flatMap(stepLines),
    '',
    'Parameters',
    ...certificate.assessment.parameters.map(parameterLine),
    '',
    `Total ${quote.total}`,
    `hash stored     ${quote.certificateHash}`,
    `hash recomputed ${recomputed}  ${isEqual ? 'equal' : 'DIFFERENT'}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return isEqual;
};

const fetchQuote = async (quoteId: string): Promise<Quote> => {
  const { baseUrl, tokens } = startedHere<{ baseUrl: string; tokens: { auditor: string } }>();
  const response = await fetch(`${baseUrl}/v1/quotes/${encodeURIComponent(quoteId)}`, {
    headers: { authorization: `Bearer ${tokens.auditor}` },
  });
  if (!response.ok) throw new Error(`quote ${quoteId}: the service answered ${response.status}`);
  return (await response.json()) as Quote;
};

const recompute = (certificate: Quote['certificate']): string => {
  const request = certifiedRequest(certificate);
  const rules = certifiedPack(certificate);
  return hashOf(certificateOf(rules, request, assess(rules, request)));
};

const stepLines = ({ rule, formula, inputs, result }: Step, index: number): string[] => {
  const values = Object.entries(inputs).map(([name, value]) => `${name} = ${value}`);
  return [
    `  ${String(index + 1).padStart(2)}. ${rule.padEnd(22)} ${formula}`,
    `      ${values.join(', ')}  →  ${result}`,
  ];
};

const parameterLine = ({
  name,
  value,
  from,
  until,
  source,
  configuration,
  noteZh,
  override,
  endOverride,
}: ParameterUsed): string => {
  const period = `${from} to ${until ?? 'now'}`;
  const note = configuration === true ? ' (configuration)' : '';
  const wording = noteZh === undefined ? '' : ` ${noteZh}`;
  const line = `  ${name.padEnd(22)} ${value.padEnd(22)} ${period}   ${citation(source)}${note}${wording}`;
  return [line, ...overrideLine('set', override), ...overrideLine('end set', endOverride)].join('\n');
};

const overrideLine = (what: string, mark: OverrideMark | undefined): string[] =>
  mark === undefined
    ? []
    : [
        `      ${what} by ${mark.author}, approved by ${mark.approvedBy} at ${mark.decidedAt}, ` +
          `${mark.source} (override ${mark.overrideId})`,
      ];

const quoteId = process.argv[2];
if (quoteId === undefined) {
  process.stderr.write('Which quote? npm run explain -- <quoteId>\n');
  process.exit(2);
}
void explain(quoteId).then(
  (same) => process.exit(same ? 0 : 1),
  (error: unknown) => {
    process.stderr.write(`${whyNot(error)}\n`);
    process.exit(1);
  },
);
