import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

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

  /** `days` below zero: a certificate that has expired. */
  issue(name: string, days = 30): Issued {
    const [cert, key, request] = ['pem', 'key', 'csr'].map((end) =>
      this.at(`${this.name}-${name}.${end}`),
    ) as [string, string, string];
    const subject = ['-subj', `/CN=${name}`, '-addext', 'subjectAltName=IP:127.0.0.1'];
    openssl('req', ...newKey(key), '-out', request, ...subject);
    const signer = ['-CA', this.ca, '-CAkey', this.at(`${this.name}.key`), '-copy_extensions', 'copy'];
    openssl('x509', '-req', '-in', request, ...signer, '-days', String(days), '-out', cert);
    return { cert, key };
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
