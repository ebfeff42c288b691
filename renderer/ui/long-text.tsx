import { useText } from '../i18n/messages.ts';
import { SecretText } from './secret-text.tsx';

/** Characters that are shown: a page with megabytes in one element, and a hundred thousand masks in it, stands still. */
const SHOWN = 200_000;

/** A text with its masked secrets as chips; of a very long one the beginning, and how much there is. */
export function LongText({ text }: { readonly text: string }) {
  const t = useText();
  if (text.length <= SHOWN) return <SecretText text={text} />;
  return (
    <>
      <SecretText text={text.slice(0, SHOWN)} />
      {`\n… ${t('common.shownPart', { shown: SHOWN, total: text.length })}`}
    </>
  );
}
