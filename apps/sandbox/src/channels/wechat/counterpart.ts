import type { FastifyInstance } from 'fastify';
import type { Counterpart } from '../counterpart';
import { billDownload, billRoutes } from './bills';
import { deskOf, nowIn, type Desk } from './desk';
import { serve, type Answer, type Route } from './gateway';
import { orderRoutes } from './orders';
import { cashier, payerRoutes } from './payer';
import { refundRoutes, settleRefunds } from './refunds';
import { tables } from './tables';
import { rfc3339, seal } from './texts';

const everyMs = 250;
const yearMs = 365 * 86_400_000;

/** The platform certificate, sealed for the merchant. */
const certificates = async ({ world, secrets }: Desk): Promise<Answer> => {
  const { id, certificate } = secrets.certificate;
  const nowMs = nowIn(world).getTime();
  const entry = {
    serial_no: id,
    effective_time: rfc3339(new Date(nowMs - yearMs)),
    expire_time: rfc3339(new Date(nowMs + 4 * yearMs)),
    encrypt_certificate: seal(certificate, 'certificate', secrets.apiV3Key),
  };
  return { status: 200, body: { data: [entry] } };
};

const otherRoutes: readonly Route[] = [
  { method: 'GET', path: '/v3/certificates', orderOf: () => '', answer: certificates },
  {
    method: 'POST',
    path: '/v3/security/echo',
    orderOf: () => '',
    answer: async (_, { body }) => ({
      status: 200,
      body: { echo_message: (body as { echo_message?: unknown } | undefined)?.echo_message ?? '' },
    }),
  },
];

const outside = (app: FastifyInstance, desk: Desk): void => {
  serve(app, desk, [...orderRoutes, ...refundRoutes, ...billRoutes, ...otherRoutes]);
  billDownload(app, desk);
};

/** Refunds come to their end and notices are sent, whoever else asks for something. */
const run = (desk: Desk): (() => Promise<void>) => {
  let last: Promise<void> = Promise.resolve();
  const step = async (): Promise<void> => {
    await settleRefunds(desk);
    await desk.notices.deliver();
  };
  const timer = setInterval(() => {
    last = last.then(step).catch(() => undefined);
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await last;
    await desk.notices.end();
  };
};

/** The stand-in for WeChat Pay. */
export const wechat: Counterpart = {
  name: 'wechat',
  schema: tables,
  cashier,
  outside: (app, world) => {
    const desk = deskOf(world);
    if (desk !== undefined) outside(app, desk);
  },
  inside: (app, world) => {
    const desk = deskOf(world);
    if (desk !== undefined) payerRoutes(app, desk);
  },
  run: (world) => {
    const desk = deskOf(world);
    return desk === undefined ? async () => undefined : run(desk);
  },
};
