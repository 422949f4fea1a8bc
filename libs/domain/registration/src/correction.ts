import { accept, type Outcome } from '@canbao/event-sourcing';
import type { Bureau, PersonEvent } from './person.events';
import type { Correction, PersonState } from './person-state';

/**
 * The bureau has put right the name that it knows the person by; the vault has the versions, and this records
 * that they are there. The person's id stays, so open quotes and orders stay as they are and can be paid: no
 * amount depends on a name.
 */
export interface CorrectName {
  readonly type: 'CorrectName';
  readonly personId: string;
  readonly bureau: Bureau;
  /** Version of the bureau's name; the first is the one given at registration. */
  readonly version: number;
  /** Whether every bureau now knows the person by the same name. */
  readonly isShared: boolean;
}

/** A bureau has put the identity number right. The person's id stays, as with a name. */
export interface CorrectIdentityNumber {
  readonly type: 'CorrectIdentityNumber';
  readonly personId: string;
  readonly bureau: Bureau;
  /** Version of the person's number, whichever bureau corrected it. */
  readonly version: number;
}

/** Records the corrected name, and whether the bureaus differ about it. */
export const correctName = (
  { personId, bureau, version, isShared }: CorrectName,
  { nameCorrections, differentNames }: PersonState,
): Outcome<PersonEvent, never> => {
  const ownCorrections = nameCorrections.filter((correction) => correction.bureau === bureau);
  const corrections = versionsAfter(ownCorrections, version).map((each): PersonEvent => ({
    type: 'NameCorrected',
    data: { personId, bureau, version: each },
  }));
  if (isShared)
    return accept(
      ...corrections,
      ...differentNames.map((other): PersonEvent => ({
        type: 'NameDifferenceSettled',
        data: { personId, bureau: other },
      })),
    );
  if (differentNames.length > 0) return accept(...corrections);
  return accept<PersonEvent>(...corrections, { type: 'NameDifferenceNoted', data: { personId, bureau } });
};

/** Records the corrected number. */
export const correctIdentityNumber = (
  { personId, bureau, version }: CorrectIdentityNumber,
  { numberCorrections }: PersonState,
): Outcome<PersonEvent, never> =>
  accept(
    ...versionsAfter(numberCorrections, version).map((each): PersonEvent => ({
      type: 'IdentityNumberCorrected',
      data: { personId, bureau, version: each },
    })),
  );

/** Versions that the vault has and no event: a crash in between leaves them behind for the next call. */
const versionsAfter = (corrections: readonly Correction[], version: number): number[] => {
  const last = Math.max(1, ...corrections.map((correction) => correction.version));
  return Array.from({ length: Math.max(0, version - last) }, (_, index) => last + 1 + index);
};
