import { useText } from '../i18n/messages.ts';
import { endOfMasks } from './secret-parts.ts';
import { SecretText } from './secret-text.tsx';

/** Characters that are shown, and masks: a page with megabytes in one element, or thousands of chips, stands still. */
const SHOWN = 100_000;
const CHIPS = 300;

/** A text with its masked secrets as chips; of a very long one the beginning, and how much there is. */
export function LongText({ text }: { readonly text: string }) {
  const t = useText();
  const start = text.slice(0, SHOWN);
  const shown = Math.min(text.length, SHOWN, endOfMasks(start, CHIPS) ?? SHOWN);
  if (shown === text.length) return <SecretText text={text} />;
  return (
    <>
      <SecretText text={text.slice(0, shown)} />
      {`\n… ${t('common.shownPart', { shown, total: text.length })}`}
    </>
  );
}
