import Check from 'lucide-react/icons/check';
import Copy from 'lucide-react/icons/copy';
import { useEffect, useState } from 'react';
import { useText } from '../i18n/messages.ts';
import { IconButton } from './icon-button.tsx';

export interface CopyButtonProps {
  /** Text to copy, or how to get it. Masked text is copied masked: secrets leave only through the reveal button. */
  readonly text: string | (() => string | Promise<string>);
  /** What is copied, for the accessible name; `Copy` when absent. */
  readonly label?: string;
}

/** Copies a text and says so for a moment. */
export function CopyButton({ text, label }: CopyButtonProps) {
  const t = useText();
  const [copied, setCopied] = useState<'yes' | 'no'>('no');
  useEffect(() => {
    if (copied === 'no') return undefined;
    const timer = setTimeout(() => setCopied('no'), 1600);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    await navigator.clipboard.writeText(typeof text === 'string' ? text : await text());
    setCopied('yes');
  };

  return (
    <IconButton
      label={copied === 'yes' ? t('common.copied') : (label ?? t('common.copy'))}
      size="small"
      onPress={() => void copy()}
    >
      {copied === 'yes' ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
    </IconButton>
  );
}
