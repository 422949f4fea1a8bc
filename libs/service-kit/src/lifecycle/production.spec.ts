import { productionFaults } from './production';

/** What a service has in production. */
const good = {
  CANBAO_PROFILE: 'production',
  CLOCK_URL: undefined,
  SANDBOX_URL: undefined,
  SERVICE_HOST: '0.0.0.0',
  TLS_CERT: '/secrets/tls.crt',
  DATABASE_URL: 'postgres://payment:secret@db.example:5432/canbao?sslmode=verify-full&sslrootcert=/ca.crt',
  KAFKA_TLS_CA: '/secrets/kafka.crt',
  KAFKA_SASL_MECHANISM: 'scram-sha-512',
  ENVELOPE_KEYS: '{"current":"2026-11","secrets":{"2026-11":"x"}}',
  SIGN_IN_ISSUER: 'https://id.example',
  SIGN_IN_JWKS: undefined,
  SIGN_IN_JWKS_URL: 'https://id.example/jwks',
  SIGN_IN_REVOCATIONS_URL: 'https://id.example/revoked',
  SIGN_IN_HOURS_MAX: '12',
  SEAL_KEY: '{"kid":"2026-11","d":"x"}',
  SEAL_FILE: '/seals/payment.jsonl',
  QUOTE_KEYS: '{"current":"2026-11","secrets":{"2026-11":"x"}}',
  IDENTITY_KEYS: '{"keyId":"2026-11"}',
  LOG_LEVEL: 'info',
  HRSS_URL: 'https://hrss.example/api',
  MEDICAL_BUREAU_URL: 'https://medical.example/api',
  REGISTRATION_URL: 'https://registration.example',
  PAYMENT_URL: 'http://127.0.0.1:8083',
};

describe('in production', () => {
  it('settings without anything of the sandbox are accepted', () =>
    expect(productionFaults(good)).toEqual([]));

  it.each([
    ['CLOCK_URL', 'http://sandbox/clock', 'is set, but'],
    ['CLOCK_URL', 'https://clock.example', 'leave it out'],
    ['SANDBOX_URL', 'https://sandbox.example', 'leave it out'],
    ['SIGN_IN_ISSUER', 'canbao-sandbox', 'is the sandbox'],
    ['SIGN_IN_ISSUER', undefined, 'is missing: set the address'],
    ['SIGN_IN_ISSUER', 'http://id.example', 'is plain text'],
    ['SIGN_IN_JWKS_URL', 'http://id.example/jwks', 'is plain text'],
    ['SIGN_IN_JWKS', '{"keys":[{"kid":"sandbox-abc"}]}', 'npm start made'],
    ['SIGN_IN_REVOCATIONS_URL', undefined, 'is missing'],
    ['SIGN_IN_REVOCATIONS_URL', 'http://id.example/revoked', 'is plain text'],
    ['SIGN_IN_HOURS_MAX', '87840', 'set at most 24'],
    ['SEAL_KEY', '{"kid":"sandbox-abc","d":"x"}', 'npm start made'],
    ['SEAL_KEY', String.raw`{"kid":"\u0073andbox-abc","d":"x"}`, 'npm start made'],
    ['QUOTE_KEYS', '{"current":"sandbox-1","secrets":{"sandbox-1":"x"}}', 'npm start made'],
    ['QUOTE_KEYS', '{"current":"new","secrets":{"new":"x","sandbox-1":"y"}}', 'npm start made'],
    ['WECHAT_PAY', '{"apiV3Key":"sandbox-x"}', 'npm start made'],
    ['WECHAT_PAY', '{"hosts":["http://127.0.0.1"]}', 'in plain text'],
    ['WECHAT_PAY', '{"hosts":["h\\u0074tp://127.0.0.1"]}', 'in plain text'],
    ['BATCH_DEBIT', '{"url":"http://node.example"}', 'in plain text'],
    ['WECHAT_BILLS', '{"secrets":["sandbox-x"]}', 'npm start made'],
    ['ALIPAY', '{"gateway":"http://openapi.example/gateway.do"}', 'in plain text'],
    ['QUOTE_KEYS', '{"current":"1","secrets":{"1":"x"}}', 'npm start made'],
    ['IDENTITY_KEYS', '{"keyId":"sandbox-1"}', 'npm start made'],
    ['ENVELOPE_KEYS', '{"current":"sandbox-1"}', 'npm start made'],
    ['KAFKA_TLS_CA', undefined, 'is missing'],
    ['KAFKA_SASL_MECHANISM', undefined, 'is missing'],
    ['DATABASE_URL', 'postgres://a:secret@db.example/canbao', 'sslmode=verify-full'],
    ['DATABASE_URL', 'postgres://a:secret@db.example/canbao?sslmode=require', 'sslmode=verify-full'],
    [
      'DATABASE_URL',
      'postgres://a:secret@db.example/canbao?sslmode=verify-full&sslmode=disable',
      'sslmode=verify-full',
    ],
    ['MIGRATION_DATABASE_URL', 'postgres://owner:secret@db.example/canbao', 'sslmode=verify-full'],
    ['TRUSTED_PROXIES', '10.0.0.1, 0.0.0.0/0', 'believes everybody'],
    ['TRUSTED_PROXIES', '::/0', 'believes everybody'],
    ['SEAL_FILE', undefined, 'is missing'],
    ['JOB_PACE', '10', 'is set, but jobs would ask'],
    ['LOG_LEVEL', 'silent', 'set info'],
    ['LOG_LEVEL', 'trace', 'set info'],
    ['HRSS_URL', 'http://hrss.example', 'is plain text'],
    ['HRSS_URL', 'https://127.0.0.1:8085/bureaus/hrss', 'is on this machine'],
    ['HRSS_URL', 'https://2130706433/bureaus/hrss', 'is on this machine'],
    ['HRSS_URL', 'https://[::1]/bureaus/hrss', 'is on this machine'],
    ['HRSS_URL', 'https://[::ffff:127.0.0.1]/bureaus/hrss', 'is on this machine'],
    ['MEDICAL_BUREAU_URL', 'https://localhost/', 'is on this machine'],
    ['REGISTRATION_URL', 'http://registration.example', 'is plain text'],
    ['TLS_CERT', undefined, 'SERVICE_HOST lets other machines in by plain text'],
  ])('%s=%s is refused: %s', (name, value, expected) => {
    const faults = productionFaults({ ...good, [name]: value });
    expect(faults).toEqual([expect.stringContaining(expected)]);
    expect(faults[0]).toMatch(/^In production: [A-Z_]+ .+\.$/);
    expect(faults[0]).not.toContain('secret@');
  });

  it('a service that listens on this machine alone needs no certificate', () =>
    expect(productionFaults({ ...good, SERVICE_HOST: undefined, TLS_CERT: undefined })).toEqual([]));

  it('every fault is named at once', () =>
    expect(
      productionFaults({ ...good, CLOCK_URL: 'http://x', HRSS_URL: 'http://x', SEAL_FILE: undefined }),
    ).toHaveLength(3));

  it.each([
    ['CLOCK_URL', 'http://sandbox/clock'],
    ['SANDBOX_URL', 'http://sandbox'],
    ['NODE_TLS_REJECT_UNAUTHORIZED', '0'],
    ['NODE_OPTIONS', '--max-old-space-size=512 --inspect=0.0.0.0'],
  ])('%s around a process that does not read it is refused too', (name, value) =>
    expect(productionFaults({ REGISTRATION_URL: good.REGISTRATION_URL }, { [name]: value })).toEqual([
      expect.stringContaining(name),
    ]),
  );
});
