import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import { freePorts } from '@canbao/infra-local/free-ports';

/** Who may sign in, and what the tokens then say beside the subject, which is the id. */
export interface IssuerClient {
  readonly id: string;
  readonly secret: string;
  readonly claims: object;
}

/** A new key pair, named. */
export const issuerKey = async (kid: string): Promise<JWK> => {
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, use: 'sig', alg: 'EdDSA' };
};

/** A real OpenID provider on this machine, whose keys a spec replaces. */
export class Issuer {
  private constructor(
    private readonly child: ChildProcess,
    private readonly port: number,
    private readonly clients: readonly IssuerClient[],
  ) {}

  static async start(clients: readonly IssuerClient[], keys: readonly JWK[]): Promise<Issuer> {
    const [port = 0] = await freePorts(1);
    const child = fork(join(__dirname, 'issuer.mjs'), { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const issuer = new Issuer(child, port, clients);
    await issuer.use(keys);
    return issuer;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Publishes these keys and signs with the first. */
  async use(keys: readonly JWK[]): Promise<void> {
    this.child.send({ port: this.port, jwks: { keys }, clients: this.clients });
    await once(this.child, 'message');
  }

  /** The addresses that OpenID Connect Discovery names. */
  async discover(): Promise<{ readonly issuer: string; readonly jwks_uri: string }> {
    const found = await fetch(`${this.url}/.well-known/openid-configuration`);
    return (await found.json()) as { issuer: string; jwks_uri: string };
  }

  /** Signs a client in by its secret. @throws when the provider refuses. */
  async token(id: string): Promise<string> {
    const client = this.clients.find((one) => one.id === id);
    const answer = await fetch(`${this.url}/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${id}:${client?.secret ?? ''}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    });
    const { access_token: token } = (await answer.json()) as { access_token?: string };
    if (token === undefined) throw new Error(`the provider answered ${answer.status}`);
    return token;
  }

  stop(): void {
    if (this.child.connected) this.child.disconnect();
  }
}
