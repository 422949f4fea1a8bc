import { yuan } from '@canbao/money';
import { pack } from '@canbao/rules';
import { estimate, type EstimateRequest } from '..';
import { may, noon } from '../../test/accounts';

const estimated = (request: Partial<EstimateRequest>) =>
  estimate(pack('jinan'), { insurance: 'medical', at: noon, months: [may], ...request });

describe('an estimate', () => {
  it('of a pension month is base times rate', () =>
    expect(estimated({ insurance: 'pension', base: yuan('5000.00') })).toMatchObject({
      accepted: true,
      total: '1000.00',
      certificate: { facts: { registered: true, paidMonths: [] } },
    }));
  it('of a medical month is for the pooled scheme when none is named', () =>
    expect(estimated({})).toMatchObject({
      total: '205.30',
      certificate: { facts: { registered: true, scheme: 'pooled', parts: {}, bills: [] } },
    }));
  it('of a medical month is for the named scheme', () =>
    expect(estimated({ scheme: 'with-account' })).toMatchObject({
      lines: [{ item: 'with-account' }],
      certificate: { facts: { scheme: 'with-account' } },
    }));
  it('is refused with its conditions', () => {
    expect(estimated({ items: ['pooled-unit'] })).toMatchObject({
      accepted: false,
      reason: 'bundle-incomplete',
      conditions: [{ code: 'bundle-incomplete', rule: 'medical.bundle' }],
    });
    expect(estimated({ insurance: 'pension' })).toMatchObject({ reason: 'base-required' });
  });
  it.each([
    [{ insurance: 'medical', base: yuan('3746.00') } as const, 'base'],
    [{ insurance: 'pension', base: yuan('5000.00'), scheme: 'pooled' } as const, 'scheme'],
  ])('with a field that has no meaning for the insurance is refused: %j', (request, field) =>
    expect(estimated(request)).toEqual({
      accepted: false,
      reason: 'field-not-applicable',
      details: { fields: [field] },
      conditions: [],
    }),
  );
});
