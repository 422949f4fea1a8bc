import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { certificateNumber, rootsNumber } from './certificate-number';

const sdk = jest.requireActual<{ getSN(pem: string, isRoot?: boolean): string }>(
  join(__dirname, '../../../../../node_modules/alipay-sdk/dist/commonjs/antcertutil.js'),
);

const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
afterAll(() => rmSync(folder, { recursive: true }));

const certificate = (name: string, subject: string, serial: string, key: readonly string[]): string => {
  const out = join(folder, `${name}.pem`);
  const made = ['req', '-x509', '-nodes', '-keyout', join(folder, `${name}.key`), '-out', out];
  const named = ['-utf8', '-subj', subject, '-set_serial', serial, '-newkey', ...key];
  execFileSync('openssl', [...made, ...named], { stdio: ['ignore', 'ignore', 'pipe'] });
  return readFileSync(out, 'utf8');
};
const rsa = ['rsa:2048'];
const ec = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
const alipayLike =
  '/C=CN/O=Ant Financial/OU=Certification Authority/CN=Ant Financial Certification Authority R1';

describe('the number of a certificate is that of alipay-sdk', () => {
  it.each([
    ['with the parts of Alipay’s own', alipayLike, '0x2021060802'],
    ['with a high first bit in its number', alipayLike, '0xf0e1d2c3b4a5968778695a4b3c2d1e0f'],
    ['with one part', '/CN=示例', '0x01'],
  ])('%s', (name, subject, serial) => {
    const pem = certificate(name, subject, serial, rsa);
    expect(certificateNumber(pem)).toBe(sdk.getSN(pem));
  });

  it('and of several roots those that are signed with RSA, in their order', () => {
    const roots = [
      certificate('root-1', `${alipayLike}/O=1`, '0x11', rsa),
      certificate('root-2', `${alipayLike}/O=2`, '0x12', ec),
      certificate('root-3', `${alipayLike}/O=3`, '0x13', rsa),
    ].join('\n');
    expect(rootsNumber(roots)).toBe(sdk.getSN(roots, true));
    expect(rootsNumber(roots)).toMatch(/^[0-9a-f]{32}_[0-9a-f]{32}$/);
  });
});
