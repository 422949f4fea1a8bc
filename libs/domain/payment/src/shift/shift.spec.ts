import { instant } from '@canbao/calendar';
import { given } from '@canbao/event-sourcing/given';
import { yuan, zero } from '@canbao/money';
import type { ShiftEvent, ShiftTotals } from './shift.events';
import { shifts, shiftStream, type CloseShift, type OpenShift } from './shift';

const ofOfficer = { officer: 'tax-desk:officer-1', stream: shiftStream('o-1') };
const morning = instant('2026-11-26T08:30:00+08:00');
const evening = instant('2026-11-26T17:00:00+08:00');
const open = (shiftId = 's-1'): OpenShift => ({
  type: 'OpenShift',
  ...ofOfficer,
  shiftId,
  at: morning,
  openingCash: yuan('500.00'),
});
const none = { collections: 0, collected: zero, reversals: 0, reversed: zero };
const totals: ShiftTotals = {
  cash: { collections: 3, collected: yuan('615.90'), reversals: 1, reversed: yuan('205.30') },
  card: { ...none, collections: 1, collected: yuan('1000.00') },
};
const close = (countedCash: string, shiftId = 's-1', all = totals): CloseShift => ({
  type: 'CloseShift',
  ...ofOfficer,
  shiftId,
  at: evening,
  countedCash: yuan(countedCash),
  totals: all,
  upTo: '77',
});
const opened = (shiftId = 's-1'): ShiftEvent => ({
  type: 'ShiftOpened',
  data: { shiftId, officer: ofOfficer.officer, openedAt: morning, openingCash: yuan('500.00') },
});
const closed = (countedCash: string, difference: string): ShiftEvent => ({
  type: 'ShiftClosed',
  data: {
    shiftId: 's-1',
    officer: ofOfficer.officer,
    closedAt: evening,
    totals,
    expectedCash: yuan('910.60'),
    countedCash: yuan(countedCash),
    difference: yuan(difference),
    upTo: '77',
  },
});

describe('a shift', () => {
  it('is opened with the cash in the drawer', () => given(shifts).when(open()).then(opened()));
  it('is opened again once the one before is closed', () =>
    given(shifts, opened(), closed('910.60', '0.00')).when(open('s-2')).then(opened('s-2')));
  it('is not opened beside another of the officer', () =>
    given(shifts, opened()).when(open('s-2')).thenRejected('shift-already-open', { shiftId: 's-1' }));
  it.each([
    ['as much as there should be', '910.60', '0.00'],
    ['less, which is missing', '900.00', '-10.60'],
    ['more than there should be', '911.00', '0.40'],
  ])('is closed with %s: card money is in no drawer', (_, counted, difference) =>
    given(shifts, opened()).when(close(counted)).then(closed(counted, difference)),
  );
  it('in which more cash went out than came in is short of its opening cash', () => {
    const paidOut = { cash: { ...none, reversals: 1, reversed: yuan('600.00') }, card: none };
    const { outcome } = given(shifts, opened()).when(close('0.00', 's-1', paidOut));
    expect(outcome).toMatchObject({
      events: [{ event: { data: { expectedCash: '-100.00', difference: '100.00' } } }],
    });
  });
  it('in which refunds were paid out of the drawer expects that much less', () => {
    const cash = { ...none, collections: 1, collected: yuan('300.00'), refunds: 2, refunded: yuan('250.00') };
    const { outcome } = given(shifts, opened()).when(close('550.00', 's-1', { cash, card: none }));
    expect(outcome).toMatchObject({
      events: [{ event: { data: { expectedCash: '550.00', difference: '0.00' } } }],
    });
  });
  it('is closed once: another count of a closed one is refused', () =>
    given(shifts, opened(), closed('910.60', '0.00')).when(close('911.00')).thenRejected('shift-closed'));
  it('of nobody, or of another officer, is not there', () => {
    given(shifts).when(close('1.00')).thenRejected('shift-not-found');
    given(shifts, opened()).when(close('1.00', 's-9')).thenRejected('shift-not-found');
  });
  it('that is opened twice by the same request is one', () =>
    given(shifts, opened(), closed('910.60', '0.00')).when(open()).thenNothing());
});
