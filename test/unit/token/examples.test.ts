import { describe, expect, test } from 'vitest';
import { sha256Base64Url } from '../../../electron/engine/flow/code-challenge.ts';
import { readPastedKeys } from '../../../electron/engine/tokens/read-keys.ts';
import { verifySignature } from '../../../electron/engine/tokens/verify-signature.ts';
import { readToken } from '../../../shared/token/read-token.ts';

// The examples as the documents print them, line breaks taken out.
const CLAIMS_A1 =
  'eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ';

const RFC7515_A1 = `eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.${CLAIMS_A1}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk`;
const RFC7515_A1_KEY = {
  kty: 'oct',
  k: 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow',
};

const RFC7515_A2 = `eyJhbGciOiJSUzI1NiJ9.${CLAIMS_A1}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw`;
const RFC7515_A2_KEY = {
  kty: 'RSA',
  n: 'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
  e: 'AQAB',
};

const RFC7515_A3 = `eyJhbGciOiJFUzI1NiJ9.${CLAIMS_A1}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q`;
const RFC7515_A3_KEY = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
};

/** RFC 9449 §4.1: the proof of the token request. Its key is in its header. */
const RFC9449_PROOF =
  'eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg';

const verify = (token: string, key: object) =>
  verifySignature(readToken(token), readPastedKeys(JSON.stringify(key)));

describe('the published examples', () => {
  test.each([
    ['RFC 7515 A.1 (HS256), which RFC 7519 §3.1 repeats', RFC7515_A1, RFC7515_A1_KEY],
    ['RFC 7515 A.2 (RS256)', RFC7515_A2, RFC7515_A2_KEY],
    ['RFC 7515 A.3 (ES256)', RFC7515_A3, RFC7515_A3_KEY],
  ])('%s verifies, and is refused once its payload is touched', async (_name, token, key) => {
    expect(await verify(token, key)).toMatchObject({ verdict: 'pass' });
    const read = readToken(token);
    expect(read).toMatchObject({
      form: 'jws',
      claims: { iss: 'joe', exp: 1300819380, 'http://example.com/is_root': true },
      faults: [],
    });
    const touched = token.replace('.eyJpc3MiOiJqb2Ui', '.eyJpc3MiOiJqb2Yi');
    expect(touched).not.toBe(token);
    expect(await verify(touched, key)).toMatchObject({ verdict: 'fail' });
  });

  test('RFC 9449 §4.1: the proof verifies with the key that it carries', async () => {
    const read = readToken(RFC9449_PROOF);
    expect(read).toMatchObject({
      form: 'jws',
      header: { typ: 'dpop+jwt', alg: 'ES256' },
      claims: {
        jti: '-BwC3ESc6acc2lTc',
        htm: 'POST',
        htu: 'https://server.example.com/token',
        iat: 1562262616,
      },
    });
    if (read.form !== 'jws') throw new Error('not a JWS');
    expect(await verify(RFC9449_PROOF, read.header['jwk'] as object)).toMatchObject({ verdict: 'pass' });
  });

  test('RFC 7636 Appendix B: the challenge of the verifier', () => {
    const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
    expect(sha256Base64Url(verifier)).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
  });
});
