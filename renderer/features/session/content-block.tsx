import Download from 'lucide-react/icons/download';
import type { ReactNode } from 'react';
import { isJsonObject, readJson, text, texts, type JsonObject } from '../../../shared/protocol/json.ts';
import { saveText } from '../../save-text.ts';
import { Badge } from '../../ui/badge.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { JsonText } from '../../ui/json-text.tsx';
import line from '../../ui/line.module.css';
import { LongText } from '../../ui/long-text.tsx';
import { SecretText } from '../../ui/secret-text.tsx';
import styles from './result-view.module.css';
import { useSessionText } from './session-messages.ts';

/** Pictures are shown as pictures only in these formats; the policy of the page allows `data:` images alone. */
const IMAGES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** One content block of a result, by its type. Its text and links come from the server: shown, never followed. */
export function ContentBlock({
  block,
  place,
}: {
  readonly block: unknown;
  readonly place?: number | undefined;
}) {
  const s = useSessionText();
  const known = isJsonObject(block) ? block : {};
  const type = text(known, 'type') ?? '';
  const annotations = isJsonObject(known['annotations']) ? known['annotations'] : {};
  switch (type) {
    case 'text': {
      const content = text(known, 'text') ?? '';
      return (
        <Block type={type} annotations={annotations} copy={content} place={place}>
          <p className={styles.text}>
            <LongText text={content} />
          </p>
        </Block>
      );
    }
    case 'image':
    case 'audio':
      return (
        <Block type={type} annotations={annotations}>
          <Binary data={text(known, 'data') ?? ''} type={text(known, 'mimeType') ?? ''} name={type} />
        </Block>
      );
    case 'resource':
      return (
        <Block type={type} annotations={annotations}>
          <ResourceContents contents={known['resource']} />
        </Block>
      );
    case 'resource_link':
      return (
        <Block type={type} annotations={annotations} copy={text(known, 'uri') ?? ''} place={place}>
          <Facts
            facts={[
              [s('call.uri'), text(known, 'uri')],
              ['name', text(known, 'name')],
              ['title', text(known, 'title')],
              ['description', text(known, 'description')],
              ['mimeType', text(known, 'mimeType')],
            ]}
          />
        </Block>
      );
    default:
      return (
        <Block type={s('call.unknownBlock', { type })} annotations={annotations}>
          <JsonText value={block} />
        </Block>
      );
  }
}

/** The contents of a resource: text, or bytes. */
export function ResourceContents({ contents }: { readonly contents: unknown }) {
  const s = useSessionText();
  const body = text(contents, 'text');
  const blob = text(contents, 'blob');
  const type = text(contents, 'mimeType') ?? '';
  return (
    <>
      <Facts
        facts={[
          [s('call.uri'), text(contents, 'uri')],
          ['mimeType', type],
        ]}
      />
      {body === undefined ? null : <TextOfType text={body} type={type} />}
      {blob === undefined ? null : <Binary data={blob} type={type} name="resource" />}
    </>
  );
}

/** JSON in colours when the type says so and the text keeps the promise; else the text as it is. */
function TextOfType({ text, type }: { readonly text: string; readonly type: string }) {
  const json = /[/+]json\b/.test(type) ? readJson(text) : undefined;
  if (json && 'value' in json) return <JsonText value={json.value} />;
  return (
    <p className={styles.text}>
      <LongText text={text} />
    </p>
  );
}

interface BlockProps {
  readonly type: string;
  readonly annotations?: JsonObject;
  readonly copy?: string;
  /** JSON to copy instead: it is written only when it is asked for. */
  readonly copyJson?: unknown;
  /** Which of several it is, from 1. */
  readonly place?: number | undefined;
  readonly children: ReactNode;
}

/** A framed part of a result with its type and what the server says of it. */
export function Block({ type, annotations = {}, copy, copyJson, place, children }: BlockProps) {
  const s = useSessionText();
  const name = place === undefined ? type : `${type} ${place}`;
  const { priority } = annotations;
  const modified = text(annotations, 'lastModified');
  return (
    <div className={styles.block} data-block={type}>
      <div className={styles.blockHead}>
        <span>{type}</span>
        {(texts(annotations, 'audience') ?? []).map((who) => (
          <Badge key={who} tone="accent">
            {s('call.audience', { who })}
          </Badge>
        ))}
        {typeof priority === 'number' ? <Badge>{s('call.priority', { value: priority })}</Badge> : null}
        {modified === undefined ? null : <Badge>{s('call.modified', { when: modified })}</Badge>}
        <span className={line.spring} />
        {copy === undefined ? null : <CopyButton text={copy} label={s('call.copyBlock', { name })} />}
        {copyJson === undefined ? null : (
          <CopyButton
            text={() => JSON.stringify(copyJson, undefined, 2)}
            of={copyJson}
            label={s('call.copyBlock', { name })}
          />
        )}
      </div>
      <div className={styles.body}>{children}</div>
    </div>
  );
}

function Binary({
  data,
  type,
  name,
}: {
  readonly data: string;
  readonly type: string;
  readonly name: string;
}) {
  const s = useSessionText();
  const bytes = bytesOf(data);
  return (
    <div>
      {IMAGES.has(type) && bytes ? (
        <img
          className={styles.image}
          src={`data:${type};base64,${data}`}
          alt={s('call.imageAlt', { type })}
        />
      ) : null}
      <p>
        {type} · {s('call.bytes', { count: bytes?.length ?? 0 })}{' '}
        {bytes ? (
          <IconButton
            label={s('call.save')}
            size="small"
            onPress={() => saveText(name, 'application/octet-stream', bytes)}
          >
            <Download size={14} aria-hidden />
          </IconButton>
        ) : null}
      </p>
    </div>
  );
}

function Facts({ facts }: { readonly facts: readonly (readonly [string, string | undefined])[] }) {
  return (
    <dl className={styles.facts}>
      {facts
        .filter(([, value]) => value !== undefined && value !== '')
        .map(([name, value]) => (
          <FactRow key={name} name={name} value={value ?? ''} />
        ))}
    </dl>
  );
}

function FactRow({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <SecretText text={value} />
      </dd>
    </>
  );
}
