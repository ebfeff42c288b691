// What a TLS connection says about itself, as data.

import { X509Certificate } from 'node:crypto';
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';

import type { CertificateSummary, TlsInfo } from '../../../shared/trace/event.ts';

/** Longest chain recorded; real ones have two to four certificates. */
const MAX_CHAIN = 10;

/** Describes a connection after its handshake, whether or not its certificate is to be trusted. */
export function describeTls(socket: TLSSocket): TlsInfo {
  const reason: unknown = socket.authorizationError;
  return {
    protocol: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher()?.name ?? 'unknown',
    authorized: socket.authorized,
    // Node's types say Error; at run time it is the error's code.
    ...(socket.authorized
      ? {}
      : { authorizationError: reason instanceof Error ? reason.message : String(reason) }),
    chain: describeChain(socket.getPeerCertificate(true)),
  };
}

/**
 * Follows issuers from the leaf: those the server sent, then those this machine trusts. A root names itself as its
 * issuer, so a certificate seen before ends the walk. Without a certificate Node gives an empty object.
 */
function describeChain(leaf: DetailedPeerCertificate): CertificateSummary[] {
  const chain: CertificateSummary[] = [];
  const seen = new Set<string>();
  let peer: Partial<DetailedPeerCertificate> | undefined = leaf;
  while (peer?.raw && peer.fingerprint256 !== undefined && chain.length < MAX_CHAIN) {
    if (seen.has(peer.fingerprint256)) break;
    seen.add(peer.fingerprint256);
    chain.push(describeCertificate(new X509Certificate(peer.raw)));
    peer = peer.issuerCertificate;
  }
  return chain;
}

function describeCertificate(certificate: X509Certificate): CertificateSummary {
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    validFrom: isoDate(certificate.validFrom),
    validTo: isoDate(certificate.validTo),
    fingerprint256: certificate.fingerprint256,
    ...(certificate.subjectAltName ? { subjectAltName: certificate.subjectAltName } : {}),
  };
}

/** Node writes one attribute of a name a line. A certificate may have no subject at all, whatever the types say. */
function oneLine(name: string | undefined): string {
  return (name ?? '').split('\n').join(', ');
}

/** ISO 8601, or the certificate's own words when they are not a date. */
function isoDate(text: string): string {
  const time = Date.parse(text);
  return Number.isNaN(time) ? text : new Date(time).toISOString();
}
