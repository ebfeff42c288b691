import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import type { EventId } from '../../../shared/trace/event.ts';
import type { SessionView } from '../../session-store.ts';
import { IdentityMark } from '../../ui/identity-mark.tsx';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import type { RecordedCall } from './calls.ts';
import styles from './lens.module.css';
import { usePrivacyText } from './privacy-messages.ts';
import { privacyStore } from './privacy-store.ts';

/** The recorded calls, newest first, with who made each. */
export function CallList({
  view,
  calls,
  chosen,
}: {
  readonly view: SessionView;
  readonly calls: readonly RecordedCall[];
  readonly chosen: EventId | undefined;
}) {
  const p = usePrivacyText();
  const known = new Map(view.identities.map(({ definition }) => [definition.name, definition]));
  if (calls.length === 0) return null;
  return (
    <section className={styles.calls} aria-labelledby="privacy-calls">
      <h2 id="privacy-calls">{p('calls.title')}</h2>
      <ListBox
        aria-labelledby="privacy-calls"
        className={styles.callList ?? ''}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={chosen === undefined ? [] : [chosen]}
        onSelectionChange={(keys) => {
          const [key] = keys === 'all' ? [] : [...keys];
          if (key !== undefined) privacyStore.setState({ chosen: Number(key) });
        }}
      >
        {calls.map(({ exchange, called }) => {
          const who = known.get(exchange.identity);
          const status = exchange.response?.status ?? 0;
          return (
            <ListBoxItem
              key={exchange.id}
              id={exchange.id}
              textValue={called.name}
              className={styles.call ?? ''}
            >
              <span className={styles.callName}>{called.name}</span>
              {status >= 400 ? <SeverityMark mark="fail" shapeOnly /> : null}
              <span className={styles.callFacts}>
                {known.size > 1 && who ? (
                  <>
                    <IdentityMark colour={who.colour} /> {who.title} ·{' '}
                  </>
                ) : null}
                {p(`kind.${called.kind}`)} · {status} · #{exchange.id}
              </span>
            </ListBoxItem>
          );
        })}
      </ListBox>
    </section>
  );
}
