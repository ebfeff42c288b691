import type { ReactNode } from 'react';
import { Form } from 'react-aria-components/Form';
import { judgeTargetUrl } from '../shared/protocol/target-url.ts';
import { useText } from './i18n/messages.ts';
import { TextField } from './ui/text-field.tsx';

export interface TargetFormProps {
  readonly url: string;
  readonly onType: (url: string) => void;
  /** The person has tried to begin, so what is wrong with the URL is said. */
  readonly asked: boolean;
  readonly onSubmit: () => void;
  readonly className: string | undefined;
  readonly fieldClassName: string | undefined;
  /** What stands beside the field, with the button that submits. */
  readonly children: ReactNode;
}

/** The one field that begins everything: the URL of an MCP server. */
export function TargetForm(props: TargetFormProps) {
  const { url, onType, asked, onSubmit, className = '', fieldClassName = '', children } = props;
  const t = useText();
  const judged = judgeTargetUrl(url);
  return (
    <Form
      className={className}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <TextField
        label={t('target.url')}
        hideLabel
        mono
        className={fieldClassName}
        placeholder={t('target.placeholder')}
        value={url}
        onChange={onType}
        error={
          asked && judged.kind === 'bad' ? t(`target.problem.${judged.problem}`, judged.values) : undefined
        }
      />
      {children}
    </Form>
  );
}
