import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KafkaSettingFault, kafkaServers, type KafkaSettings } from './servers';

const folder = mkdtempSync(join(tmpdir(), 'canbao-pem-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const ca = file('ca.pem', '-----BEGIN CERTIFICATE-----');
const login = {
  KAFKA_SASL_MECHANISM: 'scram-sha-512',
  KAFKA_SASL_USERNAME: 'payment',
  KAFKA_SASL_PASSWORD: 'secret',
};

describe('the settings of Kafka', () => {
  it('are plain text where nothing else is said', () =>
    expect(kafkaServers(['a:1'], { KAFKA_TLS_CA: '' })).toEqual({ brokers: ['a:1'] }));

  it('describe TLS and a login', () =>
    expect(kafkaServers(['a:1'], { KAFKA_TLS_CA: ca, ...login })).toEqual({
      brokers: ['a:1'],
      tls: { ca: '-----BEGIN CERTIFICATE-----' },
      sasl: { mechanism: 'scram-sha-512', username: 'payment', password: 'secret' },
    }));

  it.each<[string, KafkaSettings, string]>([
    ['a certificate without its key', { KAFKA_TLS_CA: ca, KAFKA_TLS_CERT: ca }, 'go together'],
    ['a certificate without an authority', { KAFKA_TLS_CERT: ca, KAFKA_TLS_KEY: ca }, 'with KAFKA_TLS_CA'],
    ['a file that is not there', { KAFKA_TLS_CA: join(folder, 'none') }, 'cannot be read'],
    ['a file of another kind', { KAFKA_TLS_CA: file('text', 'hello') }, 'holds no PEM text'],
    ['a name without a password', { ...login, KAFKA_SASL_PASSWORD: '' }, 'go together'],
    [
      'an unknown mechanism',
      { ...login, KAFKA_SASL_MECHANISM: 'gssapi' },
      'scram-sha-512, scram-sha-256, plain',
    ],
    ['a password for all to read', { ...login, KAFKA_SASL_MECHANISM: 'plain' }, 'set KAFKA_TLS_CA'],
  ])('are refused with %s', (_, settings, sentence) => {
    expect(() => kafkaServers(['a:1'], settings)).toThrow(KafkaSettingFault);
    expect(() => kafkaServers(['a:1'], settings)).toThrow(sentence);
  });

  it('do not show the password', () =>
    expect(() => kafkaServers(['a:1'], { ...login, KAFKA_SASL_MECHANISM: 'gssapi' })).not.toThrow('secret'));
});
