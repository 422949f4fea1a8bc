import { hash } from 'node:crypto';
import { dayOf, type Instant } from '@canbao/calendar';
import {
  coreUnknown,
  debitPack,
  debitResult,
  packStream,
  refusedWhole,
  type PackedItem,
  type PackState,
  type ResultLine,
  type SentPack,
} from '@canbao/domain-payment';
import { canonicalJson, fold, type EventStore } from '@canbao/event-sourcing';
import type { Database } from '@canbao/postgres';
import type { Log } from '@canbao/runtime';
import { readingOfJob, type Commands } from '@canbao/service-kit';
import { leasePacks, type PackRow } from '../views/debit-rows';
import { bookAnswers, bookResults } from './book-results';
import type { DebitAccounts } from './accounts';
import type { DebitConnection } from './connection';

const job = 'debit-runs';
/** Configuration: packs that are on the way to banks at once. */
const atOnceMax = 4;

/** What talking to the banks needs. */
export interface Talk {
  readonly database: Database;
  readonly store: EventStore;
  readonly commands: Commands;
  readonly debits: DebitConnection;
  readonly accounts: DebitAccounts;
  readonly log: Log;
  readonly at: Instant;
}

/** Sends the packs that are made, and asks about those of which something is not known. */
export const talkToBanks = async (talk: Talk): Promise<void> => {
  const due = await leasePacks(talk.database, atOnceMax);
  await Promise.all(
    due.map((row) =>
      handle(talk, row).catch((error: unknown) =>
        talk.log.error(
          {
            alarm: 'job-failed',
            job,
            entrustDate: row.entrustDate,
            packNo: row.packNo,
            error: String(error),
          },
          'a pack of batch debit could not be handled',
        ),
      ),
    ),
  );
};

const handle = async (talk: Talk, row: PackRow): Promise<void> => {
  const pack = await packOf(talk.store, row);
  if (pack.status === 'refused') return refuseItems(talk, pack);
  // A pack that may have arrived is asked about first: it is sent again only where the bank does not have it.
  const results = await talk.debits.bank.results(row, talk.at);
  if (results.status === 'never-came') return send(talk, row, pack);
  if (results.status === 'not-ready' && pack.status === 'made') await note(talk, row);
  if (results.status === 'refused')
    talk.log.warn(
      { alarm: 'debit-results-refused', ...row, reason: results.reason },
      'results refused whole',
    );
  if (results.status !== 'there') return;
  if (pack.status === 'made') await note(talk, row);
  const lines = withLeftOut(results.lines, pack);
  const digest = hash('sha256', canonicalJson(lines));
  const { entrustDate, packNo } = row;
  const said = await bookResults(talk.commands, job, { entrustDate, packNo, digest, lines }, talk.at);
  if (row.until < dayOf(talk.at)) await voidUnknown(talk, said.pack);
};

const send = async (talk: Talk, row: PackRow, { made }: PackState): Promise<void> => {
  if (made === undefined) return;
  const accounts = await talk.accounts.open(readingOfJob(job, 'debit'), made.items);
  const { entrustDate, packNo, bank, until, total } = made;
  const items = made.items.flatMap((item) => {
    const account = accounts.get(item.protocolNo);
    return account === undefined ? [] : [{ ...item, account }];
  });
  const pack: SentPack = { entrustDate, packNo, bank, until, total, items };
  const sent = await talk.debits.bank.send(pack);
  if (sent.outcome === 'unknown') return;
  await note(talk, row, sent.outcome === 'refused' ? sent.said : undefined);
};

const note = async ({ commands, at }: Talk, row: PackRow, refused?: string): Promise<void> => {
  const { entrustDate, packNo, runId } = row;
  await commands.act(job, runId, debitPack, {
    type: 'NoteSent',
    entrustDate,
    packNo,
    at,
    ...(refused === undefined ? {} : { refused }),
  });
};

/** What the file leaves out, the bank does not know: it rolls to the next day. */
const withLeftOut = (lines: readonly ResultLine[], { made, results }: PackState): readonly ResultLine[] => {
  const told = new Set(lines.map(({ traNo }) => traNo));
  const leftOut = (made?.items ?? []).filter(({ traNo }) => !told.has(traNo) && results[traNo] === undefined);
  return [...lines, ...leftOut.map(unknownLine)];
};
const unknownLine = ({ traNo, amount }: PackedItem): ResultLine => ({
  traNo,
  amount,
  outcome: 'unknown',
  said: coreUnknown,
});

/** The bank has just said that it still does not know, and its limit is over: it debits them no more. */
const voidUnknown = async ({ commands, at }: Talk, { made, results }: PackState): Promise<void> => {
  if (made === undefined) return;
  const { runId } = made;
  const unknown = made.items.filter(({ traNo }) => results[traNo]?.outcome === 'unknown');
  await Promise.all(
    unknown.map(({ itemId, personId, insurance, month, traNo }) =>
      commands.act(job, personId, debitResult, {
        type: 'VoidItem',
        itemId,
        runId,
        personId,
        insurance,
        month,
        said: results[traNo]?.said ?? coreUnknown,
        at,
      }),
    ),
  );
};

/** A pack that was refused as a whole has debited nothing: its months are free again. */
const refuseItems = async ({ commands, at }: Talk, pack: PackState): Promise<void> => {
  const lines = (pack.made?.items ?? []).map((item) => [item.traNo, refusedWhole(item)] as const);
  await bookAnswers(
    commands,
    job,
    { ...pack, results: { ...Object.fromEntries(lines), ...pack.results } },
    at,
  );
};

const packOf = async (store: EventStore, row: PackRow): Promise<PackState> => {
  const streams = [packStream(row)];
  return fold(debitPack, streams, await store.load(streams));
};
