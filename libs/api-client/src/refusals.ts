import type { components } from './schema';

/** The problem document of a refusal (RFC 9457): `userMessage` is the Chinese sentence for the person. */
export type Problem = components['schemas']['Problem'];

/** The API has said no. Nothing has happened. */
export class Refused extends Error {
  override readonly name = 'Refused';

  private constructor(
    readonly problem: Problem,
    /** After so many seconds the same request can succeed; undefined where the answer does not say. */
    readonly retryAfterSeconds: number | undefined,
  ) {
    super(`${problem.status} ${problem.code}`);
  }

  static of(status: number, text: string, retryAfter: string | undefined): Refused {
    const seconds = Number(retryAfter);
    return new Refused(
      problemIn(text) ?? unreadable(status),
      retryAfter === undefined || Number.isNaN(seconds) ? undefined : seconds,
    );
  }
}

/** No answer came. Whether the request arrived is unknown: the same again, under the same key, is safe. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';

  constructor(override readonly cause: unknown) {
    super('no answer came');
  }
}

const problemIn = (text: string): Problem | undefined => {
  try {
    const read = JSON.parse(text) as Partial<Problem> | null;
    return typeof read?.code === 'string' && typeof read.userMessage === 'string'
      ? (read as Problem)
      : undefined;
  } catch {
    return undefined;
  }
};

/** Something between us and the API has answered. */
const unreadable = (status: number): Problem => ({
  type: 'about:blank',
  title: 'Unreadable answer',
  status,
  code: 'unreadable',
  detail: 'The answer is no problem document; something in front of the API gave it.',
  userMessage: '系统繁忙，请稍后再试。',
  retryable: true,
});
