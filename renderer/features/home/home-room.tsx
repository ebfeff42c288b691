import FileBraces from 'lucide-react/icons/file-braces';
import FolderOpen from 'lucide-react/icons/folder-open';
import { useState } from 'react';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { useActions } from '../../actions.ts';
import { useText } from '../../i18n/messages.ts';
import { TargetForm } from '../../target-form.tsx';
import { useOpenTarget } from '../../target-store.ts';
import { judgeTargetUrl } from '../../../shared/protocol/target-url.ts';
import { useOpenTraceFile } from '../../trace-file.ts';
import { Button } from '../../ui/button.tsx';
import { useHostInfo } from '../../use-host-info.ts';
import { openDialog } from '../../view-store.ts';
import { useHomeText } from './home-messages.ts';
import styles from './home-room.module.css';
import { RecentSessions } from './recent-sessions.tsx';
import { useDropFile } from './use-drop-file.ts';
import { ScenarioList } from './scenario-list.tsx';

/** Where one begins: a target, a lab scenario, or an earlier session. */
export function HomeRoom() {
  const openTraceFile = useOpenTraceFile();
  const over = useDropFile((file) => void openTraceFile(file));
  return (
    <div className={styles.room} data-drop-target={over || undefined}>
      <div className={styles.page}>
        <HostNotice />
        <Begin />
        <ScenarioList />
        <RecentSessions />
      </div>
    </div>
  );
}

/** What the host says is missing here. */
function HostNotice() {
  const notice = useHostInfo()?.notice;
  return notice === undefined ? null : <p className={styles.notice}>{notice}</p>;
}

function Begin() {
  const t = useText();
  const h = useHomeText();
  const open = useOpenTarget();
  const openTraceFile = useOpenTraceFile();
  const [url, setUrl] = useState('');
  const [asked, setAsked] = useState(false);
  const [opening, setOpening] = useState(false);

  const submit = async () => {
    const judged = judgeTargetUrl(url);
    if (judged.kind === 'bad') {
      setAsked(true);
      return;
    }
    setOpening(true);
    await open(judged.url);
    setOpening(false);
  };

  useActions([
    {
      id: 'home.client-metadata',
      title: h('makeMetadata'),
      group: t('group.target'),
      run: () => openDialog('client-metadata'),
    },
  ]);

  return (
    <section className={styles.begin} aria-labelledby="begin">
      <h1 id="begin" className={styles.title}>
        {h('title')}
      </h1>
      <p className={styles.lead}>{h('lead')}</p>
      <TargetForm
        url={url}
        onType={(typed) => {
          setUrl(typed);
          setAsked(false);
        }}
        asked={asked}
        onSubmit={() => void submit()}
        className={styles.form}
        fieldClassName={styles.url}
      >
        <Button type="submit" look="primary" busy={opening} className={styles.inspect ?? ''}>
          {h('inspect')}
        </Button>
      </TargetForm>
      <div className={styles.links}>
        <FileTrigger
          onSelect={(files) => {
            const file = files?.[0];
            if (file) void openTraceFile(file);
          }}
        >
          <Button look="quiet" size="small" icon={<FolderOpen size={14} aria-hidden />}>
            {h('openTrace')}
          </Button>
        </FileTrigger>
        <Button
          look="quiet"
          size="small"
          icon={<FileBraces size={14} aria-hidden />}
          onPress={() => openDialog('client-metadata')}
        >
          {h('makeMetadata')}
        </Button>
        <span className={styles.drop}>{h('dropTrace')}</span>
      </div>
    </section>
  );
}
