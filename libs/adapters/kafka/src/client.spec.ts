import { kafkaClient } from './client';

describe('what kafkajs reports', () => {
  const errors: object[] = [];
  const quiet = (): void => undefined;
  const logger = kafkaClient({ brokers: ['127.0.0.1:1'] }, 'spec', {
    info: quiet,
    warn: quiet,
    error: (fields) => {
      errors.push(fields);
    },
  }).logger();

  it("is an alarm when a consumer's place in a topic is gone", () => {
    logger.error('Offset out of range, resetting to default offset', {
      topic: 'payment.events',
      partition: 2,
    });
    expect(errors.pop()).toMatchObject({
      alarm: 'offset-out-of-range',
      topic: 'payment.events',
      partition: 2,
    });
  });
  it('is no alarm when a connection ends', () => {
    logger.error('Connection error');
    expect(errors.pop()).not.toHaveProperty('alarm');
  });
});
