import { outsideWriters, serviceNames } from '@canbao/contracts';
import { RecordMacs } from '@canbao/kafka';

const secret = Buffer.alloc(32, 'simulated').toString('base64url');

/** What all simulated services, and bureaus, sign and check their records with. */
export const simulatedMacs = new RecordMacs(
  Object.fromEntries(
    [...serviceNames, ...outsideWriters].map((name) => [name, { current: '1', secrets: { '1': secret } }]),
  ),
);
