import { z } from 'zod';
import { Amount, DayText, InstantText, Uuid } from '../primitives';
import { operation, type Operation, type Role } from './operation';

const readers: readonly Role[] = ['tax-desk', 'operator', 'auditor'];
const shiftPath = z.strictObject({ id: Uuid });
const signed = z.string().describe('Yuan; below zero where something is missing.');
const methodTotals = z.strictObject({
  collections: z.int(),
  collected: Amount,
  reversals: z.int(),
  reversed: Amount,
  refunds: z.int(),
  refunded: Amount,
});
const shift = z.strictObject({
  shiftId: Uuid,
  officer: z.string(),
  status: z.enum(['open', 'closed']),
  openedAt: InstantText,
  openingCash: Amount,
  closedAt: InstantText.optional(),
  totals: z.strictObject({ cash: methodTotals, card: methodTotals }),
  expectedCash: signed,
  countedCash: Amount.optional(),
  difference: signed.optional(),
});
const movement = z.strictObject({
  kind: z.enum(['collection', 'reversal', 'refund']),
  orderId: Uuid,
  officer: z.string(),
  method: z.enum(['cash', 'card']),
  amount: Amount,
  at: InstantText,
});

/** Shifts of tax desks: a drawer taken over, and counted at the end. */
export const shiftsApi = {
  openShift: operation({
    id: 'openShift',
    service: 'payment',
    method: 'POST',
    path: '/shifts',
    roles: ['tax-desk'],
    status: 201,
    summary: 'Take over the drawer of a tax desk with the cash in it. An officer has one shift at a time.',
    body: z.strictObject({ openingCash: Amount }),
    reply: shift,
    rejections: ['shift-already-open'],
  }),
  closeShift: operation({
    id: 'closeShift',
    service: 'payment',
    method: 'POST',
    path: '/shifts/{id}/closing',
    roles: ['tax-desk'],
    status: 200,
    summary: 'Close a shift with the cash that was counted: totals by method, and the difference.',
    params: shiftPath,
    body: z.strictObject({ countedCash: Amount }),
    reply: shift,
    rejections: ['shift-not-found', 'shift-closed'],
  }),
  shift: operation({
    id: 'shift',
    service: 'payment',
    method: 'GET',
    path: '/shifts/{id}',
    roles: readers,
    status: 200,
    summary: 'A shift with its totals, so far while it is open. An officer sees their own.',
    params: shiftPath,
    reply: shift,
    rejections: ['shift-not-found'],
  }),
  shifts: operation({
    id: 'shifts',
    service: 'payment',
    method: 'GET',
    path: '/shifts',
    roles: readers,
    status: 200,
    summary:
      'The shifts that were opened on a day, those of before that are open still, and what tax desks took ' +
      'or gave back on that day while no shift was open: booked all the same. An officer sees their own.',
    query: z.strictObject({ day: DayText }),
    reply: z.strictObject({ items: z.array(shift), outsideShifts: z.array(movement) }),
  }),
} as const satisfies Record<string, Operation>;
