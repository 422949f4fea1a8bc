import {
  posting,
  type Bureau,
  type PostingCommand,
  type PostingEvent,
  type PostingState,
} from '@canbao/domain-ledger-sync';
import { accept, type Decider, type Lead } from '@canbao/event-sourcing';
import type { Lane } from '@canbao/kafka';
import type { Commands } from '@canbao/service-kit';
import type { Bugs } from './bugs';
import type { Connection } from './connection';

/** What a publisher sends its parcels with. */
export type Sender = Pick<Lane, 'send'>;

const cut = (amounts: readonly string[]): string =>
  (Math.floor(amounts.reduce((total, amount) => total + Number(amount), 0) * 100) / 100).toFixed(2);

const addingFloats: Decider<PostingCommand, PostingState, PostingEvent> = {
  ...posting,
  decide: (command, state) => {
    const outcome = posting.decide(command, state);
    if (!outcome.accepted) return outcome;
    const events = outcome.events.map(({ event, ...place }) => {
      if (event.type !== 'PostingRequested') return { ...place, event };
      const total = cut(event.data.items.map(({ amount }) => amount));
      return { ...place, event: { ...event, data: { ...event.data, total } } as PostingEvent };
    });
    return { accepted: true, events };
  },
};

/** The decider of postings, with the planted bugs that sit in it. */
export const postings = (bugs: Bugs): typeof posting => {
  if (bugs.forgetsSecondPosting === true) return { ...posting, decide: decideOnce };
  return bugs.dropsEarlyAnswers === true ? { ...posting, decide: decideWithoutKeeping } : posting;
};

type Decide = (typeof posting)['decide'];

/** The operator is answered, and nothing is posted again. */
const decideOnce: Decide = (command, state) =>
  command.type === 'PostAgain' ? accept() : posting.decide(command, state);

/** What answers nothing yet is forgotten. */
const decideWithoutKeeping: Decide = (command, state) => {
  const outcome = posting.decide(command, state);
  const isEarly = outcome.accepted && outcome.events.some(({ event }) => event.type === 'AnswerKept');
  return isEarly ? accept() : outcome;
};

/** Totals of postings are added as floating point from here on. */
export const withFloatTotals = (commands: Commands): void => {
  const react = commands.react.bind(commands);
  commands.react = (received, decider, command, last) =>
    react(
      received,
      ((decider as unknown) === posting ? addingFloats : decider) as typeof decider,
      command,
      last,
    );
};

/** Streams are loaded last event first from here on. */
export const foldingBackwards = (connection: Connection): void => {
  const load = connection.load.bind(connection);
  connection.load = async (streams) =>
    new Map(
      [...(await load(streams))].map(([stream, loaded]) => [
        stream,
        { ...loaded, events: loaded.events.toReversed() },
      ]),
    );
};

/** The cursor moves before anything is sent. */
export const movingFirst = (lead: Lead): Lead => ({
  ...lead,
  get cursor() {
    return lead.cursor;
  },
  read: async (after) => {
    const rows = await lead.read(after);
    const last = rows.at(-1);
    if (last !== undefined) await lead.advance(last.position);
    return rows;
  },
  advance: () => Promise.resolve(true),
});

/** A send that failed counts as sent. */
export const trustingEveryAcknowledgement = (lane: Sender, signal: AbortSignal): Sender => {
  const neverAborted = {
    throwIfAborted: () => {
      signal.throwIfAborted();
    },
    aborted: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  } as unknown as AbortSignal;
  const giveUp = () => Promise.reject(new Error('gives up'));
  return {
    send: async (parcels) => {
      for (const parcel of parcels) await lane.send([parcel], giveUp, neverAborted).catch(() => undefined);
    },
  };
};

/** Every record goes out at once, on a connection of its own. */
export const sendingAtOnce = (newLane: () => Sender): Sender => ({
  send: async (parcels, leading, signal) => {
    await Promise.all(
      parcels.flatMap(({ records, ...place }) =>
        records.map((record) => newLane().send([{ ...place, records: [record] }], leading, signal)),
      ),
    );
  },
});

/** A posting whose outcome is unknown is sent again under another id. */
export const resendingUnderNewIds = (bureau: Bureau, newId: () => string): Bureau => ({
  ...bureau,
  query: () => Promise.resolve({ outcome: 'not-found' }),
  post: (request) => bureau.post({ ...request, requestId: newId() }),
});

/** A bureau that does not answer counts as refusing. */
export const readingSilenceAsRefusal = (bureau: Bureau): Bureau => {
  const certain = async (asking: ReturnType<Bureau['query']>): ReturnType<Bureau['query']> => {
    const answer = await asking;
    return answer.outcome === 'unknown' ? { outcome: 'refused', reason: 'silence' } : answer;
  };
  return {
    ...bureau,
    post: (request) => certain(bureau.post(request)),
    query: (requestId) => certain(bureau.query(requestId)),
  };
};
