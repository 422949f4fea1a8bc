import type { Instant } from '@canbao/calendar';
import { debitAgreement } from '@canbao/domain-payment';
import type { Database } from '@canbao/postgres';
import { readingOfJob, type Commands } from '@canbao/service-kit';
import { leaseAgreements } from '../views/debit-rows';
import type { DebitAccounts } from './accounts';
import type { DebitConnection } from './connection';

/** Configuration: agreements that are asked about at once. */
const atOnceMax = 50;
const job = 'debit-agreements';

/** Asks the banks whether agreements are the same on their side; what is unknown is asked again later. */
export const verifyAgreements = async (
  database: Database,
  commands: Commands,
  debits: DebitConnection,
  sealed: DebitAccounts,
  at: Instant,
): Promise<void> => {
  const due = await leaseAgreements(database, atOnceMax);
  const accounts = await sealed.open(readingOfJob(job, 'debit-agreement'), due);
  await Promise.all(
    due.map(async ({ agreementId, personId, protocolNo, bank }) => {
      const account = accounts.get(protocolNo);
      if (account === undefined) return;
      const confirmed = await debits.bank.verify({ protocolNo, bank, account, at });
      if (confirmed.outcome === 'unknown') return;
      const { outcome: _, ...refused } = confirmed;
      await commands.act(job, personId, debitAgreement, {
        type: 'NoteVerification',
        personId,
        agreementId,
        protocolNo,
        at,
        ...('because' in refused ? { refused } : {}),
      });
    }),
  );
};
