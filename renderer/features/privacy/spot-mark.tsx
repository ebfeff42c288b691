import { Button as KitButton } from 'react-aria-components/Button';
import type { Reader } from '../../../shared/privacy/audience/host.ts';
import type { Spot } from '../../../shared/privacy/audience/spots.ts';
import line from '../../ui/line.module.css';
import { SecretText } from '../../ui/secret-text.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import styles from './lens.module.css';
import { usePrivacyText } from './privacy-messages.ts';

/**
 * A sensitive span. Raw, it stands under its name and can be revealed; redacted for a reader, what that reader would be
 * given stands in its place, marked. Either way hover and focus tell what it is and how that is known.
 */
export function SpotMark({ spot, reader }: { readonly spot: Spot; readonly reader: Reader | undefined }) {
  const p = usePrivacyText();
  const about = <About spot={spot} reader={reader} />;
  if (reader === undefined || spot.may.includes(reader)) {
    return <SecretText text={spot.mask} about={() => about} />;
  }
  const shown = spot.placeholder === '' ? p('spot.dropped') : spot.placeholder;
  return (
    <Tooltip text={about}>
      <KitButton className={styles.spot ?? ''} data-action={spot.action} data-spot={spot.class}>
        {shown.replaceAll(/[\u27E6\u27E7]/g, '')}
      </KitButton>
    </Tooltip>
  );
}

function About({ spot, reader }: { readonly spot: Spot; readonly reader: Reader | undefined }) {
  const p = usePrivacyText();
  const { found, rule, may, action } = spot;
  return (
    <span className={styles.about}>
      <strong>{p(`class.${spot.class}`)}</strong>
      {rule === undefined ? null : <span>{p('spot.rule', { rule })}</span>}
      {found ? (
        <>
          <span>{found.why}</span>
          <span className={line.muted}>
            {p('spot.detector', {
              detector: found.detector,
              confidence: p(`confidence.${found.confidence}`),
            })}
          </span>
        </>
      ) : (
        <span>{p('spot.known')}</span>
      )}
      <span>
        {(['person', 'model'] as const).map((who) => (
          <span key={who} className={styles.aboutLine} data-here={who === reader ? 'true' : undefined}>
            {may.includes(who)
              ? p('spot.allowed', { who: p(`reader.${who}`) })
              : p('spot.kept', { who: p(`reader.${who}`), how: p(`action.${action}`) })}
          </span>
        ))}
      </span>
    </span>
  );
}
