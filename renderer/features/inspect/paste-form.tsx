import { useState, type FormEvent } from 'react';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useInspectText } from './inspect-messages.ts';
import styles from './inspect-room.module.css';
import { addPasted } from './inspect-store.ts';

/** A token from anywhere, with the server to hold it against. Nothing is sent. */
export function PasteForm({ target }: { readonly target: string | undefined }) {
  const t = useInspectText();
  const [text, setText] = useState('');
  const [url, setUrl] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    addPasted(text, url.trim() === '' ? undefined : url.trim());
    setText('');
  };
  return (
    <form className={styles.paste} onSubmit={submit} aria-labelledby="paste-a-token">
      <h2 id="paste-a-token">{t('paste.title')}</h2>
      <TextField label={t('paste.token')} value={text} onChange={setText} rows={4} mono placeholder="eyJ…" />
      <TextField
        label={t('paste.server')}
        value={url}
        onChange={setUrl}
        placeholder="https://example.com/mcp"
        hint={target === undefined ? t('paste.serverHint') : t('paste.serverHintSession')}
      />
      <Button type="submit" isDisabled={text.trim() === ''}>
        {t('paste.inspect')}
      </Button>
    </form>
  );
}
