import { faultsOf, timesOf, type Attack } from '../attack';
import type { Target } from '../target';

const size = 255 * 1024;
const longestMs = 2000;
const fill = (piece: string): string => piece.repeat(Math.floor(size / piece.length));

/** Texts that a careless parser takes long over. */
const shapes: Readonly<Record<string, string>> = {
  'escaped quotes': fill('\\"'),
  'a string that never ends': `"${fill('\\"')}`,
  'open lists': fill('['),
  'open objects': fill('{"a":'),
  quotes: fill('"'),
  blanks: `{"a"${fill(' ')}:1}`,
  backslashes: fill('\\'),
  'one long number': fill('9'),
  'many members': `{${Array.from({ length: 20_000 }, (_, index) => `"m${index}":1`).join(',')}}`,
  'a long list': `[${fill('1,')}1]`,
  'escapes of one character': `"${fill('\\u0041')}"`,
};

/** Hostile bodies with and without a token, while another caller measures what is left for them. */
const play = async (target: Target) => {
  const others: number[] = [];
  const over = new AbortController();
  const neighbour = (async () => {
    while (!over.signal.aborted) others.push((await target.send({ method: 'GET', path: '/v1/rules' })).ms);
  })();
  const tokens = { nobody: undefined, 'a payer': target.tokens.payers[3]?.token };
  const played = [];
  for (const [who, token] of Object.entries(tokens))
    for (const [shape, body] of Object.entries(shapes))
      for (const path of ['/v1/estimates', '/v1/quotes']) {
        const answer = await target.send({ method: 'POST', path, token, body, from: '127.0.0.11' });
        played.push({ what: `${who} sends ${shape} to ${path}`, signedIn: token !== undefined, answer });
      }
  over.abort();
  await neighbour;
  const { median, longest } = timesOf(others);
  const { longest: slowest } = timesOf(played.map(({ answer }) => answer.ms));
  return {
    tried: played.length,
    seen: `slowest ${slowest} ms; others ${median}, at most ${longest} ms`,
    gaveWay: [
      ...faultsOf(played, ({ what, signedIn, answer: { status, ms } }) => {
        const refused = signedIn ? status >= 400 && status < 500 : [401, 413, 429].includes(status);
        if (!refused) return `${what}: ${status}`;
        return ms > longestMs ? `${what}: ${ms} ms` : undefined;
      }),
      ...(longest > longestMs ? [`another caller waited ${longest} ms`] : []),
    ],
  };
};

export const slowJson: Attack = { name: 'bodies that are slow to parse', play };
