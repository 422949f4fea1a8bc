import { contractEvents, type ContractEvent, type ContractEventType } from '@canbao/contracts';
import { given } from '@canbao/event-sourcing/given';
import { delegation, delegations, reactions, type DelegationEvent } from './index';

const pair = { payerId: 'payer-1', personId: '10000000-0000-4000-8000-000000000001' };
const noted: DelegationEvent = { type: 'DelegationNoted', data: pair };
const ended: DelegationEvent = { type: 'DelegationEnded', data: pair };
const note = { type: 'NoteDelegation', ...pair } as const;
const noteEnd = { type: 'NoteDelegationEnd', ...pair } as const;

describe('a delegation', () => {
  it('is noted once', () => given(delegation).when(note).then(noted));
  it('ends once', () => given(delegation, noted).when(noteEnd).then(ended));
  it('that was never noted does not end', () => given(delegation).when(noteEnd).thenNothing());
  it('begins again after its end', () => given(delegation, noted, ended).when(note).then(noted));
  it('has a stream of its own for each payer and person', () =>
    expect([note, { ...note, payerId: 'payer-2' }].map((command) => delegation.streams(command))).toEqual([
      [`delegation-payer-1-${pair.personId}`],
      [`delegation-payer-2-${pair.personId}`],
    ]));
});

/** The event as it comes from the wire: through its schema. */
const event = (type: ContractEventType, data: object): ContractEvent =>
  ({ type, data: contractEvents[type].data.parse(data) }) as ContractEvent;

describe('what registration publishes', () => {
  it.each([
    ['an added beneficiary', event('canbao.registration.BeneficiaryAdded.v1', pair), [note]],
    ['a removed beneficiary', event('canbao.registration.BeneficiaryRemoved.v1', pair), [noteEnd]],
    [
      'a registered person',
      event('canbao.registration.PersonRegistered.v1', { personId: pair.personId }),
      [],
    ],
  ])('becomes commands: %s', (_, published, commands) => expect(reactions(published)).toEqual(commands));

  it('reaches the decider through the subscription', async () => {
    const handed: unknown[] = [];
    const added = event('canbao.registration.BeneficiaryAdded.v1', pair);
    const reacted = await delegations.react(added, String, async (decider, command, last) => {
      handed.push([decider, command, last]);
    });
    expect(delegations.topics).toEqual(['registration.delegations']);
    expect(reacted).toBe(true);
    expect(handed).toEqual([[delegation, note, true]]);
  });
});
