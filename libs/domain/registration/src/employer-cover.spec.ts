import { day, month } from '@canbao/calendar';
import { given } from '@canbao/event-sourcing/given';
import { person } from './index';
import type { PersonEvent } from './person.events';

const personId = '10000000-0000-4000-8000-000000000001';
const [march, may, august] = [month('2022-03'), month('2022-05'), month('2022-08')];
const registered: PersonEvent = { type: 'PersonRegistered', data: { personId } };
const note = { type: 'NoteEmployerCover', personId, insurance: 'pension', from: may } as const;
const withdraw = { ...note, type: 'WithdrawEmployerCover' } as const;
const noted = (revision = 1, data = {}): PersonEvent => ({
  type: 'EmployerCoverNoted',
  data: { personId, insurance: 'pension', from: may, ...data, revision },
});
const withdrawn = (revision = 2, data = {}): PersonEvent => ({
  type: 'EmployerCoverWithdrawn',
  data: { personId, insurance: 'pension', from: may, ...data, revision },
});

describe('cover through an employer', () => {
  it('is noted, once', () => given(person, registered).when(note).then(noted()));
  it('gets its last month later', () =>
    given(person, registered, noted())
      .when({ ...note, until: august })
      .then(noted(2, { until: august })));
  it('is put right from another month on, once: the new one first, so that no month is open meanwhile', () => {
    const right = { ...note, from: march, corrects: may };
    given(person, registered, noted())
      .when(right)
      .then(noted(2, { from: march }), withdrawn(3));
    given(person, registered, noted(), noted(2, { from: march }))
      .when(right)
      .then(withdrawn(3));
    given(person, registered, noted(), noted(2, { from: march }), withdrawn(3))
      .when(right)
      .thenNothing();
    given(person, registered, noted())
      .when({ ...note, until: august, corrects: may })
      .then(noted(2, { until: august }));
  });
  it('is not put right where none began so', () =>
    given(person, registered, noted(), noted(2, { insurance: 'medical', from: august }))
      .when({ ...note, from: march, corrects: august })
      .thenRejected('nothing-to-correct', { coveredFrom: [may] }));
  it('of one insurance is not that of the other', () =>
    given(person, registered, noted())
      .when({ ...note, insurance: 'medical' })
      .then(noted(2, { insurance: 'medical' })));
  it('cannot end before it starts', () =>
    given(person, registered)
      .when({ ...note, until: month('2022-04') })
      .thenRejected('ends-before-start', { from: '2022-05' }));
  it('of someone unknown is refused', () => given(person).when(note).thenRejected('person-not-found'));
  it('begins in the month of death at the latest; what was told before gets its last month all the same', () => {
    const died = (on: string): PersonEvent => ({
      type: 'PersonDied',
      data: { personId, on: day(on), bureau: 'hrss', revision: 2 },
    });
    given(person, registered, died('2022-04-30'))
      .when(note)
      .thenRejected('person-deceased', { diedOn: '2022-04-30' });
    given(person, registered, died('2022-05-01')).when(note).then(noted(2));
    given(person, registered, noted(), died('2022-04-30'))
      .when({ ...note, until: may })
      .then(noted(3, { until: may }));
  });
});

describe('a withdrawn cover', () => {
  it('is withdrawn once, whatever its end', () => {
    given(person, registered, noted()).when(withdraw).then(withdrawn());
    given(person, registered, noted(), noted(2, { until: august }))
      .when(withdraw)
      .then(withdrawn(3));
  });
  it('leaves other covers of the person', () => {
    const others = [noted(2, { insurance: 'medical' }), noted(3, { from: march, until: march })];
    const past = [registered, noted(), ...others, withdrawn(4)];
    expect(past.reduce(person.evolve, person.initial).employerCovers).toEqual([
      { insurance: 'medical', from: may },
      { insurance: 'pension', from: march, until: march },
    ]);
  });
  it('was never told: there is nothing to withdraw, and the answer says what there is', () =>
    given(person, registered, noted(), noted(2, { insurance: 'medical', from: march }))
      .when({ ...withdraw, from: march })
      .thenRejected('nothing-to-withdraw', { coveredFrom: [may] }));
  it('of someone unknown is refused', () => given(person).when(withdraw).thenRejected('person-not-found'));
  it('can be told again, and withdrawn again', () => {
    given(person, registered, noted(), withdrawn()).when(note).then(noted(3));
    given(person, registered, noted(), withdrawn(), noted(3)).when(withdraw).then(withdrawn(4));
  });
});
