import {
  idsOf,
  pack,
  packNames,
  sources,
  tablesOf,
  undatedRules,
  type Reference,
  type SourceDocument,
  type SourceId,
} from '@canbao/rules';
import { page, table } from './markdown';

const confidences: Readonly<Record<SourceDocument['confidence'], string>> = {
  A: 'official text with issuer and number, or agreeing sources',
  'A-': 'as A, but the number rests on one source',
  B: 'one credible news or municipal page',
  'B-': 'as B, but quoted without a page of its own',
  C: 'a third party, or another city as an analogy',
  guide: 'the payment guide in `docs/guide`',
  configuration: 'no source: an operator confirms the value',
};

/** Every document, page and configured value that the rules rest on, and which rules cite it. */
export const sourcesPage = (): string =>
  page(
    '# Sources',
    '',
    'What the rules rest on. Rows cite a source by its id; the platform shows its title, number and date.',
    '',
    ...table(['confidence', 'meaning'], Object.entries(confidences)),
    ...table(
      ['id', 'title', 'issuer', 'number', 'date', 'address', 'confidence', 'cited by', 'note'],
      Object.entries(sources).map(([id, source]) => row(id as SourceId, source)),
    ),
  );

const row = (id: SourceId, source: SourceDocument): string[] => {
  const { title, issuer = '', number = '', date = '', url, confidence, note = '' } = source;
  const address = url === undefined ? '' : `<${url}>`;
  return [`\`${id}\``, title, issuer, number, date, address, confidence, citedBy(id).join(', '), note];
};

/** The rules of every pack with the references that they rest on. */
const citations: readonly (readonly [rule: string, references: readonly Reference[]])[] = [
  ...packNames
    .flatMap((name) => tablesOf(pack(name)))
    .map(({ rule, rows }) => [rule, rows.map(({ source }) => source)] as const),
  ...Object.entries(undatedRules).map(([rule, reference]) => [rule, [reference]] as const),
];

const citedBy = (id: SourceId): string[] => [
  ...new Set(
    citations
      .filter(([, references]) => references.some((reference) => idsOf(reference).includes(id)))
      .map(([rule]) => rule),
  ),
];
