import { isJsonObject } from '../../../shared/protocol/json.ts';
import { JsonText } from '../../ui/json-text.tsx';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import { Block, ContentBlock, ResourceContents } from './content-block.tsx';
import styles from './result-view.module.css';
import { useSessionText } from './session-messages.ts';

const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as readonly unknown[]) : [];

/** What a call, read or get answered: its blocks by type, then the structure behind them. */
export function ResultView({ result }: { readonly result: unknown }) {
  const s = useSessionText();
  if (!isJsonObject(result)) return <JsonText value={result} />;
  if (isJsonObject(result['error'])) {
    return (
      <div className={styles.result}>
        <div className={styles.banner}>
          <SeverityMark mark="fail" shapeOnly />
          {s('call.protocolError')}
        </div>
        <Block type="error" copyJson={result['error']}>
          <JsonText value={result['error']} />
        </Block>
      </div>
    );
  }
  const structured = result['structuredContent'];
  const messages = list(result['messages']);
  const blocks = list(result['content']);
  const contents = list(result['contents']);
  return (
    <div className={styles.result}>
      {result['isError'] === true ? (
        <div className={styles.banner}>
          <SeverityMark mark="fail" shapeOnly />
          {s('call.isError')}
        </div>
      ) : null}
      {/* Blocks have no identity but their place. */}
      {blocks.map((block, index) => (
        <ContentBlock key={index} block={block} place={blocks.length > 1 ? index + 1 : undefined} />
      ))}
      {contents.map((entry, index) => (
        <Block key={index} type="resource">
          <ResourceContents contents={entry} />
        </Block>
      ))}
      {messages.map((message, index) => (
        <Message key={index} message={message} />
      ))}
      {structured === undefined ? null : (
        <Block type={s('call.structured')} copyJson={structured}>
          <JsonText value={structured} />
        </Block>
      )}
      {blocks.length + contents.length + messages.length === 0 && structured === undefined ? (
        <Block type="result">
          <JsonText value={result} />
        </Block>
      ) : null}
    </div>
  );
}

/** One message of a prompt; its content is a block, or several. */
function Message({ message }: { readonly message: unknown }) {
  if (!isJsonObject(message)) return <JsonText value={message} />;
  const content = Array.isArray(message['content']) ? list(message['content']) : [message['content']];
  return (
    <Block type={String(message['role'])}>
      <div className={styles.result}>
        {content.map((block, index) => (
          <ContentBlock key={index} block={block} />
        ))}
      </div>
    </Block>
  );
}
