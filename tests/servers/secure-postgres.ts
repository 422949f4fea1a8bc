import { chmodSync, chownSync, copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePorts } from '@canbao/infra-local/free-ports';
import { startPostgres } from '@canbao/infra-local/postgres';
import { retrying } from '@canbao/runtime';
import { Authority, type Issued } from './authority';

/** A PostgreSQL of its own, on 127.0.0.1, that takes nobody without TLS. */
export interface SecurePostgres {
  /** The superuser's URL, which asks for no TLS. */
  readonly plainUrl: string;
  /** The authority that signed the server's certificate, and another. */
  readonly authority: Authority;
  readonly stranger: Authority;
  /** The superuser's URL that verifies the server: by its own authority and name, unless others are given. */
  verified(as?: { readonly ca?: string; readonly host?: string }): string;
  /** Shows this certificate to whoever connects from now on. */
  show(certificate: Issued): Promise<void>;
  stop(): Promise<void>;
}

/** Starts it in a folder of its own, which is removed when it is stopped. */
export const startSecurePostgres = async (): Promise<SecurePostgres> => {
  const folder = mkdtempSync(join(tmpdir(), 'canbao-secure-postgres-'));
  chmodSync(folder, 0o755);
  const [authority, stranger] = ['authority', 'stranger'].map(
    (name) => new Authority(join(folder, 'certificates'), name),
  ) as [Authority, Authority];
  const [port = 0] = await freePorts(1);
  const { url, stop } = await startPostgres(folder, port, 'test');
  const data = join(folder, 'postgres');
  const verified: SecurePostgres['verified'] = ({ ca = authority.ca, host = '127.0.0.1' } = {}) => {
    const own = new URL(url);
    own.hostname = host;
    own.searchParams.set('sslmode', 'verify-full');
    own.searchParams.set('sslrootcert', ca);
    return own.href;
  };
  const show = async ({ cert, key }: Issued, adminUrl: string): Promise<void> => {
    give(data, cert, 'server.crt');
    give(data, key, 'server.key');
    const admin = new pg.Client(adminUrl);
    await admin.connect();
    await admin.query('alter system set ssl = on');
    await admin.query('select pg_reload_conf()');
    await admin.end();
  };
  writeFileSync(join(data, 'pg_hba.conf'), 'hostssl all all 127.0.0.1/32 scram-sha-256\n');
  await show(authority.issue('server'), url);
  // The server reads its settings a moment after it was asked to.
  await retrying(
    async () => {
      const client = new pg.Client(verified());
      await client.connect().finally(() => client.end());
    },
    { mayRetry: (_, attempt) => attempt < 6 },
  );
  return {
    plainUrl: url,
    authority,
    stranger,
    verified,
    show: (certificate) => show(certificate, verified()),
    stop: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** PostgreSQL reads a key that is its user's alone. */
const give = (data: string, file: string, name: string): void => {
  const { uid, gid } = statSync(data);
  copyFileSync(file, join(data, name));
  chmodSync(join(data, name), 0o600);
  chownSync(join(data, name), uid, gid);
};
