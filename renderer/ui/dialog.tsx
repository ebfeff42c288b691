import X from 'lucide-react/icons/x';
import type { ReactNode } from 'react';
import { Dialog as KitDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useText } from '../i18n/messages.ts';
import { classes } from './classes.ts';
import styles from './dialog.module.css';
import { IconButton } from './icon-button.tsx';

export interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly wide?: boolean;
  /** Buttons at the bottom, the main one last. */
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}

/** A dialog over the window. Escape, a press outside, or its close button close it. */
export function Dialog({ title, isOpen, onClose, wide, footer, children }: DialogProps) {
  const t = useText();
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      isDismissable
      className={styles.scrim ?? ''}
    >
      <Modal className={classes(styles.modal, wide && styles.wide)}>
        <KitDialog className={styles.dialog ?? ''}>
          <div className={styles.header}>
            <Heading slot="title" className={styles.title ?? ''}>
              {title}
            </Heading>
            <IconButton
              label={t('common.close')}
              chord="escape"
              size="small"
              placement="left"
              onPress={onClose}
            >
              <X size={16} aria-hidden />
            </IconButton>
          </div>
          <div className={styles.body}>{children}</div>
          {footer === undefined ? null : <div className={styles.footer}>{footer}</div>}
        </KitDialog>
      </Modal>
    </ModalOverlay>
  );
}
