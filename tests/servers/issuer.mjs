// A local OpenID provider as a process of its own. Each message {port, jwks, clients} replaces the provider;
// `ready` is sent back. A client signs in by client credentials and gets an access token with its claims.
import { once } from 'node:events';
import Provider from 'oidc-provider';

const audience = 'canbao';
const lifeSeconds = 600;
let server;

const providerOf = ({ port, jwks, clients }) => {
  const issuer = `http://127.0.0.1:${port}`;
  return new Provider(issuer, {
    jwks,
    clients: clients.map(({ id, secret }) => ({
      client_id: id,
      client_secret: secret,
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      id_token_signed_response_alg: 'EdDSA',
    })),
    enabledJWA: { idTokenSigningAlgValues: ['EdDSA'] },
    ttl: { ClientCredentials: lifeSeconds },
    extraTokenClaims: (_context, { clientId }) => clients.find(({ id }) => id === clientId)?.claims,
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => 'urn:canbao',
        getResourceServerInfo: () => ({
          scope: '',
          audience,
          accessTokenTTL: lifeSeconds,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'EdDSA', kid: jwks.keys[0].kid } },
        }),
      },
    },
  });
};

process.on('message', async (message) => {
  if (server !== undefined) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  server = providerOf(message).listen(message.port, '127.0.0.1');
  await once(server, 'listening');
  process.send('ready');
});
process.once('disconnect', () => process.exit(0));
