import Play from 'lucide-react/icons/play';
import { isJsonObject, readJson, text } from '../../../shared/protocol/json.ts';
import { paramsOf } from '../../../shared/privacy/called.ts';
import { latest } from '../../../shared/trace/fold.ts';
import { useSession, type SessionView } from '../../session-store.ts';
import { Button } from '../../ui/button.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useAsk } from '../../use-ask.ts';
import type { RecordedCall } from './calls.ts';
import styles from './lens.module.css';
import { usePrivacyText } from './privacy-messages.ts';
import { privacyStore, usePrivacy } from './privacy-store.ts';

/** Whether the session on screen takes a call now. */
function canCall({ summary, session }: SessionView): boolean {
  return summary?.live === true && !summary.busy && session.events.some(({ kind }) => kind === 'completed');
}

/** Arguments to begin with: those of the last call of the tool, else a text for each that it requires. */
function firstArguments(tool: unknown, calls: readonly RecordedCall[]): string {
  const name = text(tool, 'name');
  const last = calls.find(({ called }) => called.kind === 'tool' && called.name === name);
  const params = last && paramsOf(last.exchange);
  if (isJsonObject(params) && isJsonObject(params['arguments'])) return JSON.stringify(params['arguments']);
  const schema = isJsonObject(tool) ? tool['inputSchema'] : undefined;
  const required = isJsonObject(schema) && Array.isArray(schema['required']) ? schema['required'] : [];
  return JSON.stringify(Object.fromEntries(required.map((member: unknown) => [String(member), ''])));
}

/** Calls a tool without leaving the room. */
export function CallForm({
  view,
  calls,
}: {
  readonly view: SessionView;
  readonly calls: readonly RecordedCall[];
}) {
  const p = usePrivacyText();
  const ask = useAsk();
  const { identity } = useSession();
  const kept = usePrivacy((state) => state.next);
  const listed = latest(view.session, 'tools');
  const tools = (Array.isArray(listed) ? (listed as unknown[]) : []).flatMap((tool) => {
    const name = text(tool, 'name');
    return name === undefined ? [] : [{ name, title: text(tool, 'title') ?? name, tool }];
  });
  if (view.id === undefined || view.summary?.live === false || view.summary?.kind === 'matrix') return null;
  const session = view.id;
  const next = kept?.session === session ? kept : undefined;
  const entry = tools.find(({ name }) => name === next?.tool) ?? tools[0];
  if (!entry) {
    return (
      <Button
        isDisabled={!canCall(view)}
        onPress={() => void ask('session.act', { session, identity, action: { kind: 'list-tools' } })}
      >
        {p('call.list')}
      </Button>
    );
  }
  const typed = next?.tool === entry.name ? next.text : undefined;
  const words = typed ?? firstArguments(entry.tool, calls);
  const read = readJson(words === '' ? '{}' : words);
  const args = 'value' in read && isJsonObject(read.value) ? read.value : undefined;
  const call = async () => {
    if (!args) return;
    // The newest call is what the person wants to look at.
    privacyStore.setState({ chosen: undefined });
    await ask('session.act', {
      session,
      identity,
      action: { kind: 'call-tool', name: entry.name, arguments: args },
    });
  };
  return (
    <form
      className={styles.callForm}
      onSubmit={(event) => {
        event.preventDefault();
        void call();
      }}
    >
      <Select
        label={p('call.tool')}
        options={tools.map(({ name, title }) => ({
          id: name,
          title: name,
          ...(title === name ? {} : { detail: title }),
        }))}
        selected={entry.name}
        onSelect={(tool) => privacyStore.setState({ next: { session, tool } })}
      />
      <TextField
        label={p('call.arguments')}
        mono
        value={words}
        onChange={(value) => privacyStore.setState({ next: { session, tool: entry.name, text: value } })}
        error={args ? undefined : p('call.notJson')}
      />
      <Button
        type="submit"
        icon={<Play size={14} aria-hidden />}
        isDisabled={!args || !canCall(view)}
        busy={view.summary?.busy === true}
      >
        {p('call.call')}
      </Button>
    </form>
  );
}
