import type { Operation } from '@canbao/contracts';
import { generalProblems } from '@canbao/service-kit';

/** The texts of a refusal. */
export interface RefusalText {
  readonly status: number;
  readonly detail: string;
  readonly userMessage: string;
  readonly retryable: boolean;
}

/**
 * What each call can be refused with, and what any call can, as a table of a page. `last` is what the reader
 * needs of a refusal's texts.
 * @throws Error where a call names a refusal that has no text.
 */
export const refusalTable = (
  calls: readonly Operation[],
  texts: Readonly<Record<string, RefusalText>>,
  last: 'detail' | 'userMessage',
): string => {
  const row = (where: string, code: string, text: RefusalText | undefined): string => {
    if (text === undefined) throw new Error(`${where} names ${code}, which has no text`);
    const repeat = text.retryable ? 'again, later' : 'final';
    return `| ${where} | \`${code}\` | ${text.status} | ${repeat} | ${text[last]} |`;
  };
  const head = last === 'detail' ? 'cause' : 'the payer reads';
  return [
    `| call | code | status | repeat | ${head} |`,
    '|---|---|---|---|---|',
    ...calls.flatMap(({ id, rejections }) => rejections.map((code) => row(`\`${id}\``, code, texts[code]))),
    ...Object.entries(generalProblems).map(([code, text]) => row('any', code, text)),
  ].join('\n');
};
