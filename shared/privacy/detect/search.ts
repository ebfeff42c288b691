// A search from its start to its end, at once or in turns.

import type { DetectOptions } from './detect-options.ts';
import { readDocument } from './document.ts';
import { readText } from './free-text.ts';
import { readHeader } from './headers.ts';
import { readJson } from './json-text.ts';
import { readJwtClaims } from './jwt-claims.ts';
import { readRules } from './own-rules.ts';
import { readParameters } from './parameters.ts';
import { Scan } from './scan.ts';
import { meaningOf, NO_MEANING } from './sensitive-name.ts';

/** Begins a search in a text; what is large is left for `goOn`. */
export function startSearch(text: string, options: DetectOptions): Scan {
  const scan = new Scan(options);
  const surface = { text };
  const meaning = options.key === undefined ? NO_MEANING : meaningOf(options.key);
  switch (options.context) {
    case 'form':
      readParameters(scan, surface, 0, text.length);
      break;
    case 'header':
      readRules(scan, surface, 0, text.length, meaningOf(options.header ?? ''));
      readHeader(scan, surface, 0, text.length, options.header ?? '');
      break;
    case 'jwt':
      readJwtClaims(scan, surface, 0, text.length);
      break;
    case 'json-rpc':
      readJson(scan, surface, 0, text.length, meaning);
      break;
    case 'text':
    case 'url':
      readRules(scan, surface, 0, text.length, meaning);
      readText(scan, surface, 0, text.length, meaning);
      break;
    case undefined:
      readDocument(scan, surface, 0, text.length, meaning);
      break;
  }
  return scan;
}
