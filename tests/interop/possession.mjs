// DPoP proofs at a resource server (RFC 9449 section 7), with the window and the replay
// protection that the CAMARA security profile adds in 0.5.0.

import { createHash } from 'node:crypto';

import { EmbeddedJWK, calculateJwkThumbprint, jwtVerify } from 'jose';

const WINDOW_SECONDS = 300;
const used = new Set();

// Returns the thumbprint of the key behind a good proof for this call; throws for a bad one.
export async function thumbprintOf(proof, { method, url, token }) {
  const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
    typ: 'dpop+jwt', algorithms: ['ES256'], requiredClaims: ['jti', 'iat', 'htm', 'htu', 'ath'],
  });
  const { jti, iat, htm, htu, ath } = payload;
  const age = Math.abs(Date.now() / 1000 - iat);
  const hash = createHash('sha256').update(token).digest('base64url');
  const good = htm === method && htu === url && ath === hash && age <= WINDOW_SECONDS;
  if (!good || used.has(jti)) throw new Error('not a proof for this call, now');
  used.add(jti);
  return calculateJwkThumbprint(protectedHeader.jwk);
}
