// Certificates for tests: a certificate authority of our own and whatever it is asked to issue.

import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as Crypto);

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY = 24 * 60 * 60 * 1000;

/** A certificate with its key, both as PEM: what a TLS server is started with. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

export interface LeafWish {
  /** Host names and IP addresses the certificate is for. */
  readonly dns?: readonly string[];
  readonly ip?: readonly string[];
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

export interface CertificateAuthority {
  readonly cert: string;
  issue(wish: LeafWish): Promise<Identity>;
}

/** Makes a certificate authority that nobody trusts until told to. */
export async function mintAuthority(name: string): Promise<CertificateAuthority> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: `CN=${name}`,
    ...validity({}),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 1, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  return {
    cert: certificate.toString('pem'),
    issue: async (wish) => {
      const leafKeys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
      const leaf = await x509.X509CertificateGenerator.create({
        serialNumber: serial(),
        subject: `CN=${wish.dns?.[0] ?? wish.ip?.[0] ?? 'nobody'}`,
        issuer: certificate.subject,
        ...validity(wish),
        signingAlgorithm: ALGORITHM,
        publicKey: leafKeys.publicKey,
        signingKey: keys.privateKey,
        extensions: leafExtensions(wish),
      });
      return { cert: leaf.toString('pem'), key: await privateKeyPem(leafKeys.privateKey) };
    },
  };
}

/** A certificate that vouches for itself. */
export async function mintSelfSigned(wish: LeafWish): Promise<Identity> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: `CN=${wish.dns?.[0] ?? 'nobody'}`,
    ...validity(wish),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: leafExtensions(wish),
  });
  return { cert: certificate.toString('pem'), key: await privateKeyPem(keys.privateKey) };
}

function leafExtensions(wish: LeafWish): x509.Extension[] {
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.SubjectAlternativeNameExtension([
      ...(wish.dns ?? []).map((value) => ({ type: 'dns' as const, value })),
      ...(wish.ip ?? []).map((value) => ({ type: 'ip' as const, value })),
    ]),
  ];
}

function validity(wish: LeafWish): { notBefore: Date; notAfter: Date } {
  return {
    notBefore: wish.notBefore ?? new Date(Date.now() - DAY),
    notAfter: wish.notAfter ?? new Date(Date.now() + 30 * DAY),
  };
}

function serial(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(8))).toString('hex');
}

async function privateKeyPem(key: CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}
