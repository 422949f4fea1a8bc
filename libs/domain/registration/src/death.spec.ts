import { day, periodOn, type Day } from '@canbao/calendar';
import { given } from '@canbao/event-sourcing/given';
import fc from 'fast-check';
import { person } from './index';
import type { Bureau, PersonEvent } from './person.events';

const personId = '10000000-0000-4000-8000-000000000001';
const [january, may, june] = [day('2022-01-01'), day('2022-05-01'), day('2022-06-01')];
const today = day('2022-05-18');

const registered: PersonEvent = { type: 'PersonRegistered', data: { personId } };
const pension: PersonEvent = {
  type: 'PensionEnrolled',
  data: { personId, district: '370102', from: january },
};
const medical: PersonEvent = {
  type: 'MedicalEnrolled',
  data: { personId, district: '370102', scheme: 'pooled', from: january },
};
const pensionEnded: PersonEvent = {
  type: 'PensionEnrolmentEnded',
  data: { personId, on: may, reason: 'to-employer' },
};
const enrolPension = { type: 'EnrolPension', personId, district: '370102', from: january } as const;
const enrolMedical = { ...enrolPension, type: 'EnrolMedical', scheme: 'pooled' } as const;

const record = { type: 'RecordDeath', personId, bureau: 'hrss', on: may, today } as const;
const died = (on = may, bureau: Bureau = 'hrss', revision = 1): PersonEvent => ({
  type: 'PersonDied',
  data: { personId, on, bureau, revision },
});
const withdraw = { type: 'WithdrawDeath', personId, bureau: 'hrss' } as const;
const withdrawn = (revision: number, bureau: Bureau = 'hrss', diedOn?: typeof may): PersonEvent => ({
  type: 'DeathWithdrawn',
  data: { personId, bureau, revision, ...(diedOn === undefined ? {} : { diedOn }) },
});
const diedOn = (...events: PersonEvent[]): string | undefined =>
  events.reduce(person.evolve, person.initial).diedOn;

describe('a death', () => {
  const plannedEnd: PersonEvent = {
    type: 'PensionEnrolmentEnded',
    data: { personId, on: june, reason: 'to-employer' },
  };
  it.each([
    ['without an enrolment', [registered]],
    ['of someone enrolled', [registered, pension, medical]],
    ['after a stop', [registered, pension, pensionEnded]],
    ['after a planned end', [registered, pension, plannedEnd]],
    [
      'before an enrolment that begins later',
      [registered, { ...pension, data: { ...pension.data, from: june } }],
    ],
  ] as [string, PersonEvent[]][])('%s is recorded, once', (_, past) =>
    given(person, ...past)
      .when(record)
      .then(died()),
  );
  it.each([
    ['2022-05-17', true],
    ['2022-05-18', true],
    ['2022-05-19', false],
  ])('on %s can be recorded on 2022-05-18: %s', (on, possible) => {
    const recorded = given(person, registered).when({ ...record, on: day(on) });
    if (possible) recorded.then(died(day(on)));
    else recorded.thenRejected('death-in-future', { today });
  });
  it('has its day put right', () =>
    given(person, registered, died())
      .when({ ...record, on: january })
      .then(died(january, 'hrss', 2)));
  it('of someone unknown is refused', () => given(person).when(record).thenRejected('person-not-found'));
  it.each([january, june])('forbids an enrolment from %s', (from) => {
    given(person, registered, died())
      .when({ ...enrolPension, from })
      .thenRejected('person-deceased', { diedOn: may });
    given(person, registered, died())
      .when({ ...enrolMedical, from })
      .thenRejected('person-deceased', { diedOn: may });
  });
  it('that either office reports forbids every later enrolment', () => {
    given(person, registered, medical, died(may, 'medical-bureau'))
      .when(enrolPension)
      .thenRejected('person-deceased');
    given(person, registered, pension, died()).when(enrolMedical).thenRejected('person-deceased');
  });
  it('stays when the other insurance ends for another reason', () =>
    given(person, registered, pension, medical, died(), pensionEnded)
      .when(enrolPension)
      .thenRejected('person-deceased'));
  it('lets the other enrolment end', () =>
    given(person, registered, pension, medical, died())
      .when({ type: 'EndPension', personId, on: may, reason: 'to-employer' })
      .then(pensionEnded));
  it('that both bureaus report is a report of each, and the later one counts', () => {
    given(person, registered, died())
      .when({ ...record, bureau: 'medical-bureau' })
      .then(died(may, 'medical-bureau', 2));
    expect(diedOn(registered, died(), died(january, 'medical-bureau', 2))).toBe(january);
  });
  it('that one bureau repeats after the other reported another day has no further effect', () =>
    given(person, registered, died(), died(january, 'medical-bureau', 2))
      .when(record)
      .thenNothing());
});

describe('a withdrawn death', () => {
  it('is withdrawn once', () => given(person, registered, died()).when(withdraw).then(withdrawn(2)));
  it('leaves the enrolments as they were, and others may follow', () => {
    const past = [registered, pension, medical, died(), withdrawn(2)];
    const { pension: enrolments, medical: others } = past.reduce(person.evolve, person.initial);
    expect([enrolments, others]).toEqual([
      [{ district: '370102', from: january }],
      [{ district: '370102', scheme: 'pooled', from: january }],
    ]);
    expect(diedOn(...past)).toBeUndefined();
    given(person, ...past)
      .when({ ...enrolPension, district: '370112', from: june })
      .then({ type: 'PensionEnrolled', data: { personId, district: '370112', from: june } });
  });
  it.each([
    ['before', [registered, pension, pensionEnded, died()]],
    ['after', [registered, pension, died(), pensionEnded]],
  ] as [string, PersonEvent[]][])('leaves an end told %s it for another reason', (_, past) => {
    given(person, ...past)
      .when(withdraw)
      .then(withdrawn(2));
    const state = [...past, withdrawn(2)].reduce(person.evolve, person.initial);
    expect(periodOn(state.pension, june)).toBeUndefined();
  });
  it('was moved before: no day is left', () => {
    const moved = died(january, 'hrss', 2);
    given(person, registered, died(), moved).when(withdraw).then(withdrawn(3));
    expect(diedOn(registered, died(), moved, withdrawn(3))).toBeUndefined();
  });
  it.each([
    ['later', 'hrss', january, may],
    ['earlier', 'medical-bureau', may, january],
  ] as const)('of the bureau that reported %s leaves the day of the other', (_, bureau, own, other) => {
    const [hrss, bureauOfMedical] = bureau === 'hrss' ? [own, other] : [other, own];
    const past = [registered, died(hrss), died(bureauOfMedical, 'medical-bureau', 2)];
    given(person, ...past)
      .when({ ...withdraw, bureau })
      .then(withdrawn(3, bureau, other));
    expect(diedOn(...past, withdrawn(3, bureau, other))).toBe(other);
    given(person, ...past, withdrawn(3, bureau, other))
      .when(enrolPension)
      .thenRejected('person-deceased', { diedOn: other });
  });
  it('can be reported again, and withdrawn again', () => {
    given(person, registered, died(), withdrawn(2))
      .when(record)
      .then(died(may, 'hrss', 3));
    given(person, registered, died(), withdrawn(2), died(may, 'hrss', 3))
      .when(withdraw)
      .then(withdrawn(4));
  });
  it('was never reported: there is nothing to withdraw', () => {
    given(person, registered).when(withdraw).thenRejected('nothing-to-withdraw');
    given(person).when(withdraw).thenRejected('person-not-found');
  });
  it('is not withdrawn by the other bureau', () =>
    given(person, registered, died())
      .when({ ...withdraw, bureau: 'medical-bureau' })
      .thenRejected('given-by-other-bureau'));
  it('withdrawn once stays so when the other bureau reports it later', () =>
    given(person, registered, died(), withdrawn(2), died(may, 'medical-bureau', 3))
      .when(withdraw)
      .thenNothing());
});

/** What one bureau does: it reports a day, or takes its report back. */
const deed = fc.record({
  bureau: fc.constantFrom<Bureau>('hrss', 'medical-bureau'),
  on: fc.constantFrom<Day | undefined>(january, may, undefined),
});

it('the day of death is that of the latest report that stands, whatever the two bureaus do', () =>
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 12 }), (deeds) => {
      const standing = new Map<Bureau, Day>();
      let state = [registered].reduce(person.evolve, person.initial);
      for (const { bureau, on } of deeds) {
        const command =
          on === undefined ? { ...withdraw, bureau } : ({ ...record, bureau, on } as typeof record);
        const outcome = person.decide(command, state);
        const events = outcome.accepted ? outcome.events.map(({ event }) => event) : [];
        state = events.reduce(person.evolve, state);
        const isRepeat = on !== undefined && standing.get(bureau) === on;
        if (!isRepeat) standing.delete(bureau);
        if (on !== undefined && !isRepeat) standing.set(bureau, on);
      }
      expect(state.diedOn).toBe([...standing.values()].at(-1));
    }),
  ));
