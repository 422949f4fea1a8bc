import type { Day } from '@canbao/calendar';
import {
  checkPack,
  findingKinds,
  ownSpan,
  tablesOf,
  type Pack,
  type PackFinding,
  type Span,
} from '@canbao/rules';

const headings: Readonly<Record<PackFinding['kind'], string>> = {
  contradiction: 'Contradictions',
  gap: 'Without a row',
  'not-enforced': 'Stated, and not enforced',
  unconfirmed: 'To be confirmed: no source gives the value, or its dates',
};

/** What the check of a pack says, and whether the pack is whole in these days. */
export interface CheckReport {
  readonly isWhole: boolean;
  readonly text: string;
}

/** From the first day that the pack speaks for to its last, or to today where that is later. */
export const spanOf = (pack: Pack, today: Day): Span => {
  const own = ownSpan(pack) ?? { from: today, until: today };
  return { from: own.from, until: own.until > today ? own.until : today };
};

/** Everything that the check of a pack finds in these days, in words. */
export const checkReport = (pack: Pack, span: Span): CheckReport => {
  const findings = checkPack(pack, span);
  const isWhole = findings.every(({ kind }) => kind === 'unconfirmed');
  const title = `Pack ${pack.name}, ${span.from} to ${span.until}: ${isWhole ? 'whole' : 'NOT WHOLE'}`;
  const sections = findingKinds.flatMap((kind) =>
    section(
      pack,
      headings[kind],
      findings.filter((finding) => finding.kind === kind),
    ),
  );
  const ways = isWhole
    ? []
    : ['', 'A pack that is not whole can be compared and tried in the sandbox; production refuses it.'];
  return { isWhole, text: [title, ...sections, ...ways].join('\n') };
};

const section = (pack: Pack, heading: string, findings: readonly PackFinding[]): string[] => {
  if (findings.length === 0) return ['', `${heading}: none`];
  const rules = [...new Set(findings.map(({ rule }) => rule))];
  return [
    '',
    `${heading}: ${findings.length}`,
    ...rules.flatMap((rule) => [
      `  ${rule} ${zhOf(pack, rule)}`,
      ...findings.filter((finding) => finding.rule === rule).map(({ text }) => `    ${text}`),
    ]),
  ];
};

const zhOf = (pack: Pack, rule: string): string =>
  tablesOf(pack).find((table) => table.rule === rule)?.zh ?? '';
