import { given } from '@canbao/event-sourcing/given';
import { debitAgreement } from '..';
import { noon, personId } from '../../test/fixtures';
import { account, agreementId, signed, stopped, terms, verified } from '../../test/debits';
import type { ChangeAgreement, SignAgreement } from './agreement';

const sign: SignAgreement = { type: 'SignAgreement', ...terms, at: noon };
const other: SignAgreement = { ...sign, agreementId: 'another', insurances: ['medical'] };
const change: ChangeAgreement = { ...sign, type: 'ChangeAgreement', protocolNo: 'next' };
const answer = {
  type: 'NoteVerification',
  personId,
  agreementId,
  protocolNo: terms.protocolNo,
  at: noon,
} as const;
const differs = { because: 'agreement-differs', said: '24009' } as const;
const named = { personId, agreementId };

describe('an agreement (三方协议)', () => {
  it('is signed and waits for the bank', () =>
    given(debitAgreement)
      .when(sign)
      .then({ type: 'DebitAgreementSigned', data: { ...terms, signedAt: noon } }));
  it('is one for each insurance, until it is stopped', () => {
    given(debitAgreement, signed).when(other).thenRejected('debit-agreement-exists', { agreementId });
    given(debitAgreement, signed, verified, stopped)
      .when(other)
      .thenEvents({
        type: 'DebitAgreementSigned',
        data: { ...terms, agreementId: 'another', insurances: ['medical'], signedAt: noon },
      });
  });
  it('counts once the bank has the same', () =>
    given(debitAgreement, signed)
      .when(answer)
      .then({
        type: 'DebitAgreementVerified',
        data: { ...named, protocolNo: terms.protocolNo, verifiedAt: noon },
      }));
  it('that differs at the bank is refused, and no longer in the way of another', () => {
    const refused = {
      type: 'DebitAgreementRefused',
      data: { ...named, protocolNo: terms.protocolNo, ...differs, refusedAt: noon },
    } as const;
    given(debitAgreement, signed)
      .when({ ...answer, refused: differs })
      .then(refused);
    expect(given(debitAgreement, signed, refused).when(other).outcome).toMatchObject({ accepted: true });
  });
  it('with another account has a new number, and waits for the bank again', () => {
    const changed = { ...change, account: { ...account, digest: 'd2' } };
    const { payerId: _, ...data } = terms;
    given(debitAgreement, signed, verified)
      .when(changed)
      .then({
        type: 'DebitAgreementChanged',
        data: { ...data, protocolNo: 'next', account: changed.account, changedAt: noon },
      });
  });
  it('with the same terms stays as it is', () =>
    given(debitAgreement, signed, verified).when(change).thenNothing());
  it('is not confirmed by an answer about former terms', () =>
    given(debitAgreement, signed)
      .when({ ...answer, protocolNo: 'former' })
      .thenNothing());
  it.each([
    ['no-agreement', 'agreement-differs'],
    ['account-closed', 'account-closed'],
    ['account-not-found', 'account-not-found'],
    ['holder-differs', 'holder-differs'],
  ] as const)('under which the bank debits nothing (%s) has ended there', (because, told) => {
    const note = { ...answer, type: 'NoteRefusedDebit', because, said: '24009' } as const;
    given(debitAgreement, signed, verified)
      .when(note)
      .then({
        type: 'DebitAgreementRefused',
        data: {
          ...named,
          protocolNo: terms.protocolNo,
          because: told,
          said: '24009',
          refusedAt: noon,
        },
      });
    given(debitAgreement, signed, verified)
      .when({ ...note, protocolNo: 'former' })
      .thenNothing();
    given(debitAgreement, signed).when(note).thenNothing();
    given(debitAgreement, signed, verified, stopped).when(note).thenNothing();
  });
  it.each(['insufficient-funds', 'account-frozen', 'refused-by-bank'] as const)(
    'stays in force when a debit fails for a time: %s',
    (because) =>
      given(debitAgreement, signed, verified)
        .when({ ...answer, type: 'NoteRefusedDebit', because, said: '24003' })
        .thenNothing(),
  );
  it.each(['ChangeAgreement', 'StopAgreement'] as const)('%s is for the payer who signed it', (type) =>
    given(debitAgreement, signed)
      .when({ ...change, type, payerId: 'stranger' } as ChangeAgreement)
      .thenRejected('debit-agreement-not-found'),
  );
  it('is stopped once, and not changed afterwards', () => {
    const stop = { type: 'StopAgreement', ...named, payerId: 'payer-1', at: noon } as const;
    given(debitAgreement, signed, verified).when(stop).then(stopped);
    given(debitAgreement, signed, stopped).when(change).thenRejected('debit-agreement-stopped');
  });
});
