import { useTranslation } from 'react-i18next';
import { i18n } from './i18n.ts';

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const;

/** A moment in words: `5 minutes ago` within the day, else date and time. `now` and `at` are epoch milliseconds. */
export function whenText(at: number, now: number, language: string): string {
  const passed = now - at;
  if (passed < 86_400_000 && passed >= 0) {
    const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
    for (const [unit, length] of UNITS) {
      if (passed >= length) return relative.format(-Math.floor(passed / length), unit);
    }
    return relative.format(0, 'second');
  }
  return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/** Moments in the words of the language on screen. */
export function useWhen(): (at: number) => string {
  const { i18n: current } = useTranslation(undefined, { i18n });
  return (at) => whenText(at, Date.now(), current.language);
}
