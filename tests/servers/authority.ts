import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const dayMs = 86_400_000;
/** `YYYYMMDDHHMMSSZ` */
const stamp = (at: Date): string => `${at.toISOString().replaceAll(/\D/g, '').slice(0, 14)}Z`;

/** Paths of PEM files. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
}

/** An authority that signs certificates for 127.0.0.1, with OpenSSL, in a folder. */
export class Authority {
  readonly ca: string;

  constructor(
    private readonly folder: string,
    private readonly name: string,
  ) {
    mkdirSync(folder, { recursive: true });
    this.ca = this.at(`${name}.pem`);
    openssl('req', '-x509', ...newKey(this.at(`${name}.key`)), '-out', this.ca, '-subj', `/CN=${name}`);
  }

  /** `days` below zero: a certificate that has expired; `from` in the future: one that is not valid yet. */
  issue(name: string, days = 30, from?: Date): Issued {
    const [cert, key, request] = ['pem', 'key', 'csr'].map((end) =>
      this.at(`${this.name}-${name}.${end}`),
    ) as [string, string, string];
    const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
    openssl('req', ...newKey(key), '-out', request, ...subject);
    if (from === undefined) {
      const signer = ['-CA', this.ca, '-CAkey', this.at(`${this.name}.key`), '-copy_extensions', 'copy'];
      openssl('x509', '-req', '-in', request, ...signer, '-days', String(days), '-out', cert);
    } else {
      const until = new Date(from.getTime() + days * dayMs);
      const validity = ['-startdate', stamp(from), '-enddate', stamp(until)];
      openssl('ca', ...this.desk(), '-batch', '-notext', '-in', request, ...validity, '-out', cert);
    }
    return { cert, key };
  }

  /** The certificate that it has signed for itself. */
  get own(): Issued {
    return { cert: this.ca, key: this.at(`${this.name}.key`) };
  }

  /** Writes the list of the certificates that are taken back. */
  revoke(list: string, ...issued: readonly Issued[]): void {
    const desk = this.desk();
    for (const { cert } of issued) openssl('ca', ...desk, '-revoke', cert);
    openssl('ca', ...desk, '-gencrl', '-out', list);
  }

  /** What OpenSSL's own authority needs: a register, and its rules. */
  private desk(): readonly string[] {
    const [register, rules] = [this.at(`${this.name}.index`), this.at(`${this.name}.cnf`)];
    writeFileSync(register, '');
    const settings = [
      `database=${register}`,
      `new_certs_dir=${this.folder}`,
      'rand_serial=yes',
      'default_md=sha256',
      'default_crl_days=1',
      'policy=names',
      'copy_extensions=copy',
    ];
    writeFileSync(rules, `[ca]\ndefault_ca=a\n[a]\n${settings.join('\n')}\n[names]\ncommonName=supplied\n`);
    return ['-config', rules, '-cert', this.ca, '-keyfile', this.own.key];
  }

  private at(name: string): string {
    return join(this.folder, name);
  }
}

const openssl = (...args: readonly string[]): void =>
  void execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });

const newKey = (path: string): readonly string[] => [
  '-newkey',
  'ec',
  '-pkeyopt',
  'ec_paramgen_curve:P-256',
  '-nodes',
  '-keyout',
  path,
];
