import 'reflect-metadata';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Controller } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { z } from 'zod';
import { operation } from '@canbao/contracts';
import { listenBehindDoor } from '../../test/door-only';
import { Handles, Input } from './handles';
import type { InputOf } from './input';
import { Problem } from './problem';

const common = { service: 'payment', status: 200, summary: '', reply: z.unknown() } as const;
const body = z.strictObject({ amount: z.string() });
const pay = operation({ ...common, id: 'pay', method: 'POST', path: '/pay', roles: ['bank'], body });
const file = {
  ...operation({ ...common, id: 'file', method: 'POST', path: '/files', roles: ['bank'] }),
  lines: z.unknown(),
};
const look = operation({ ...common, id: 'look', method: 'GET', path: '/look', roles: ['bank'] });

@Controller()
class SomeController {
  @Handles(pay) pay(@Input() { caller }: InputOf<typeof pay>): object {
    return caller;
  }
  @Handles(file) file(@Input() { caller }: InputOf<typeof file>): object {
    return caller;
  }
  @Handles(look) look(@Input() { caller }: InputOf<typeof look>): object {
    return caller;
  }
}

const signIn = {
  callerOf: async (authorization: string | undefined) => {
    const role = /^Bearer (bank|payer)$/.exec(authorization ?? '')?.[1];
    if (role === undefined) throw Problem.general('not-signed-in');
    return { subject: `${role}-1`, role };
  },
};
const log = { info: jest.fn(), warn: jest.fn(), error: jest.fn() };

describe('the door', () => {
  let app: NestFastifyApplication;
  let port: number;
  beforeAll(async () => {
    app = await listenBehindDoor(SomeController, signIn, { log });
    port = Number(new URL(await app.getUrl()).port);
  });
  afterAll(() => app.close());

  /** The answer to a request with these header lines, of whose body only the beginning is ever sent. */
  const answerTo = async (target: string, headers: readonly string[], begun = '{"amount"') => {
    const socket = connect(port, '127.0.0.1');
    const lines = [`${target} HTTP/1.1`, 'host: a', 'connection: close', ...headers];
    socket.write(`${lines.join('\r\n')}\r\n\r\n${begun}`);
    const answer = await new Promise<string>((resolve) => {
      let received = '';
      socket.on('data', (chunk: Buffer) => {
        received += chunk.toString();
        if (received.includes('}')) resolve(received);
      });
    });
    socket.destroy();
    const [head = '', document = ''] = answer.split('\r\n\r\n');
    return { status: Number(head.split(' ')[1]), document: JSON.parse(document) as object };
  };
  const half = ['content-type: application/json', 'content-length: 200000'];
  const bank = 'authorization: Bearer bank';
  const key = 'idempotency-key: k';

  it.each([
    ['without a token', [], 401, 'not-signed-in'],
    ['with a wrong token', ['authorization: Bearer no', key], 401, 'not-signed-in'],
    [
      'with two tokens, the first of which is good',
      [bank, 'authorization: Bearer no', key],
      401,
      'not-signed-in',
    ],
    ['with the same token twice', [bank, bank, key], 401, 'not-signed-in'],
    ['by a role that may not', ['authorization: Bearer payer', key], 403, 'forbidden'],
    ['without a key', [bank], 400, 'idempotency-key-required'],
    ['with two keys', [bank, key, key], 400, 'idempotency-key-invalid'],
    ['with an empty key', [bank, 'idempotency-key:'], 400, 'idempotency-key-invalid'],
  ])('sends a request %s away before its body is there', async (_, headers, status, code) => {
    for (const target of ['POST /v1/pay', 'POST /v1/files'])
      expect(await answerTo(target, [...half, ...headers])).toMatchObject({ status, document: { code } });
  });

  it('waits for the body of who may come in', async () => {
    expect(
      await answerTo(
        'POST /v1/pay',
        ['content-type: application/json', 'content-length: 14', bank, key],
        '{"amount":"1"}',
      ),
    ).toEqual({ status: 200, document: { subject: 'bank-1', role: 'bank' } });
  });

  it('asks the same of HEAD as of GET', async () => {
    const statusOf = async (header: string): Promise<string> => {
      const socket = connect(port, '127.0.0.1');
      socket.write(`HEAD /v1/look HTTP/1.1\r\nhost: a\r\nconnection: close\r\n${header}\r\n\r\n`);
      return (await text(socket)).slice(9, 12);
    };
    expect([await statusOf(bank), await statusOf('x: y')]).toEqual(['200', '401']);
  });
});
