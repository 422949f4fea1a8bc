import type { History } from '../history';
import type { World } from '../world';
import { bills } from './bills';
import { channelDays } from './channel-days';
import { claims } from './claims';
import { cover } from './cover';
import { debits } from './debits';
import { delegations } from './delegations';
import { evidence } from './evidence';
import type { Finding } from './finding';
import { answers, money } from './money';
import { beliefs, bureauBooks } from './months';
import { offers } from './offers';
import { readers } from './readers';
import { receipts } from './receipts';
import { records } from './records';
import { refunds } from './refunds';
import { enrolments, refundCases } from './registrations';
import { settlement } from './settlement';
import { suspense } from './suspense';
import { inboxes, streams, topics } from './transport';
import { trueUps } from './true-ups';
import { wallets } from './wallets';

/** The invariants that are violated once everything has come to rest. */
export const findings = (world: World, history: History): Finding[] => [
  ...history.problems.map((problem) => `client: ${problem}`),
  ...world.faults,
  ...streams(world),
  ...topics(world),
  ...inboxes(world),
  ...evidence(world),
  ...money(world, history),
  ...receipts(world, history),
  ...refunds(world, history),
  ...wallets(world),
  ...suspense(world),
  ...debits(world),
  ...channelDays(world, history),
  ...settlement(world, history),
  ...answers(history),
  ...offers(world),
  ...enrolments(world, history),
  ...refundCases(world, history),
  ...bills(world, history),
  ...cover(world, history),
  ...records(world, history),
  ...trueUps(world, history),
  ...bureauBooks(world),
  ...readers(world),
  ...beliefs(world),
  ...claims(world),
  ...delegations(world, history),
];
