import type { Scan } from './scan.ts';
import type { Meaning } from './sensitive-name.ts';
import type { Surface } from './surface.ts';

/** Tries a person's own rules on the text [from, to), which stands under a name that says `meaning`. */
export function readRules(scan: Scan, surface: Surface, from: number, to: number, meaning: Meaning): void {
  const { rules } = scan.options;
  if (rules === undefined || rules.length === 0) return;
  const around = scan.whereabouts?.names() ?? [];
  const names = meaning.name === '' || around.at(-1) === meaning.name ? around : [...around, meaning.name];
  const text = surface.text.slice(from, to);
  for (const rule of rules) {
    if (rule.appliesTo?.(names) === false) continue;
    for (const [start, end] of rule.find?.(text) ?? [[0, text.length] as const]) {
      scan.add(surface, from + start, from + end, {
        class: rule.class,
        detector: `rule:${rule.name}`,
        confidence: rule.confidence,
        why: `your rule "${rule.name}" claims it`,
      });
    }
  }
}
