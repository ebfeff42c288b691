import Radar from 'lucide-react/icons/radar';
import { useId, useMemo, useState } from 'react';
import { judgeUse, type ProbeResult } from '../../../shared/metadata/probe-verdict.ts';
import { POLICIES } from '../../../shared/protocol/policy.ts';
import { REVISIONS, type Revision } from '../../../shared/protocol/revision.ts';
import { useSession } from '../../session-store.ts';
import { Button } from '../../ui/button.tsx';
import page from '../../ui/page.module.css';
import { Progress } from '../../ui/progress.tsx';
import { Select } from '../../ui/select.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useMetadataText } from './metadata-messages.ts';
import { groupsOf } from './probe-groups.ts';
import { useProbe, useProbing } from './probe-store.ts';
import { ProbeTable } from './probe-table.tsx';
import styles from './probe-view.module.css';

/** Asks every location, because a person says so, and shows what stands there. */
export function ProbeView() {
  const m = useMetadataText();
  const title = useId();
  const { id, session } = useSession();
  const probe = useProbe();
  const { start, cancel } = useProbing();
  const [typed, setTyped] = useState<string>();
  const [chosen, setChosen] = useState<Revision>();
  const url = typed ?? session.target ?? probe.report?.target ?? '';
  const running = probe.running !== undefined;
  const revision = chosen ?? probe.report?.revision ?? '2026-07-28';
  // What a client would use is known once everything has answered.
  const results = useMemo(
    () => (probe.report ? judgeUse(probe.results, POLICIES[revision]) : probe.results),
    [probe.report, probe.results, revision],
  );
  const begin = () => {
    setChosen(undefined);
    void start(url, url === session.target ? id : undefined);
  };

  return (
    <section className={page.page} aria-labelledby={title}>
      <header>
        <h2 id={title} className={page.title}>
          {m('probing.title')}
        </h2>
        <p className={page.lead}>{m('probing.text')}</p>
      </header>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!running && url.trim() !== '') begin();
        }}
      >
        <TextField
          label={m('probing.url')}
          mono
          value={url}
          onChange={setTyped}
          placeholder="https://shop.example/mcp"
          className={styles.url ?? ''}
        />
        {running ? (
          <Button onPress={cancel}>{m('probing.cancel')}</Button>
        ) : (
          <Button
            type="submit"
            look="primary"
            icon={<Radar size={14} aria-hidden />}
            isDisabled={url.trim() === ''}
          >
            {probe.report ? m('probing.again') : m('probing.start')}
          </Button>
        )}
        {probe.report ? (
          <Select
            label={m('probing.revision')}
            options={REVISIONS.map((id) => ({ id, title: id }))}
            selected={revision}
            onSelect={setChosen}
            className={styles.revision ?? ''}
          />
        ) : null}
      </form>
      <div className={styles.state} aria-live="polite">
        {running ? (
          <>
            <Progress
              label={m('probing.title')}
              {...(probe.planned > 0 ? { value: (100 * probe.results.length) / probe.planned } : {})}
            />
            <p>{m('probing.progress', { done: probe.results.length, planned: probe.planned })}</p>
          </>
        ) : probe.report ? (
          <Summary results={results} cancelled={probe.report.cancelled} omitted={probe.report.omitted} />
        ) : null}
      </div>
      {groupsOf(results).map((group) => (
        <ProbeTable key={group.key} group={group} linked={probe.session === id} />
      ))}
    </section>
  );
}

interface SummaryProps {
  readonly results: readonly ProbeResult[];
  readonly cancelled: boolean;
  readonly omitted: readonly string[];
}

function Summary({ results, cancelled, omitted }: SummaryProps) {
  const m = useMetadataText();
  const count = (...marks: readonly ProbeResult['mark'][]) =>
    results.filter(({ mark }) => marks.includes(mark)).length;
  return (
    <p className={styles.sum}>
      {cancelled ? `${m('probing.cancelled')} ` : ''}
      {m('probing.sum', {
        count: results.length,
        good: count('good'),
        bad: count('bad', 'note'),
        absent: count('absent'),
      })}
      {omitted.length > 0 ? ` ${m('probing.omitted', { issuers: omitted.join(', ') })}` : ''}
    </p>
  );
}
