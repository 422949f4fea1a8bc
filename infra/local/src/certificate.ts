import { randomBytes, sign, type KeyObject } from 'node:crypto';

// A certificate is DER: each part its tag, its length, its content (X.690). Node reads certificates and makes
// none, and OpenSSL's program is not on every machine.

const part = (tag: number, ...contents: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(contents);
  const size = content.length;
  const long = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([tag, ...long]), content]);
};
const sequence = (...parts: readonly Buffer[]): Buffer => part(0x30, ...parts);
/** sha256WithRSAEncryption, 1.2.840.113549.1.1.11, without parameters. */
const sha256WithRsa = sequence(
  part(0x06, Buffer.from([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b])),
  part(0x05),
);
const commonName = Buffer.from([0x55, 0x04, 0x03]);
const name = (text: string): Buffer =>
  sequence(part(0x31, sequence(part(0x06, commonName), part(0x0c, Buffer.from(text)))));
/** UTCTime, which ends with 2049. */
const time = (date: Date): Buffer =>
  part(0x17, Buffer.from(`${date.toISOString().replaceAll(/[-:T]/g, '').slice(2, 14)}Z`));
const yearMs = 365 * 86_400_000;

/** A certificate of an RSA key, signed with itself, of ten years. */
export const selfSigned = (
  keys: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
  commonNameText: string,
): string => {
  // Positive, and of full length: the first byte is neither 0 nor above 0x7f.
  const serial = Buffer.concat([Buffer.from([0x5a]), randomBytes(15)]);
  const now = Date.now();
  const signed = sequence(
    part(0x02, serial),
    sha256WithRsa,
    name(commonNameText),
    sequence(time(new Date(now - 86_400_000)), time(new Date(now + 10 * yearMs))),
    name(commonNameText),
    keys.publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('RSA-SHA256', signed, keys.privateKey);
  const certificate = sequence(signed, sha256WithRsa, part(0x03, Buffer.from([0]), signature));
  const lines = certificate.toString('base64').replaceAll(/.{64}(?=.)/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
};
