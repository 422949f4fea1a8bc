import { instant, type Instant } from '@canbao/calendar';
import type { ClaimedPaper } from '@canbao/service-kit';

const [personBytes, timeBytes, hoursAheadMs] = [4, 6, 8 * 3_600_000];

/** A person and an instant in ten bytes: the beginning of the id, and the milliseconds of the epoch. */
export const recordClaim = (personId: string, knownAt: Instant): ClaimedPaper => {
  const reference = Buffer.alloc(personBytes + timeBytes);
  reference.write(idStartOf(personId), 'hex');
  reference.writeUIntBE(Date.parse(knownAt), personBytes, timeBytes);
  return { kind: 'record', reference };
};

/** What the ten bytes lead to: the beginning of the person's id, and the instant. */
export const claimedRecord = ({
  reference,
}: ClaimedPaper): { readonly idStart: string; readonly knownAt: Instant } | undefined => {
  const ms = reference.readUIntBE(personBytes, timeBytes);
  if (ms > Date.parse('2099-12-31T15:59:59.999Z')) return undefined;
  const local = new Date(ms + hoursAheadMs).toISOString().replace('Z', '+08:00');
  return { idStart: reference.toString('hex', 0, personBytes), knownAt: instant(local) };
};

/** The number of a record (编号), from the claim of its code. */
export const recordNo = ({ reference }: ClaimedPaper): string =>
  `JL${BigInt(`0x${reference.toString('hex')}`)
    .toString()
    .padStart(25, '0')}`;

const idStartOf = (personId: string): string => personId.slice(0, 2 * personBytes);
