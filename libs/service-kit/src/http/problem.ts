import type { Condition, RejectionText } from '@canbao/contracts';

/** What a problem says, and its HTTP status. */
export interface ProblemText extends Omit<RejectionText, 'status'> {
  readonly status: number;
}

/** What can go wrong before a domain decides. Callers rely on the codes: they never change. */
export const generalProblems = {
  'invalid-request': {
    status: 400,
    detail: 'The request does not match the description of this call.',
    userMessage: '请求内容不符合要求，请检查后重新提交。',
    retryable: false,
  },
  'invalid-json': {
    status: 400,
    detail: 'The body is not acceptable JSON.',
    userMessage: '请求格式有误，请检查后重新提交。',
    retryable: false,
  },
  'duplicate-key': {
    status: 400,
    detail: 'A JSON object names the same member twice.',
    userMessage: '请求内容有重复字段，请检查后重新提交。',
    retryable: false,
  },
  'idempotency-key-required': {
    status: 400,
    detail: 'This call needs an Idempotency-Key header.',
    userMessage: '缺少请求编号，请重新提交。',
    retryable: false,
  },
  'idempotency-key-invalid': {
    status: 400,
    detail: 'Idempotency-Key must be one header of 1 to 255 printable ASCII characters.',
    userMessage: '请求编号格式有误，请重新提交。',
    retryable: false,
  },
  'personal-data-not-allowed': {
    status: 400,
    detail:
      'A field that is kept in plain text holds what reads as an identity number: send a number of your ' +
      'own that names no person. One that only looks like it passes with a letter among its figures.',
    userMessage: '请勿在流水号、请求编号、备注等内容中填写身份证号码，请更换后重新提交。',
    retryable: false,
  },
  'not-signed-in': {
    status: 401,
    detail: 'No valid bearer token.',
    userMessage: '请先登录。',
    retryable: false,
  },
  'signature-required': {
    status: 401,
    detail: 'Requests of this channel are signed; this one carries no Canbao-Signature.',
    userMessage: '请求未签名，请联系系统管理员。',
    retryable: false,
  },
  'signature-refused': {
    status: 401,
    detail: 'Canbao-Signature does not prove this request; `because` says what is wrong with it.',
    userMessage: '请求签名无效，请联系系统管理员。',
    retryable: false,
  },
  'certificate-refused': {
    status: 401,
    detail: 'The client certificate is not one of this channel.',
    userMessage: '客户端证书与渠道不符，请联系系统管理员。',
    retryable: false,
  },
  forbidden: {
    status: 403,
    detail: 'This role may not make this call.',
    userMessage: '您没有办理此业务的权限。',
    retryable: false,
  },
  'not-found': {
    status: 404,
    detail: 'There is nothing here.',
    userMessage: '未找到所请求的内容。',
    retryable: false,
  },
  'method-not-allowed': {
    status: 405,
    detail: 'This path does not support this method; Allow lists those it supports.',
    userMessage: '不支持该请求方式。',
    retryable: false,
  },
  'request-timeout': {
    status: 408,
    detail: 'The request did not arrive in time.',
    userMessage: '请求超时，请重新提交。',
    retryable: true,
  },
  'not-sealed-yet': {
    status: 409,
    detail: 'Stored after the last seal; the next one follows within a minute.',
    userMessage: '该记录尚未封存，请一分钟后再试。',
    retryable: true,
  },
  'body-too-large': {
    status: 413,
    detail: 'The body is larger than this call accepts.',
    userMessage: '请求内容过大。',
    retryable: false,
  },
  'unsupported-media-type': {
    status: 415,
    detail:
      'Send application/json, or application/x-ndjson where the call takes a file, without content encoding.',
    userMessage: '请求格式不受支持。',
    retryable: false,
  },
  'expectation-failed': {
    status: 417,
    detail: 'The only expectation that is supported is 100-continue.',
    userMessage: '请求格式不受支持。',
    retryable: false,
  },
  'too-many-files': {
    status: 429,
    detail: 'Too many files are being sent at a time; send the next when one has been answered.',
    userMessage: '同时上传的文件过多，请稍后再试。',
    retryable: true,
  },
  'headers-too-large': {
    status: 431,
    detail: 'The headers are larger than any call accepts.',
    userMessage: '请求内容过大。',
    retryable: false,
  },
  'too-many-requests': {
    status: 429,
    detail: 'Too many calls; RateLimit names the limit, and Retry-After when it ends.',
    userMessage: '操作过于频繁，请稍后再试。',
    retryable: true,
  },
  'idempotency-key-reused': {
    status: 422,
    detail: 'This key was used for a different request.',
    userMessage: '请求编号已用于其他请求，请更换后提交。',
    retryable: false,
  },
  busy: {
    status: 503,
    detail: 'The service cannot take the request now.',
    userMessage: '系统繁忙，请稍后再试。',
    retryable: true,
  },
  internal: {
    status: 500,
    detail: 'An unexpected fault; it has been recorded.',
    userMessage: '系统异常，请稍后再试。',
    retryable: true,
  },
} as const satisfies Record<string, ProblemText>;
/** A code that any call can answer with. */
export type GeneralProblem = keyof typeof generalProblems;

/** An answer other than success: thrown anywhere below a controller, rendered as RFC 9457 by the filter. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly text: ProblemText,
    readonly extra: {
      readonly details?: Readonly<Record<string, unknown>>;
      readonly conditions?: readonly Condition[];
    } = {},
  ) {
    super(`${code}: ${text.detail}`);
  }

  static general(code: GeneralProblem, details?: Readonly<Record<string, unknown>>): Problem {
    return new Problem(code, generalProblems[code], details === undefined ? {} : { details });
  }

  /** The problem document without its trace id, as it is stored with an idempotency key. */
  document(): Record<string, unknown> {
    const { status, detail, userMessage, retryable } = this.text;
    return {
      type: `https://canbao.example/problems/${this.code}`,
      title: this.code,
      status,
      code: this.code,
      detail,
      userMessage,
      retryable,
      ...this.extra,
    };
  }
}

/** A rejected command as its problem document, as it is answered and, when final, stored with its key. */
export class AnsweredProblem extends Error {
  constructor(readonly document: Record<string, unknown>) {
    super(String(document['code']));
  }
}
