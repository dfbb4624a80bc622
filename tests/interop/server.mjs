// oidc-provider, configured as an operator would for SIM Swap and Number Verification.
//
//   node server.mjs FOLDER
//
// Listens on a free port of the loopback interface, writes a private key for each client into
// FOLDER (main.pem, other.pem, limited.pem), then prints one line of JSON: the issuer, and two
// access tokens that no flow makes. Ends when its standard input ends, so that it never outlives the test that started it.

import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

import { Provider, errors } from 'oidc-provider';

import { lineOf } from './lines.mjs';
import { Memory } from './memory.mjs';
import { resources } from './resources.mjs';

const CIBA = 'urn:openid:params:grant-type:ciba';
const PURPOSE = 'dpv:FraudPreventionAndDetection';
const API_SCOPES = [
  'sim-swap', 'sim-swap:check', 'sim-swap:retrieve-date',
  'number-verification:verify', 'number-verification:device-phone-number:read',
];
// Stands for the mobile network: the number of the device that sends the request.
const DEVICE_HEADER = 'x-network-msisdn';
const SALT = randomBytes(16);

const folder = process.argv[2];

function keyFor(kid) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { privateKey, jwk: { ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' } };
}

// What the clients publish on the web; a CIBA client with pairwise subjects has to.
const web = new Map();

function published(url, document) {
  web.set(url, JSON.stringify(document));
  return url;
}

function client(name, metadata) {
  const { privateKey, jwk: { d, ...publicKey } } = keyFor(`${name}-1`);
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(join(folder, `${name}.pem`), pem, { mode: 0o600 });
  return {
    client_id: `interop-${name}`,
    redirect_uris: ['https://client.example/callback'],
    jwks_uri: published(`https://${name}.client.example/jwks`, { keys: [publicKey] }),
    // Each client is a sector of its own: no two learn the same `sub` of a user.
    sector_identifier_uri: `https://${name}.client.example/sector`,
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    id_token_signed_response_alg: 'ES256',
    ...metadata,
  };
}

const everything = {
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials', CIBA],
  response_types: ['code'],
  backchannel_token_delivery_mode: 'poll',
};

async function grantFor(provider, clientId, accountId, scope) {
  const grant = new provider.Grant({ clientId, accountId });
  grant.addOIDCScope(scope);
  await grant.save();
  return grant;
}

// The user's answer: at once, after some seconds, no, or none.
async function askUser(ctx, request, account, { clientId }) {
  const { provider } = ctx.oidc;
  const { consent } = lineOf(account.accountId);
  if (consent === 'never-answers') return;
  if (consent === 'denied') {
    await provider.backchannelResult(request, new errors.AccessDenied('the user said no'));
    return;
  }
  const approve = async () => {
    const grant = await grantFor(provider, clientId, account.accountId, request.scope);
    await provider.backchannelResult(request, grant, { authTime: Math.floor(Date.now() / 1000) });
  };
  if (typeof consent === 'number') setTimeout(() => approve().catch(console.error), consent * 1000);
  else await approve();
}

function accountOfHint(ctx, hint) {
  const number = /^tel:(\+[1-9][0-9]{4,14})$/.exec(hint)?.[1];
  if (number === undefined) throw new errors.InvalidRequest('login_hint must be tel:+NUMBER');
  const line = lineOf(number);
  if (line?.consent === 'missing') throw new errors.AccessDenied('the user has not agreed');
  return line && number;
}

const configuration = {
  adapter: Memory,
  clients: [
    client('main', everything),
    client('other', everything),
    client('limited', { grant_types: ['refresh_token'], response_types: [] }),
  ],
  jwks: { keys: [keyFor('server-1').jwk] },
  scopes: ['openid', 'offline_access', PURPOSE, ...API_SCOPES],
  subjectTypes: ['pairwise'],
  sectorIdentifierUriValidate: () => false,
  pairwiseIdentifier: (ctx, accountId, { sectorIdentifier }) => createHash('sha256')
    .update(SALT).update(sectorIdentifier).update(accountId).digest('hex'),
  fetch: async (url) => new Response(web.get(String(url)), { status: web.has(String(url)) ? 200 : 404 }),
  findAccount: (ctx, number) => lineOf(number)
    && { accountId: number, claims: (use, scope) => ({ sub: number }) },
  // A line whose user agreed beforehand has a grant for whatever is asked.
  loadExistingGrant: (ctx) => {
    const { account, client: { clientId }, params } = ctx.oidc;
    if (lineOf(account.accountId).consent !== 'given') return undefined;
    return grantFor(ctx.oidc.provider, clientId, account.accountId, params.scope);
  },
  rotateRefreshToken: true,
  ttl: {
    AccessToken: 300,
    AuthorizationCode: 60,
    // Short for the line whose user never answers, so that nobody waits long for the end.
    BackchannelAuthenticationRequest: (ctx, { accountId }) => (
      lineOf(accountId).consent === 'never-answers' ? 4 : 120
    ),
    ClientCredentials: 300,
    Grant: 3600,
    IdToken: 300,
    Interaction: 300,
    RefreshToken: 3600,
    Session: 300,
  },
  clientAuthMethods: ['private_key_jwt'],
  cookies: { keys: [] },
  features: {
    ciba: {
      enabled: true,
      deliveryModes: ['poll'],
      processLoginHint: accountOfHint,
      processLoginHintToken: () => { throw new errors.InvalidRequest('login_hint is the only hint'); },
      triggerAuthenticationDevice: askUser,
      // The security profile has a server ignore these three.
      validateBindingMessage: () => undefined,
      validateRequestContext: () => undefined,
      verifyUserCode: () => undefined,
    },
    claimsParameter: { enabled: true },
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    requestObjects: { enabled: true },
    rpInitiatedLogout: { enabled: false },
    userinfo: { enabled: false },
  },
};

// Logs in the user of the device that the network tells, before the server looks for a session.
function networkAuthentication(provider) {
  return async (ctx, next) => {
    const number = ctx.get(DEVICE_HEADER);
    if (ctx.path === '/auth' && lineOf(number)) {
      const session = new provider.Session({
        accountId: number, loginTs: Math.floor(Date.now() / 1000),
      });
      await session.save(300);
      ctx.req.headers.cookie = `${provider.cookieName('session')}=${session.id}`;
    }
    await next();
  };
}

// One past its time, and one for Number Verification of a user whom a question on the phone
// authenticated, not the network.
async function readyMade(provider) {
  const of = { accountId: '+447700900201', client: await provider.Client.find('interop-main') };
  const past = Math.floor(Date.now() / 1000) - 3600;
  const scope = 'sim-swap:check number-verification:verify';
  const expired = new provider.AccessToken({
    ...of, gty: 'authorization_code', scope, iat: past - 300, exp: past,
  });
  const asked = new provider.AccessToken({ ...of, gty: 'ciba', scope, expiresIn: 3600 });
  return { expired: await expired.save(), asked: await asked.save() };
}

const server = createServer();
server.listen(0, '127.0.0.1', async () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, configuration);
  provider.use(networkAuthentication(provider));
  provider.use(resources(provider));
  provider.on('server_error', (ctx, error) => console.error(error));
  server.on('request', provider.callback());
  console.log(JSON.stringify({ issuer, ...await readyMade(provider) }));
});
process.stdin.resume().on('end', () => process.exit(0));
