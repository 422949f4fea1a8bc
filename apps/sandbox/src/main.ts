import fastify, { type FastifyReply } from 'fastify';
import pg from 'pg';
import { z } from 'zod';
import { Books, Postings, schema } from './books';
import { SettableClock } from './clock';
import { Fault, FaultMenu } from './faults';

// Stand-ins for the outside world. They share no code with the services, so that two of our guesses never
// just agree.
const settings = z
  .object({
    SERVICE_PORT: z.coerce.number(),
    DATABASE_URL: z.string().startsWith('postgres'),
    CANBAO_PROFILE: z.literal('sandbox'),
  })
  .parse(process.env);

const problem = (
  reply: FastifyReply,
  status: number,
  code: string,
  detail: string,
  userMessage: string,
): FastifyReply =>
  reply
    .status(status)
    .header('content-type', 'application/problem+json')
    .send(
      JSON.stringify({
        type: 'about:blank',
        title: code,
        status,
        code,
        detail,
        userMessage,
        retryable: status >= 500,
      }),
    );

const SetClock = z.strictObject({
  now: z.union([
    z.null(),
    z
      .string()
      .regex(/^(19|20)\d{2}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?\+08:00$/)
      .refine((text) => !Number.isNaN(Date.parse(text))),
  ]),
});
const Reversal = z.strictObject({ requestId: z.uuid(), reversalId: z.uuid() });
const bureauPath = z.object({ bureau: z.enum(['hrss', 'medical']) });

const main = async (): Promise<void> => {
  const pool = new pg.Pool({
    connectionString: settings.DATABASE_URL,
    max: 10,
    application_name: 'canbao-sandbox',
  });
  pool.on('error', () => undefined);
  await pool.query(schema);
  const [books, clock, faults] = [new Books(pool), new SettableClock(pool), new FaultMenu()];
  await clock.restore();
  // A silence from the fault menu must not hold up the stop.
  const app = fastify({ bodyLimit: 256 * 1024, forceCloseConnections: true });
  app.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) =>
    error instanceof z.ZodError
      ? problem(
          reply,
          400,
          'invalid-request',
          error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
          '请求内容不符合要求，请检查后重新提交。',
        )
      : (error.statusCode ?? 500) < 500
        ? problem(
            reply,
            error.statusCode ?? 400,
            'invalid-request',
            'The request is malformed.',
            '请求内容不符合要求，请检查后重新提交。',
          )
        : problem(reply, 500, 'internal', 'The sandbox failed.', '系统异常，请稍后再试。'),
  );
  app.setNotFoundHandler((_request, reply) =>
    problem(reply, 404, 'not-found', 'There is nothing here.', '未找到所请求的内容。'),
  );

  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/health/ready', async () => {
    await pool.query('select 1');
    return { status: 'ok', service: 'sandbox' };
  });
  app.get('/sandbox/clock', async (request) =>
    clock.seenBy(z.object({ service: z.string().max(40).optional() }).parse(request.query).service),
  );
  app.put('/sandbox/clock', async (request) => {
    await clock.set(SetClock.parse(request.body).now);
    return { now: clock.now() };
  });
  app.get('/sandbox/faults', async () => ({ items: faults.list() }));
  app.put('/sandbox/faults', async (request) => {
    faults.set(Fault.parse(request.body));
    return { items: faults.list() };
  });
  app.delete('/sandbox/faults', async () => {
    faults.clear();
    return { items: [] };
  });
  app.get('/sandbox/books/:bureau', async (request) => ({
    items: await books.list(
      bureauPath.parse(request.params).bureau,
      z.object({ personId: z.uuid().optional() }).parse(request.query).personId,
    ),
  }));

  app.post('/bureaus/:bureau/postings', async (request, reply) => {
    const { bureau } = bureauPath.parse(request.params);
    const body = Postings.parse(request.body);
    const asked = ('postings' in body ? body.postings : [body]).map((posting) => ({
      posting,
      fault: faults.next(bureau, posting.personId),
    }));
    // A fault of the wire hits the whole request, whatever else is in it.
    const hit = (...modes: Fault['mode'][]): boolean =>
      asked.some(({ fault }) => fault !== undefined && modes.includes(fault.mode));
    if (hit('error-500', 'down'))
      return problem(reply, 500, 'internal', 'As the fault menu says.', '系统异常。');
    if (hit('timeout')) return silence();
    const answers = await books.post(
      bureau,
      asked.map(({ posting, fault }) => ({
        posting,
        ...(fault?.mode === 'refuse' ? { forced: fault.reason ?? '业务校验不通过' } : {}),
      })),
    );
    if (hit('timeout-after-accept')) return silence();
    if (hit('error-500-after-accept'))
      return problem(reply, 500, 'internal', 'As the fault menu says.', '系统异常。');
    return 'postings' in body ? { answers } : answers[0];
  });
  app.get('/bureaus/:bureau/postings/:requestId', async (request, reply) => {
    const { bureau } = bureauPath.parse(request.params);
    return (
      (await books.find(bureau, z.object({ requestId: z.uuid() }).parse(request.params).requestId)) ??
      problem(reply, 404, 'not-found', 'No posting with this id.', '未找到该记账请求。')
    );
  });
  app.post('/bureaus/:bureau/reversals', async (request, reply) => {
    const { bureau } = bureauPath.parse(request.params);
    return (
      (await books.reverse(bureau, Reversal.parse(request.body).requestId)) ??
      problem(reply, 404, 'not-found', 'No posting with this id.', '未找到该记账请求。')
    );
  });

  await app.listen({ port: settings.SERVICE_PORT, host: process.env['SERVICE_HOST'] ?? '127.0.0.1' });
  const stop = (): void =>
    void app
      .close()
      .then(() => pool.end())
      .finally(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
};

/** No answer within any caller's patience. */
const silence = (): Promise<never> =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error('too late')), 8000).unref();
  });

void main().catch((error: unknown) => {
  process.stderr.write(`The sandbox could not start: ${String(error)}\n`);
  process.exit(1);
});
