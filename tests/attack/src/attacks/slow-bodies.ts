import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { timesOf, type Attack } from '../attack';
import { thisMonth, type Target } from '../target';

const halfSent = 300;
const uploads = 140;
const longestMs = 2000;
const watchedMs = 8000;

/** Sends the head of a POST and one byte or a few of its body. */
const begin = (
  target: Target,
  from: string,
  path: string,
  headers: readonly string[],
  body: string,
): Socket => {
  const { hostname, port } = new URL(target.credentials.baseUrl);
  const socket = connect({ host: hostname, port: Number(port), localAddress: from });
  socket.on('error', () => undefined);
  const head = [`POST ${path} HTTP/1.1`, 'host: canbao', ...headers];
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  return socket;
};

/** Requests that are never sent whole, while a teller asks what anybody may ask. */
const play = async (target: Target) => {
  const json = ['content-type: application/json', 'content-length: 1000'];
  const file = [
    `authorization: Bearer ${target.tokens.taxDesk}`,
    'content-type: application/x-ndjson',
    'content-length: 1000000',
  ];
  const half = Array.from({ length: halfSent }, () =>
    begin(target, '127.0.0.12', '/v1/estimates', json, '{"insurance":'),
  );
  const trickling = Array.from({ length: uploads }, () =>
    begin(target, '127.0.0.13', '/v1/collection-files', file, '{'),
  );
  const times: number[] = [];
  const statuses = new Set<number>();
  const bank = target.tokens.banks['ccb'];
  const until = Date.now() + watchedMs;
  while (Date.now() < until) {
    for (const socket of trickling) if (socket.writable) socket.write(' ');
    const path = '/v1/estimates';
    const body = { insurance: 'pension', months: [thisMonth()], base: '5000.00' };
    const { ms, status } = await target.send({ method: 'POST', path, token: bank, body });
    times.push(ms);
    statuses.add(status);
    await pause(100);
  }
  for (const socket of [...half, ...trickling]) socket.destroy();
  const { median, longest } = timesOf(times);
  const unanswered = [...statuses].filter((status) => status === 0 || status >= 500);
  return {
    tried: halfSent + uploads,
    seen: `${times.length} calls of another caller: ${median}, at most ${longest} ms`,
    gaveWay: [
      ...(longest > longestMs ? [`another caller waited ${longest} ms`] : []),
      ...unanswered.map((status) => `another caller got ${status}`),
    ],
  };
};

export const slowBodies: Attack = { name: 'bodies and files that are never sent whole', play };
