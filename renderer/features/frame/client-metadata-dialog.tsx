import Download from 'lucide-react/icons/download';
import { useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { useEngine } from '../../engine-context.ts';
import { messageOf } from '../../fault-store.ts';
import { useText } from '../../i18n/messages.ts';
import { saveText } from '../../save-text.ts';
import { targetStore } from '../../target-store.ts';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useFirstFocus } from '../../ui/use-first-focus.ts';
import styles from './client-metadata-dialog.module.css';

/** Makes the client-ID metadata document that a person hosts at a URL of theirs. */
export function ClientMetadataDialog({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}) {
  const t = useText();
  const engine = useEngine();
  const first = useFirstFocus();
  const [url, setUrl] = useState(() => targetStore.getState().form.clientMetadataUrl);
  const [redirects, setRedirects] = useState('');
  const [document, setDocument] = useState<string>();
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);

  const make = async () => {
    setBusy(true);
    setError(undefined);
    const redirectUris = redirects.split(/\s+/).filter((uri) => uri !== '');
    try {
      const made = await engine.call('client-metadata.make', {
        url: url.trim(),
        ...(redirectUris.length > 0 ? { redirectUris } : {}),
      });
      setDocument(made.text);
    } catch (error) {
      setDocument(undefined);
      setError(messageOf(error));
    }
    setBusy(false);
  };

  return (
    <Dialog title={t('clientMetadata.title')} isOpen={isOpen} onClose={onClose} wide>
      <Form
        className={styles.form ?? ''}
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <p className={styles.text}>{t('clientMetadata.text')}</p>
        <div className={styles.row}>
          <TextField
            label={t('clientMetadata.url')}
            mono
            inputRef={first}
            placeholder="https://you.example/keyhole/client.json"
            value={url}
            onChange={setUrl}
            error={error}
          />
          <Button type="submit" look="primary" busy={busy} isDisabled={url.trim() === ''}>
            {t('clientMetadata.make')}
          </Button>
        </div>
        <TextField
          label={t('clientMetadata.redirects')}
          hint={t('clientMetadata.redirectsHint')}
          mono
          rows={2}
          value={redirects}
          onChange={setRedirects}
        />
        {document === undefined ? null : (
          <section className={styles.document} aria-label={t('clientMetadata.document')}>
            <div className={styles.tools}>
              <CopyButton text={document} />
              <IconButton
                label={t('common.download')}
                size="small"
                onPress={() => saveText('client.json', 'application/json', document)}
              >
                <Download size={14} aria-hidden />
              </IconButton>
            </div>
            <pre>{document}</pre>
          </section>
        )}
      </Form>
    </Dialog>
  );
}
