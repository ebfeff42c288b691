import type { Pointer } from '../../shared/trace/event.ts';

/** A pointer as a person reads it. Protocol words, so the same in every language. */
export function placeText(at: Pointer): string {
  switch (at.in) {
    case 'request-line':
      return 'request line';
    case 'request-url':
      return at.parameter === undefined ? 'URL' : `?${at.parameter}`;
    case 'callback-url':
      return at.parameter === undefined ? 'callback URL' : `?${at.parameter}`;
    case 'request-header':
    case 'response-header':
      return at.name;
    case 'request-body':
      return at.path === '' ? 'body' : at.path;
    case 'response-body': {
      const path = at.path === '' ? 'body' : at.path;
      return at.sse === undefined ? path : `event ${at.sse + 1} ${at.path === '' ? '' : at.path}`.trim();
    }
    case 'status':
      return 'status';
    default:
      return 'TLS';
  }
}
