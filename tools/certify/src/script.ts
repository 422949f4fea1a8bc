/** How an answer is signed; only by `right` and `next-key` is it to be believed. */
export type AnswerSignature =
  'right' | 'next-key' | 'none' | 'wrong' | 'unknown-key' | 'stale' | 'future' | 'of-another-request';

/** What the platform does with one request. */
export interface Step {
  /** Only a request of this kind takes the step. */
  readonly only?: 'collect' | 'reverse';
  /** Whether it books what it is told; the answer may say otherwise. */
  readonly works: boolean;
  /** `never` answers nothing, `broken` ends within the answer, `late` when the gateway has given up. */
  readonly answers?: 'in-time' | 'never' | 'broken' | 'late';
  /** In place of the genuine answer. */
  readonly says?: { readonly status: number; readonly body: object; readonly retryAfterSeconds?: number };
  /** Changes members of the genuine answer. */
  readonly changes?: object;
  readonly signed?: AnswerSignature;
}

/** The platform as it is when nothing is scripted. */
export const genuine: Step = { works: true };

/** A problem document as the platform writes it. */
export const problem = (
  status: number,
  code: string,
  retryable: boolean,
  retryAfterSeconds?: number,
): NonNullable<Step['says']> => ({
  status,
  body: {
    type: `https://canbao.example/problems/${code}`,
    title: code,
    status,
    code,
    detail: code,
    userMessage: '请稍后再试。',
    retryable,
  },
  ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
});
