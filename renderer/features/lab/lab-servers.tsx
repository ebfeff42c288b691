import { useState } from 'react';
import type { LabInfo } from '../../../shared/contract.ts';
import { useOpenTarget } from '../../target-store.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Url } from '../../ui/url.tsx';
import { useLabText } from './lab-messages.ts';
import styles from './lab-room.module.css';

/** Addresses and people of the running lab. */
export function LabServers({ lab }: { readonly lab: LabInfo }) {
  const l = useLabText();
  const open = useOpenTarget();
  const [opening, setOpening] = useState<string>();
  return (
    <div className={styles.left}>
      <section aria-labelledby="lab-servers">
        <div className={styles.sectionHead}>
          <h2 id="lab-servers">{l('servers')}</h2>
        </div>
        <dl className={styles.facts}>
          {lab.issuer === undefined ? null : (
            <>
              <dt>{l('issuer')}</dt>
              <dd className={styles.url}>
                <span>
                  <Url text={lab.issuer} />
                </span>
                <CopyButton text={lab.issuer} label={l('copyIssuer')} />
              </dd>
            </>
          )}
          {lab.clientMetadataUrl === undefined ? null : (
            <>
              <dt>{l('clientMetadataUrl')}</dt>
              <dd className={styles.url}>
                <span>
                  <Url text={lab.clientMetadataUrl} />
                </span>
                <CopyButton text={lab.clientMetadataUrl} label={l('copyClientMetadataUrl')} />
              </dd>
            </>
          )}
          {lab.publicClientId === undefined ? null : (
            <>
              <dt>{l('publicClient')}</dt>
              <dd className={styles.url}>
                <span>{lab.publicClientId}</span>
                <CopyButton text={lab.publicClientId} label={l('copyPublicClient')} />
              </dd>
            </>
          )}
        </dl>
        <ul className={styles.list}>
          {lab.variants.map((variant) => (
            <li key={variant.id} className={styles.server}>
              <div>
                <div className={styles.name}>
                  {variant.title}
                  {variant.revisions.map((revision) => (
                    <Badge key={revision}>{revision}</Badge>
                  ))}
                </div>
                <div className={styles.url}>
                  <span>
                    <Url text={variant.url} />
                  </span>
                  <CopyButton text={variant.url} label={l('copyUrl', { title: variant.title })} />
                </div>
                <div className={styles.text}>{variant.description}</div>
              </div>
              <Button
                size="small"
                busy={opening === variant.id}
                aria-label={l('inspectServer', { title: variant.title })}
                onPress={() => {
                  setOpening(variant.id);
                  void open(variant.url).then(() => setOpening(undefined));
                }}
              >
                {l('inspect')}
              </Button>
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="lab-identities">
        <div className={styles.sectionHead}>
          <h2 id="lab-identities">{l('identities')}</h2>
          <span className={styles.text}>{l('identitiesText')}</span>
        </div>
        <ul className={styles.people}>
          {lab.identities.map((identity) => (
            <li key={identity.id} className={styles.name}>
              {identity.name}
              <Badge>
                {identity.role === 'customer' || identity.role === 'admin'
                  ? l(`role.${identity.role}`)
                  : identity.role}
              </Badge>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
