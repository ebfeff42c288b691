import type { Ref } from 'react';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';
import { TextArea } from 'react-aria-components/TextArea';
import { TextField as KitTextField, type TextFieldProps as KitProps } from 'react-aria-components/TextField';
import { classes } from './classes.ts';
import styles from './field.module.css';

export interface TextFieldProps extends Omit<KitProps, 'className' | 'style' | 'children' | 'validate'> {
  readonly label: string;
  /** Keeps the label for screen readers only. */
  readonly hideLabel?: boolean;
  readonly hint?: string | undefined;
  /** A sentence on what is wrong and how to mend it; marks the field invalid. */
  readonly error?: string | undefined;
  readonly placeholder?: string;
  readonly mono?: boolean;
  /** Rows of a multi-line field; absent for one line. */
  readonly rows?: number;
  readonly className?: string;
  readonly inputRef?: Ref<HTMLInputElement>;
}

/** A text field with its label, hint and error. */
export function TextField(props: TextFieldProps) {
  const { label, hideLabel, hint, error, placeholder = '', mono, rows, className, inputRef, ...rest } = props;
  const input = classes(styles.input, mono && styles.mono, rows !== undefined && styles.area);
  return (
    <KitTextField
      {...rest}
      {...(hideLabel ? { 'aria-label': label } : {})}
      isInvalid={error !== undefined}
      className={classes(styles.field, className)}
    >
      {hideLabel ? null : (
        <Label className={classes(styles.label, rest.isRequired && styles.required)}>{label}</Label>
      )}
      {rows === undefined ? (
        <Input
          className={input}
          placeholder={placeholder}
          spellCheck={false}
          autoComplete="off"
          {...(inputRef ? { ref: inputRef } : {})}
        />
      ) : (
        <TextArea className={input} placeholder={placeholder} rows={rows} spellCheck={false} />
      )}
      {hint !== undefined && error === undefined ? (
        <Text slot="description" className={styles.hint ?? ''}>
          {hint}
        </Text>
      ) : null}
      <FieldError className={styles.error ?? ''}>{error}</FieldError>
    </KitTextField>
  );
}
