import { hash, X509Certificate } from 'node:crypto';

const each = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** How Alipay names a certificate: a digest of its issuer, innermost part first, and of its number. */
export const certificateNumber = (pem: string): string => numberOf(new X509Certificate(pem));

/** How Alipay names its roots: those signed with RSA, in the order of the file. */
export const rootsNumber = (pems: string): string =>
  (pems.match(each) ?? [])
    .map((pem) => new X509Certificate(pem))
    .filter(({ publicKey }) => publicKey.asymmetricKeyType === 'rsa')
    .map(numberOf)
    .join('_');

const numberOf = ({ issuer, serialNumber }: X509Certificate): string => {
  const name = issuer.split('\n').toReversed().join(',');
  return hash('md5', `${name}${BigInt(`0x${serialNumber}`)}`);
};
