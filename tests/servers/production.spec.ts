import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settings as assessment } from '@canbao/assessment/settings';
import { environmentsOf } from '@canbao/infra-local/environments';
import { keysOf } from '@canbao/infra-local/keys';
import { settings as ledgerSync } from '@canbao/ledger-sync/settings';
import { settings as payment } from '@canbao/payment/settings';
import { settings as portal } from '@canbao/portal/settings';
import { settings as registration } from '@canbao/registration/settings';
import { packNames } from '@canbao/rules';
import { commonSettings, productionRules, settingsOf } from '@canbao/service-kit';

const shapes = {
  registration: { ...commonSettings, ...registration },
  assessment: { ...commonSettings, ...assessment },
  payment: { ...commonSettings, ...payment },
  'ledger-sync': { ...commonSettings, ...ledgerSync },
  portal,
};
const names = [...new Set(Object.values(shapes).flatMap((shape) => Object.keys(shape)))].toSorted();
const page = readFileSync(join(__dirname, '../../docs/production.md'), 'utf8');
/** Setting → what the page says about production. */
const documented = new Map(
  page
    .split('\n')
    .filter((line) => /^\| `[A-Z]/.test(line))
    .flatMap((line) => {
      const [settings = '', , , inProduction = ''] = line.split(' | ');
      return [...settings.matchAll(/`([A-Z_]+)`/g)].map(
        ([, name = '']) => [name, inProduction.replace(/ \|$/, '')] as const,
      );
    }),
);

describe('the settings of all processes', () => {
  it('are those of docs/production.md', () => expect([...documented.keys()].toSorted()).toEqual(names));

  it('either have a rule for production, or the page says that any value will do', () => {
    const judgedElsewhere = [
      'CANBAO_PROFILE',
      'KAFKA_BROKERS',
      'KAFKA_SASL_USERNAME',
      'KAFKA_SASL_PASSWORD',
      'RULE_PACK',
    ];
    const free = [...documented].filter(([, text]) => text === 'any').map(([name]) => name);
    const guarded = names.filter((name) => !free.includes(name) && !judgedElsewhere.includes(name));
    const forced = [
      'TLS_CERT',
      'TLS_KEY',
      'CLIENT_CA',
      'SERVICES_CERT',
      'SERVICES_KEY',
      'SIGN_IN_POLL_SECONDS',
    ];
    expect(guarded.filter((name) => !(name in productionRules) && !forced.includes(name))).toEqual([]);
    expect(free.filter((name) => name in productionRules && name !== 'SIGN_IN_AUDIENCE')).toEqual([]);
  });
});

describe('the settings that npm start gives to', () => {
  const data = mkdtempSync(join(tmpdir(), 'data-'));
  afterAll(() => rmSync(data, { recursive: true }));
  const ports = {
    portal: 8080,
    registration: 8081,
    assessment: 8082,
    payment: 8083,
    'ledger-sync': 8084,
    sandbox: 8085,
    postgres: 8090,
    kafka: 8091,
    controller: 8092,
  };
  const servers = { databaseUrl: 'postgres://a:b@127.0.0.1/c', kafka: { brokers: ['127.0.0.1:8091'] } };

  it.each([
    [
      'registration',
      [
        'CLOCK_URL',
        'DATABASE_URL',
        'KAFKA_TLS_CA',
        'ENVELOPE_KEYS',
        'SEAL_KEY',
        'IDENTITY_KEYS',
        'PAPER_KEYS',
      ],
    ],
    [
      'assessment',
      ['CLOCK_URL', 'DATABASE_URL', 'SIGN_IN_ISSUER', 'SIGN_IN_JWKS', 'QUOTE_KEYS', 'PAPER_KEYS', 'BANK_KEYS'],
    ],
    [
      'payment',
      [
        'CLOCK_URL',
        'KAFKA_SASL_MECHANISM',
        'SIGN_IN_HOURS_MAX',
        'SEAL_KEY',
        'QUOTE_KEYS',
        'BANK_KEYS',
        'WECHAT_PAY',
        'ALIPAY',
        'TREASURY',
        'WECHAT_BILLS',
        'PAPER_KEYS',
      ],
    ],
    ['ledger-sync', ['CLOCK_URL', 'HRSS_URL', 'MEDICAL_BUREAU_URL', 'SIGN_IN_ISSUER']],
    ['portal', ['SANDBOX_URL']],
  ] as const)('%s are good for the sandbox and refused in production: %j', async (name, refused) => {
    const env = environmentsOf(await keysOf(data), ports, servers, { rulePack: 'jinan', data })[name];
    const given = { SERVICE_PORT: '1', ...env };
    expect(settingsOf(shapes[name], given).faults).toEqual([]);
    const { settings, faults } = settingsOf(shapes[name], { ...given, CANBAO_PROFILE: 'production' });
    expect(settings).toBeUndefined();
    for (const setting of refused)
      expect(faults).toContainEqual(expect.stringMatching(new RegExp(`^In production: ${setting} .+\\.$`)));
  });
});

it.each(packNames)(
  'the pack %s may run in production if its rows are whole, and in the sandbox anyway',
  (name) => {
    const faultsIn = (CANBAO_PROFILE: string): string[] =>
      settingsOf(shapes.assessment, { CANBAO_PROFILE, RULE_PACK: name }).faults.filter((fault) =>
        /RULE_PACK/.test(fault),
      );
    expect(faultsIn('sandbox')).toEqual([]);
    expect(faultsIn('production')).toEqual(
      name === 'jinan'
        ? []
        : [
            `In production: RULE_PACK is ${name}, whose rows are not whole: ` +
              `npm run pack -- check ${name} says what is missing.`,
          ],
    );
  },
);
