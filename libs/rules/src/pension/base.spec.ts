import { day } from '@canbao/calendar';
import { yuan } from '@canbao/money';
import { channels } from '@canbao/vocabulary';
import { rowOn } from '../row';
import { baseCaptureChannels, capturesBase } from './base-capture';
import { fitsStep, pensionBaseSteps } from './base-step';

it.each([
  ['3746.00', '1.00', true],
  ['3746.50', '1.00', false],
  ['3750.00', '100.00', false],
])('a base of %s fits a step of %s: %s', (base, step, fits) =>
  expect(fitsStep(yuan(base), yuan(step))).toBe(fits),
);

it('the step is one yuan from 2022 on, by configuration', () => {
  expect(rowOn(pensionBaseSteps, day('2021-12-31'))).toBeUndefined();
  expect(rowOn(pensionBaseSteps, day('2022-01-01'))).toMatchObject({ value: '1.00', configuration: true });
});

describe('a base that is only typed', () => {
  it('is captured by the mini-programs and nobody else', () =>
    expect(channels.filter((channel) => capturesBase(channel))).toEqual(['wechat', 'alipay']));
  it('is not captured without a channel', () => expect(capturesBase(undefined)).toBe(false));
  it('is captured from 2022 on', () =>
    expect(baseCaptureChannels.map(({ from }) => from)).toEqual(['2022-01-01']));
});
