// Redaction libraries from npm, each as its documentation says to use it, behind one shape.

import { Redactor } from '@redactpii/node';
import { redact, standardRules } from '@visulima/redact';
import { OpenRedaction } from 'openredaction';
import type { Sample } from '../fixtures/privacy/sample.ts';

/** A library that redacts a text; JSON is a text to all of them. */
export interface RedactionLibrary {
  readonly name: string;
  /** Every how many texts of the corpus it is given: one takes a tenth of a second for a text of some hundred letters. */
  readonly every: number;
  redact(text: string): string | Promise<string>;
}

/** The libraries that are compared, with all their detectors on. */
export function redactionLibraries(): readonly RedactionLibrary[] {
  const open = new OpenRedaction({ redactionMode: 'placeholder' });
  const pii = new Redactor();
  return [
    { name: 'openredaction', every: 1, redact: async (text) => (await open.detect(text)).redacted },
    { name: '@redactpii/node', every: 1, redact: (text) => pii.redact(text) },
    { name: '@visulima/redact', every: 10, redact: (text) => redact<string, string>(text, standardRules) },
  ];
}

/** How a library did on the corpus; whatever it calls what it found, and if it left half of it, it counts as found. */
export interface LibraryResult {
  readonly planted: number;
  readonly found: number;
  readonly negatives: number;
  readonly alarms: number;
}

const times = (text: string, part: string): number => text.split(part).length - 1;

/** JSON that was only formatted anew is unchanged. */
function isSame(before: string, after: string): boolean {
  if (before === after) return true;
  try {
    return JSON.stringify(JSON.parse(before)) === JSON.stringify(JSON.parse(after));
  } catch {
    return false;
  }
}

/** Runs a library over the samples. */
export async function judgeLibrary(
  library: RedactionLibrary,
  samples: readonly Sample[],
): Promise<LibraryResult> {
  let [planted, found, negatives, alarms] = [0, 0, 0, 0];
  for (const { text, planted: secrets } of samples) {
    const redacted = await library.redact(text);
    if (secrets.length === 0) {
      negatives += 1;
      if (!isSame(text, redacted)) alarms += 1;
    }
    for (const { start, end } of secrets) {
      const written = text.slice(start, end);
      planted += 1;
      if (times(redacted, written) < times(text, written)) found += 1;
    }
  }
  return { planted, found, negatives, alarms };
}
