// The resource servers: SIM Swap check and Number Verification verify, both 2.1.0, behind
// access tokens of the authorization server in the same process.

import { createHash } from 'node:crypto';

import { lineOf } from './lines.mjs';
import { thumbprintOf } from './possession.mjs';

const CORRELATOR = /^[a-zA-Z0-9\-_:;./<>{}]{0,256}$/;
const PHONE_NUMBER = /^\+[1-9][0-9]{4,14}$/;
const HASH = /^[a-fA-F0-9]{64}$/;
const BODY_LIMIT = 65536;

class Refusal extends Error {
  constructor(status, code) {
    super(code);
    Object.assign(this, { status, code });
  }
}

const malformed = () => new Refusal(400, 'INVALID_ARGUMENT');

async function bodyOf(request) {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > BODY_LIMIT) throw malformed();
    parts.push(part);
  }
  let value;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts)));
  } catch {
    throw malformed();
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw malformed();
  return value;
}

function maxAgeOf({ maxAge = 240 }) {
  if (!Number.isInteger(maxAge)) throw malformed();
  if (maxAge < 1 || maxAge > 2400) throw new Refusal(400, 'OUT_OF_RANGE');
  return maxAge;
}

function check({ accountId }, body) {
  if ('phoneNumber' in body && !PHONE_NUMBER.test(body.phoneNumber)) throw malformed();
  const maxAge = maxAgeOf(body);
  if (accountId && 'phoneNumber' in body) throw new Refusal(422, 'UNNECESSARY_IDENTIFIER');
  const number = accountId ?? body.phoneNumber;
  if (number === undefined) throw new Refusal(422, 'MISSING_IDENTIFIER');
  const line = lineOf(number);
  if (line === undefined) throw new Refusal(404, 'IDENTIFIER_NOT_FOUND');
  return { swapped: line.swapped <= maxAge };
}

function verify({ accountId, gty }, body) {
  if (accountId === undefined) throw new Refusal(403, 'PERMISSION_DENIED');
  if (gty !== 'authorization_code') {
    throw new Refusal(403, 'NUMBER_VERIFICATION.USER_NOT_AUTHENTICATED_BY_MOBILE_NETWORK');
  }
  const { phoneNumber, hashedPhoneNumber, ...rest } = body;
  if (Object.keys(body).length !== 1 || Object.keys(rest).length) throw malformed();
  if (phoneNumber !== undefined) {
    if (!PHONE_NUMBER.test(phoneNumber)) throw malformed();
    return { devicePhoneNumberVerified: phoneNumber === accountId };
  }
  if (typeof hashedPhoneNumber !== 'string' || !HASH.test(hashedPhoneNumber)) throw malformed();
  const hash = createHash('sha256').update(accountId).digest('hex');
  return { devicePhoneNumberVerified: hashedPhoneNumber.toLowerCase() === hash };
}

const OPERATIONS = {
  '/sim-swap/v2/check': { scopes: ['sim-swap:check', 'sim-swap'], answer: check },
  '/number-verification/v2/verify': { scopes: ['number-verification:verify'], answer: verify },
};

// A token that is bound to a key comes with a proof of it, any other comes as it is.
async function tokenOf(provider, ctx) {
  const [, scheme, value] = /^(Bearer|DPoP) ([\x21-\x7e]+)$/i.exec(ctx.get('authorization')) ?? [];
  const token = value && (
    await provider.AccessToken.find(value) ?? await provider.ClientCredentials.find(value)
  );
  const fits = token && token.tokenType.toLowerCase() === scheme.toLowerCase();
  if (!fits || !(await isProved(token, value, provider, ctx))) throw new Refusal(401, 'UNAUTHENTICATED');
  return token;
}

async function isProved({ jkt }, token, { issuer }, ctx) {
  if (jkt === undefined) return true;
  const call = { method: ctx.method, url: `${issuer}${ctx.path}`, token };
  return jkt === await thumbprintOf(ctx.get('dpop'), call).catch(() => undefined);
}

async function answered(provider, ctx, { scopes, answer }) {
  const token = await tokenOf(provider, ctx);
  if (!scopes.some((scope) => token.scopes.has(scope))) throw new Refusal(403, 'PERMISSION_DENIED');
  const correlator = ctx.get('x-correlator');
  if (!CORRELATOR.test(correlator)) throw malformed();
  if (ctx.method !== 'POST') throw new Refusal(405, 'METHOD_NOT_ALLOWED');
  if (!ctx.is('application/json')) throw new Refusal(415, 'UNSUPPORTED_MEDIA_TYPE');
  return answer(token, await bodyOf(ctx.req));
}

// Koa middleware that answers for the APIs and leaves everything else to the next.
export function resources(provider) {
  return async (ctx, next) => {
    const operation = Object.hasOwn(OPERATIONS, ctx.path) ? OPERATIONS[ctx.path] : undefined;
    if (operation === undefined) return next();
    const correlator = ctx.get('x-correlator');
    if (correlator && CORRELATOR.test(correlator)) ctx.set('x-correlator', correlator);
    try {
      ctx.body = await answered(provider, ctx, operation);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      const { status, code } = refusal;
      ctx.status = status;
      ctx.body = { status, code, message: 'Refused.' };
    }
    return undefined;
  };
}
