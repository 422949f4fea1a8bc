import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { Desk } from './desk';
import { isMerchants, letters, scheme, signatureHeaders } from './texts';

/** WeChat refuses a request that was signed so long ago, or will be, in seconds. */
const freshSeconds = 300;
const prefix = '/channels/wechat';

/** What is answered: nothing in it is 204. `cause`: the number that ends the Request-ID of an error. */
export interface Answer {
  readonly status: number;
  readonly body?: object;
  readonly cause?: string;
}
/** A request whose signature holds. */
export interface Asked {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** The address as the caller knows it, to which paths of this gateway are added. */
  readonly address: string;
}

export const refusal = (status: number, code: string, message: string, cause?: string): Answer => ({
  status,
  body: { code, message },
  ...(cause === undefined ? {} : { cause }),
});
const badSignature = refusal(401, 'SIGN_ERROR', '错误的签名，验签失败', '268443699');
const failure = refusal(500, 'SYSTEM_ERROR', '系统异常，请用相同参数重新调用');
const tooMany = refusal(429, 'FREQUENCY_LIMITED', '频率限制，请降低频率后重试');

/** A call: `orderOf` says which order's faults hit it. */
export interface Route {
  readonly method: HTTPMethods;
  readonly path: string;
  readonly orderOf: (asked: Asked) => string;
  readonly answer: (desk: Desk, asked: Asked) => Promise<Answer>;
}

/** Serves calls: verifies them, plays the faults of their order, and signs the answers. */
export const serve = (app: FastifyInstance, desk: Desk, routes: readonly Route[]): void => {
  for (const route of routes)
    app.route({
      method: route.method,
      url: route.path,
      handler: async (request, reply) => {
        if (!isSigned(desk, request)) return send(desk, request, reply, badSignature);
        const asked = askedIn(request);
        return play(desk, route, asked, request, reply);
      },
    });
};

const play = async (
  desk: Desk,
  route: Route,
  asked: Asked,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> => {
  const { faults } = desk.world;
  const order = route.orderOf(asked);
  const before = faults.next('wechat', order, 'timeout-before', 'error-500', 'rate-limit');
  if (before === 'timeout-before') return reply.hijack();
  if (before === 'error-500') return send(desk, request, reply, failure);
  if (before === 'rate-limit') return send(desk, request, reply, tooMany);
  const answer = await route.answer(desk, asked);
  const after = faults.next('wechat', order, 'timeout-after-success', 'answer-forged');
  if (after === 'timeout-after-success') return reply.hijack();
  return send(desk, request, reply, answer, after === 'answer-forged');
};

const askedIn = ({ params, query, body, headers, protocol }: FastifyRequest): Asked => ({
  params: params as Record<string, string>,
  query: query as Record<string, string>,
  body: jsonIn(body),
  address: `${protocol}://${headers.host ?? ''}${prefix}`,
});

const jsonIn = (body: unknown): unknown => {
  try {
    return JSON.parse(Buffer.isBuffer(body) ? body.toString() : '') as unknown;
  } catch {
    return undefined;
  }
};

/** Clients sign the path with the prefix of this sandbox, or without. */
export const isSigned = (
  { secrets, world }: Desk,
  { headers, method, raw, body }: FastifyRequest,
): boolean => {
  const [said, parts = ''] = (headers.authorization ?? '').split(/ (.*)/s);
  const of = Object.fromEntries(
    [...parts.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  ) as Record<string, string>;
  const seconds = Number(of['timestamp']);
  const isFresh = Math.abs(Date.parse(world.clock.now()) / 1000 - seconds) < freshSeconds;
  if (said !== scheme || of['mchid'] !== secrets.mchid || of['serial_no'] !== secrets.merchant.serial)
    return false;
  const url = raw.url ?? '';
  const text = Buffer.isBuffer(body) ? body.toString() : '';
  const rest = [of['timestamp'] ?? '', of['nonce_str'] ?? '', text];
  return (
    isFresh &&
    [url, url.slice(prefix.length)].some((path) =>
      isMerchants(secrets.merchant.publicKey, [method, path, ...rest], of['signature'] ?? ''),
    )
  );
};

/** Signed with the key that the request asks for: older clients ask for none, and know certificates only. */
const send = (
  { secrets, world }: Desk,
  { headers }: FastifyRequest,
  reply: FastifyReply,
  { status, body, cause = '268435456' }: Answer,
  isForged = false,
): FastifyReply => {
  const { certificate, publicKey } = secrets;
  const text = body === undefined ? '' : JSON.stringify(body);
  const seconds = Math.floor(Date.parse(world.clock.now()) / 1000);
  const key = headers['wechatpay-serial'] === publicKey.id ? publicKey : certificate;
  void reply
    .status(status)
    .headers(signatureHeaders(key, seconds, isForged ? `${text} ` : text))
    .header('Request-ID', `08${letters(18).toUpperCase()}-${cause}`);
  return body === undefined
    ? reply.send()
    : reply.header('content-type', 'application/json; charset=utf-8').send(text);
};
