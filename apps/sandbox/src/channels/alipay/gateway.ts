import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { billOf } from './bill';
import { invalid, methods, nowIn, type Answer, type Desk } from './methods';
import { joined } from './secrets';

/** Alipay's gateway: parameters in the query, in the body or in both; answers signed as they are written. */
export const alipayGateway = (app: FastifyInstance, desk: Desk): void => {
  app.route({
    method: ['GET', 'POST'],
    url: '/gateway.do',
    handler: (request, reply) => answer(request, reply, desk),
  });
  app.get<{ Params: { token: string } }>('/bills/:token', async ({ params }, reply) => {
    const given = desk.downloads.get(params.token);
    if (given === undefined || given.untilMs < Date.now()) return reply.status(403).send();
    return reply.type('application/zip').send(await billOf(desk, given.day));
  });
};

const answer = async (request: FastifyRequest, reply: FastifyReply, desk: Desk): Promise<FastifyReply> => {
  const fields = fieldsOf(request);
  const method = fields['method'] ?? '';
  const order = orderIn(fields);
  const { faults } = desk.world;
  const trouble = faults.next(
    'alipay',
    order,
    'timeout-before',
    'timeout-after-success',
    'error-500',
    'error-20000',
    'rate-limit',
  );
  if (trouble === 'timeout-before') return reply.hijack();
  if (trouble === 'error-500') return reply.status(500).send('<html>Internal Server Error</html>');
  const limited = {
    code: '40005',
    msg: 'Call Limited',
    sub_code: 'isv.app-call-limited',
    sub_msg: '应用调用次数超限',
  };
  const said = trouble === 'rate-limit' ? limited : await carryOut(fields, request, desk);
  if (trouble === 'timeout-after-success') return reply.hijack();
  const body =
    trouble === 'error-20000'
      ? {
          code: '20000',
          msg: 'Service Currently Unavailable',
          sub_code: 'isp.unknow-error',
          sub_msg: '系统繁忙',
        }
      : said;
  const isForged = faults.next('alipay', order, 'wrong-key-id', 'answer-forged') !== undefined;
  return reply.type('text/html;charset=utf-8').send(signedAnswer(method, body, desk, isForged));
};

const carryOut = async (
  fields: Readonly<Record<string, string>>,
  request: FastifyRequest,
  desk: Desk,
): Promise<Answer> => {
  const { app_id: appId, method = '', sign = '', sign_type: signType } = fields;
  const run = methods[method];
  if (run === undefined) return invalid('isv.invalid-method', '不存在的方法名');
  if (appId !== desk.keys.appId) return invalid('isv.invalid-app-id', '无效的AppID参数');
  if (signType !== 'RSA2') return invalid('isv.invalid-signature-type', '无效的签名类型');
  if (!desk.keys.isMerchants(joined(fields, ['sign']), sign))
    return invalid('isv.invalid-signature', '验签出错');
  const content = contentOf(fields);
  if (content === undefined) return invalid('isv.invalid-parameter', 'biz_content');
  const base = `http://${request.headers.host}/channels/alipay`;
  return run({ content, notifyUrl: fields['notify_url'], now: nowIn(desk.world), base }, desk);
};

const fieldsOf = (request: FastifyRequest): Record<string, string> => {
  const query = new URLSearchParams(request.url.split('?')[1] ?? '');
  const body = new URLSearchParams(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '');
  return Object.fromEntries([...query, ...body]);
};

const contentOf = (
  fields: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> | undefined => {
  try {
    const content: unknown = JSON.parse(fields['biz_content'] ?? '');
    return typeof content === 'object' && content !== null ? (content as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

/** The order, or the day of a bill: what a fault is set for. */
const orderIn = (fields: Readonly<Record<string, string>>): string => {
  const content = contentOf(fields) ?? {};
  return String(content['out_trade_no'] ?? content['bill_date'] ?? content['trade_no'] ?? '');
};

/** Slashes are escaped, as Alipay does: whoever writes the object anew gets another text. */
const signedAnswer = (method: string, body: Answer, { keys }: Desk, isForged: boolean): string => {
  const inner = JSON.stringify(body).replaceAll('/', '\\/');
  const sign = keys.sign(isForged ? `${inner} ` : inner);
  const member = methods[method] === undefined ? 'error_response' : `${method.replaceAll('.', '_')}_response`;
  return `{"${member}":${inner},"sign":"${sign}"}`;
};
