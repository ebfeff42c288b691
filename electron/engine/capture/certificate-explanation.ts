// Why a certificate is not trusted, and what to do about it. Pure.

import type { CertificateSummary } from '../../../shared/trace/event.ts';

const PRIVATE_CA =
  'If it is your own, start Keyhole with NODE_EXTRA_CA_CERTS set to the file of its CA; else install one from a public CA';

/**
 * One sentence or two for a failed verification.
 * @param reason OpenSSL's name of the error, e.g. `CERT_HAS_EXPIRED`, or Node's `ERR_TLS_CERT_ALTNAME_INVALID`.
 */
export function explainCertificate(reason: string, url: URL, leaf: CertificateSummary | undefined): string {
  const host = url.hostname;
  switch (reason) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return `The certificate of ${host} is self-signed, so nobody vouches for it. ${PRIVATE_CA}.`;
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return `The certificate of ${host} comes from a private CA that this machine does not know. ${PRIVATE_CA}.`;
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return `The certificate of ${host} was issued by “${leaf?.issuer ?? 'someone'}”, which this machine does not know, or the server does not send the certificates in between. Have the server send its whole chain. ${PRIVATE_CA}.`;
    case 'CERT_HAS_EXPIRED':
      return `The certificate of ${host} expired${leaf ? ` on ${day(leaf.validTo)}` : ''}. Renew it on the server, and check the clock of this machine.`;
    case 'CERT_NOT_YET_VALID':
      return `The certificate of ${host} is not valid before ${leaf ? day(leaf.validFrom) : 'a later date'}. Check the clock of this machine and of the server.`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `The certificate that ${host} showed is for ${leaf?.subjectAltName ?? leaf?.subject ?? 'another host'}, not for ${host}. Use a name from the certificate, or install one that names ${host}.`;
    case 'CERT_REVOKED':
      return `The certificate of ${host} has been revoked by its issuer. Install a new one.`;
    case 'CERT_SIGNATURE_FAILURE':
    case 'CERT_UNTRUSTED':
    case 'CERT_REJECTED':
    case 'INVALID_CA':
    case 'INVALID_PURPOSE':
    case 'PATH_LENGTH_EXCEEDED':
      return `The chain of the certificate of ${host} is not valid (${reason}). Look at each certificate of the chain, and have the wrong one issued again.`;
    default:
      return `The certificate of ${host} could not be verified (${reason}). Look at the chain below, and install a certificate that this machine trusts.`;
  }
}

/** The date of an ISO time; anything else as it is. */
function day(time: string): string {
  return /^\d{4}-\d\d-\d\dT/.test(time) ? time.slice(0, 10) : time;
}
