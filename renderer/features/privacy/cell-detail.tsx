import X from 'lucide-react/icons/x';
import type { LeakCell } from '../../../shared/privacy/leaks/report.ts';
import { useText } from '../../i18n/messages.ts';
import { useSession } from '../../session-store.ts';
import { Badge } from '../../ui/badge.tsx';
import { EvidenceLink } from '../../ui/evidence-link.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import line from '../../ui/line.module.css';
import { SecretText } from '../../ui/secret-text.tsx';
import { SeverityMark } from '../../ui/severity-mark.tsx';
import { MARK_OF } from './leak-grid.tsx';
import { usePrivacyText } from './privacy-messages.ts';
import styles from './report.module.css';

/** Where the data of one cell was seen: each place opens the bytes in the Flow room. */
export function CellDetail({ cell, onClose }: { readonly cell: LeakCell; readonly onClose: () => void }) {
  const p = usePrivacyText();
  const t = useText();
  const { trace } = useSession();
  const { spots, count, rules, verdict } = cell;
  return (
    <section className={styles.detail} aria-labelledby="leak-detail">
      <header className={styles.detailHead}>
        {verdict === 'held' ? null : <SeverityMark mark={MARK_OF[verdict]} shapeOnly />}
        <h2 id="leak-detail">
          {p(`class.${cell.class}`)} · {cell.called.name === '' ? p('kind.server') : cell.called.name}
        </h2>
        <span className={line.spring} />
        <IconButton label={t('common.close')} size="small" onPress={onClose}>
          <X size={14} aria-hidden />
        </IconButton>
      </header>
      {rules.map((rule) => (
        <code key={rule} className={styles.ruleId}>
          {rule}
        </code>
      ))}
      <ul className={styles.spots}>
        {spots.map(({ place, reaches, evidence, echoed, found, mask }, index) => (
          // Spots have no identity but their place in the list.
          // oxlint-disable-next-line react/no-array-index-key
          <li key={index}>
            <p className={styles.spotHead}>
              <Badge>{p(`place.${place}`)}</Badge>
              {mask === '' ? null : <SecretText text={mask} />}
              <span className={line.note}>
                {reaches.length === 0
                  ? p('grid.neither')
                  : `→ ${reaches.map((reader) => p(`reader.${reader}`)).join(', ')}`}
              </span>
            </p>
            {found ? (
              <p className={line.note}>
                {found.why} ·{' '}
                {p('spot.detector', {
                  detector: found.detector,
                  confidence: p(`confidence.${found.confidence}`),
                })}
              </p>
            ) : null}
            {echoed ? <p className={line.note}>{p('detail.echoed')}</p> : null}
            <EvidenceLink trace={trace} evidence={evidence} />
          </li>
        ))}
      </ul>
      {count > spots.length ? (
        <p className={line.note}>{p('detail.more', { count: count - spots.length })}</p>
      ) : null}
    </section>
  );
}
