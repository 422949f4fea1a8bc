import { fileFault, type Given } from './secret-files';

/** The second needs the first. */
const needs: readonly (readonly [string, string])[] = [
  ['TLS_CERT', 'TLS_KEY'],
  ['TLS_KEY', 'TLS_CERT'],
  ['TLS_CERT', 'CLIENT_CA'],
  ['CLIENT_CA', 'CLIENT_CRL'],
  ['BUREAU_CERT', 'BUREAU_KEY'],
  ['BUREAU_KEY', 'BUREAU_CERT'],
  ['SERVICES_CERT', 'SERVICES_KEY'],
  ['SERVICES_KEY', 'SERVICES_CERT'],
];

/** What is wrong with settings that belong together, one sentence each. */
export const pairFaults = (given: Given): string[] => [
  ...needs
    .filter(([needed, needing]) => given[needing] !== undefined && given[needed] === undefined)
    .map(([needed, needing]) => `${needing} is set without ${needed}: set both, or neither.`),
  ...oneOf(given, 'SIGN_IN_JWKS', 'SIGN_IN_JWKS_URL'),
];

const oneOf = (given: Given, document: string, url: string): string[] => {
  if (!(document in given) || (given[document] === undefined) !== (given[url] === undefined)) return [];
  return [
    given[document] === undefined
      ? `${url} is missing: set it to the address of the issuer's public keys, or ${document} to the keys.`
      : `${document} and ${url} are both set: leave one of them out.`,
  ];
};

const paths = [
  'TLS_CERT',
  'CLIENT_CA',
  'CLIENT_CRL',
  'BUREAU_CA',
  'BUREAU_CERT',
  'SERVICES_CA',
  'SERVICES_CERT',
];
const secretPaths = ['TLS_KEY', 'BUREAU_KEY', 'SERVICES_KEY', 'KAFKA_TLS_KEY'];

/** What is wrong with the files that settings name: not readable, or a key that everybody can read. */
export const pathFaults = (given: Given): string[] =>
  [...paths, ...secretPaths].flatMap((name) => {
    const file = given[name];
    return file === undefined ? [] : (fileFault(name, file, secretPaths.includes(name)) ?? []);
  });
