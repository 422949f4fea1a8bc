import type { Given } from './secret-files';

/** Ids of keys that `npm start` makes begin with this, so that production knows them. */
export const sandboxKeyPrefix = 'sandbox-';
/** The issuer whose tokens `npm start` signs. */
export const sandboxIssuer = 'canbao-sandbox';
/** Configuration: a stolen token must not work for longer. */
const tokenHoursMax = 24;

/** What is wrong with a value in production: the rest of a sentence that begins with the setting's name. */
type Rule = (value: string | undefined, given: Given) => string | undefined;

const whenSet =
  (rule: (value: string, given: Given) => string | undefined): Rule =>
  (value, given) =>
    value === undefined ? undefined : rule(value, given);

const never = (why: string): Rule => whenSet(() => `is set, ${why}: leave it out`);
const required =
  (what: string): Rule =>
  (value) =>
    value === undefined ? `is missing: ${what}` : undefined;
const all =
  (...rules: readonly Rule[]): Rule =>
  (value, given) =>
    rules.map((rule) => rule(value, given)).find((fault) => fault !== undefined);

const urlOf = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined);
const isThisMachine = (host: string): boolean =>
  host === 'localhost' ||
  host.endsWith('.localhost') ||
  /^(127\.[\d.]+|0\.0\.0\.0|\[?::1\]?|\[::ffff:7f[\da-f]{2}:[\da-f]+\])$/.test(host);

const https = whenSet((value) =>
  urlOf(value)?.protocol === 'https:' ? undefined : 'is plain text: set an address that begins with https://',
);
/** Between two processes of one machine nothing can be read on the way. */
const httpsElsewhere: Rule = (value, given) =>
  isThisMachine(urlOf(value ?? '')?.hostname ?? '') ? undefined : https(value, given);
const elsewhere = (what: string) =>
  whenSet((value) =>
    isThisMachine(urlOf(value)?.hostname ?? '') ? `is on this machine: set ${what}` : undefined,
  );
const httpsOrFile: Rule = (value, given) =>
  urlOf(value ?? '')?.protocol === 'file:' ? undefined : https(value, given);

const bureau = all(https, elsewhere('the address of the bureau itself'));

/** Escapes in a document cannot hide a key; what is no document is another fault. */
const plainJson = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
};
/** Before ids had a prefix, `npm start` called the only quote and identity key 1. */
const madeByNpmStart = whenSet((value) => {
  const text = plainJson(value);
  return text.includes(`"${sandboxKeyPrefix}`) || /"(current|keyId)":"1"/.test(text)
    ? 'has a key that npm start made: make one for production and keep it in your secret store'
    : undefined;
});

/** A channel takes money over the public network. */
const channelOverHttps = whenSet((value) =>
  /"http:\/\//i.test(plainJson(value))
    ? 'has an address in plain text, as of the sandbox: set addresses that begin with https://'
    : undefined,
);

/** Every other host can reach a port that does not listen on this machine alone. */
const listens: Rule = (value, given) =>
  isThisMachine(value ?? '127.0.0.1') && value !== '0.0.0.0'
    ? undefined
    : given['TLS_CERT'] === undefined
      ? 'lets other machines in by plain text: set TLS_CERT and TLS_KEY, or 127.0.0.1'
      : undefined;

const verifyFull = whenSet((value) => {
  const url = urlOf(value);
  return url?.searchParams.getAll('sslmode').join() === 'verify-full'
    ? undefined
    : 'does not verify the server: add sslmode=verify-full and sslrootcert=<file> to it';
});

const hours = whenSet((value) =>
  Number(value) > tokenHoursMax
    ? `is ${value}: set at most ${tokenHoursMax}, or a stolen token works for too long`
    : undefined,
);

/** Neither may stand in the environment of any process, whether it reads them or not. */
const sandboxRules = {
  CLOCK_URL: never('but the clock of production is the machine’s'),
  SANDBOX_URL: never('but production has no sandbox'),
};

/**
 * The rules of the profile `production`, by setting. `docs/production.md` has the same settings, and a spec
 * requires that a setting is either here or named there as one that may have any value.
 */
export const productionRules: Readonly<Record<string, Rule>> = {
  ...sandboxRules,
  SERVICE_HOST: listens,
  TRUSTED_PROXIES: whenSet((value) =>
    /(^|[\s,])(0\.0\.0\.0|::)\/0/.test(value)
      ? 'believes everybody about who calls: set the addresses of your load balancers'
      : undefined,
  ),
  DATABASE_URL: verifyFull,
  MIGRATION_DATABASE_URL: verifyFull,
  KAFKA_TLS_CA: required('set the file with the authority that signed the brokers, so that nothing is plain'),
  KAFKA_SASL_MECHANISM: required('set scram-sha-512, with KAFKA_SASL_USERNAME and KAFKA_SASL_PASSWORD'),
  ENVELOPE_KEYS: madeByNpmStart,
  SIGN_IN_ISSUER: all(
    required('set the address of your OpenID provider'),
    whenSet((value) =>
      value === sandboxIssuer ? 'is the sandbox: set the address of your OpenID provider' : undefined,
    ),
    https,
  ),
  SIGN_IN_JWKS: madeByNpmStart,
  SIGN_IN_JWKS_URL: https,
  SIGN_IN_REVOCATIONS_URL: all(
    required('set where the list of revoked tokens is, or a stolen token works until it ends'),
    httpsOrFile,
  ),
  SIGN_IN_HOURS_MAX: hours,
  CONSOLE_ISSUER: https,
  SEAL_KEY: madeByNpmStart,
  SEAL_FILE: required('set a file outside the database, or whoever rewrites the database rewrites the seals'),
  JOB_PACE: never('but jobs would ask channels and bureaus more often than these allow'),
  QUOTE_KEYS: madeByNpmStart,
  BANK_KEYS: all(
    required('set the keys of banks and tax desk, who sign every request'),
    madeByNpmStart,
    whenSet((value) =>
      /"(accepted|when-sent)"/.test(plainJson(value))
        ? 'lets a channel do without signatures: set demanded for each, and refused for the others'
        : undefined,
    ),
  ),
  IDENTITY_KEYS: madeByNpmStart,
  WECHAT_PAY: all(madeByNpmStart, channelOverHttps),
  ALIPAY: channelOverHttps,
  TREASURY: channelOverHttps,
  BATCH_DEBIT: all(madeByNpmStart, channelOverHttps),
  WECHAT_BILLS: madeByNpmStart,
  PAPER_KEYS: madeByNpmStart,
  LOG_LEVEL: whenSet((value) =>
    ['silent', 'trace'].includes(value)
      ? `is ${value}: set info, because alarms and operators' actions are log lines`
      : undefined,
  ),
  HRSS_URL: bureau,
  MEDICAL_BUREAU_URL: bureau,
  REGISTRATION_URL: httpsElsewhere,
  ASSESSMENT_URL: httpsElsewhere,
  PAYMENT_URL: httpsElsewhere,
  LEDGER_SYNC_URL: httpsElsewhere,
};

/** What would undo the rules from outside the settings. */
const processRules: Readonly<Record<string, Rule>> = {
  ...sandboxRules,
  NODE_TLS_REJECT_UNAUTHORIZED: whenSet((value) =>
    value === '0' ? 'is 0, so that no certificate is checked: leave it out' : undefined,
  ),
  NODE_OPTIONS: whenSet((value) =>
    /--(inspect|tls-keylog|tls-min-v1\.[01]\b)/.test(value)
      ? 'opens the process or its connections to others: leave it out'
      : undefined,
  ),
};

/**
 * Why a process with these settings may not run in production, one sentence each: every part of the sandbox,
 * and whatever would cross a network unprotected. `given` has every setting of the process, and `env` the
 * environment around it. A sentence never repeats a secret.
 */
export const productionFaults = (given: Given, env: Given = {}): string[] => [
  ...Object.entries(given).flatMap(([name, value]) => sentences(name, productionRules[name]?.(value, given))),
  ...Object.entries(processRules).flatMap(([name, rule]) =>
    name in given ? [] : sentences(name, rule(env[name], given)),
  ),
];

/** Rules that only the service of a setting can judge by, kept with its schema. */
const ownRules = new WeakMap<object, Rule>();

/** The schema of a setting, with the rule that production has for it. */
export const judgedInProduction = <Schema extends object>(schema: Schema, rule: Rule): Schema => {
  ownRules.set(schema, rule);
  return schema;
};

/** What the settings' own rules have against these values, one sentence each. */
export const ownProductionFaults = (shape: Readonly<Record<string, object>>, given: Given): string[] =>
  Object.entries(shape).flatMap(([name, schema]) =>
    sentences(name, ownRules.get(schema)?.(given[name], given)),
  );

const sentences = (name: string, fault: string | undefined): string[] =>
  fault === undefined ? [] : [`In production: ${name} ${fault}.`];
