import { hash } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose';
import { answerErrors } from '../problem';
import { signInRoutes } from './sign-in-routes';

const verifier = 'v'.repeat(43);
const redirectUri = 'http://counter.example/console/signed-in';
const asked = {
  response_type: 'code',
  client_id: 'console',
  redirect_uri: redirectUri,
  code_challenge: hash('sha256', verifier, 'base64url'),
  code_challenge_method: 'S256',
  state: 's-1',
  nonce: 'n-1',
};
const headers = { 'x-forwarded-host': 'counter.example', 'x-forwarded-proto': 'http' };

describe('the sandbox issuer', () => {
  let app: FastifyInstance;
  beforeAll(async () => {
    const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
    app = fastify();
    answerErrors(app);
    signInRoutes(app, { ...(await exportJWK(privateKey)), kid: 'k-1' });
    await app.ready();
  });
  afterAll(() => app.close());

  const get = (path: string, query: object) =>
    app.inject({ url: `/sandbox/oidc/${path}?${new URLSearchParams({ ...query })}`, headers });
  const codeOf = async (person: string, more: object = {}): Promise<string> => {
    const { headers: answered } = await get('enter', { ...asked, person, life: '28800', ...more });
    const back = new URL(answered['location'] ?? '');
    expect(`${back.origin}${back.pathname}`).toBe(redirectUri);
    expect(back.searchParams.get('state')).toBe('s-1');
    return back.searchParams.get('code') ?? '';
  };
  const redeem = async (code: string, more: object = {}) => {
    const body = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, client_id: 'console' };
    const { statusCode, json } = await app.inject({
      method: 'POST',
      url: '/sandbox/oidc/token',
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ ...body, code_verifier: verifier, ...more }).toString(),
    });
    return { statusCode, body: json() };
  };

  it('names everybody at the door of the console, with one click each', async () => {
    const { body } = await get('authorize', asked);
    for (const office of ['建设银行 · 历下区', '办税服务厅 · 平阴县', '省税务平台', '医疗保障局'])
      expect(body).toContain(office);
    expect(body).not.toContain('示例甲');
  });

  it('signs a teller in: the services read bank and district, the console the name', async () => {
    const { statusCode, body } = await redeem(await codeOf('teller-ccb-370102'));
    expect(statusCode).toBe(200);
    const keys = createLocalJWKSet((await get('jwks', {})).json());
    const access = await jwtVerify(body.access_token, keys, {
      issuer: 'canbao-sandbox',
      audience: 'canbao',
      typ: 'at+jwt',
    });
    expect(access.payload).toMatchObject({ sub: 'teller-ccb-370102', role: 'bank', bank: 'ccb' });
    const issuer = 'http://counter.example/sandbox/oidc';
    const id = await jwtVerify(body.id_token, keys, { issuer, audience: 'console' });
    expect(id.payload).toMatchObject({ nonce: 'n-1', name: '柜员 冯春华', district: '370102' });
  });

  it('publishes no private key', async () => {
    expect((await get('jwks', {})).json().keys[0]).not.toHaveProperty('d');
  });

  it('takes a code once, from who began the sign-in alone', async () => {
    const used = await codeOf('operator');
    expect((await redeem(used)).statusCode).toBe(200);
    expect(await redeem(used)).toEqual({ statusCode: 400, body: { error: 'invalid_grant' } });
    const stolen = await codeOf('operator');
    expect((await redeem(stolen, { code_verifier: 'w'.repeat(43) })).statusCode).toBe(400);
    expect((await redeem(stolen)).statusCode).toBe(400);
    const elsewhere = await codeOf('operator');
    expect((await redeem(elsewhere, { redirect_uri: 'http://counter.example/' })).statusCode).toBe(400);
  });

  it.each([
    ['leads to another site', { redirect_uri: 'http://elsewhere.example/console/signed-in' }],
    ['has no challenge', { code_challenge: '' }],
    ['has a challenge in plain text', { code_challenge_method: 'plain' }],
    ['comes from an unknown client', { client_id: 'nobody' }],
  ])('refuses a sign-in that %s', async (_, wrong) => {
    expect((await get('authorize', { ...asked, ...wrong })).statusCode).toBe(400);
    const entered = await get('enter', { ...asked, person: 'operator', life: '28800', ...wrong });
    expect(entered.statusCode).toBe(400);
  });

  it('asks nobody where the client says who wants in', async () => {
    const { statusCode, headers: answered } = await get('authorize', { ...asked, login_hint: 'operator' });
    expect(statusCode).toBe(303);
    const to = new URL(answered['location'] ?? '', 'http://counter.example');
    expect(to.pathname).toBe('/sandbox/oidc/enter');
    expect(to.searchParams.get('person')).toBe('operator');
    const { body } = await get('authorize', { ...asked, login_hint: 'payer-1' });
    expect(body).toContain('沙箱登录');
  });

  it('tells a page of ours who may come in by a door', async () => {
    const groups = (await get('people', { client_id: 'docs' })).json();
    expect(groups.flatMap(({ people }: any) => people.map(({ id }: any) => id))).toEqual(
      expect.arrayContaining(['payer-1', 'operator', 'teller-ccb-370102']),
    );
    expect((await get('people', { client_id: 'toString' })).statusCode).toBe(400);
  });

  it('knows nobody else, and lets payers in by their own door alone', async () => {
    for (const person of ['payer-1', 'nobody'])
      expect((await get('enter', { ...asked, person, life: '28800' })).statusCode).toBe(404);
  });

  it('ends a brief sign-in after a minute', async () => {
    const { body } = await redeem(await codeOf('operator', { life: '60' }));
    expect(body.expires_in).toBe(60);
  });

  it.each([
    ['wechat', 'payer-3', '示例丙'],
    ['alipay', 'a code of the wallet', '示例乙'],
  ])('signs in whom the wallet %s names by %s', async (channel, code, name) => {
    const payload = { channel, code };
    const { statusCode, json } = await app.inject({
      method: 'POST',
      url: '/sandbox/wallet-sign-in',
      payload,
    });
    expect([statusCode, json().name]).toEqual([200, name]);
    const keys = createLocalJWKSet((await app.inject('/sandbox/oidc/jwks')).json());
    const { payload: claims } = await jwtVerify(json().accessToken, keys, { audience: 'canbao' });
    expect(claims).toMatchObject({ role: 'payer', channel });
  });
});
