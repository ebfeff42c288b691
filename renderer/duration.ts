import type { AppText } from './i18n/messages.ts';

/** A length of time as `1 h 05 min`, `4 min 09 s` or `12 s`, in the language of `t`; milliseconds in. */
export function durationText(length: number, t: AppText): string {
  const seconds = Math.max(0, Math.ceil(length / 1000));
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const two = (count: number) => String(count).padStart(2, '0');
  if (hours >= 48) return `${Math.floor(hours / 24)} ${t('unit.day')} ${hours % 24} ${t('unit.hour')}`;
  if (hours > 0) return `${hours} ${t('unit.hour')} ${two(minutes)} ${t('unit.minute')}`;
  if (minutes > 0) return `${minutes} ${t('unit.minute')} ${two(seconds % 60)} ${t('unit.second')}`;
  return `${seconds} ${t('unit.second')}`;
}
