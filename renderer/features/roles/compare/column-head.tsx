import type { CellView } from '../../../../shared/matrix/fold.ts';
import type { JsonObject } from '../../../../shared/protocol/json.ts';
import type { EventOf } from '../../../../shared/trace/session.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { IdentityMark } from '../../../ui/identity-mark.tsx';
import { JsonText } from '../../../ui/json-text.tsx';
import { SeverityMark } from '../../../ui/severity-mark.tsx';
import { showTab } from '../../../flow/flow-store.ts';
import { outcomeMark } from '../matrix/outcome-words.ts';
import type { Run } from '../matrix/run-store.ts';
import type { RunCommands } from '../matrix/use-run-commands.ts';
import { VERDICT_MARKS } from '../matrix/verdict-marks.ts';
import { useRolesText } from '../roles-messages.ts';
import { showRoles } from '../roles-store.ts';
import { withSentToken } from '../sent-token.ts';
import { StepUp } from '../step-up.tsx';
import styles from './compare.module.css';
import { useClaims } from './use-claims.ts';

export interface ColumnHeadProps {
  readonly run: Run;
  readonly cell: CellView;
  readonly exchange: EventOf<'exchange'> | undefined;
  readonly isBase: boolean;
  /** Lines on which it differs from the base. */
  readonly differing: number;
  readonly commands: RunCommands;
}

/** Above the answer: who asked, what came of it, and with which scopes and claims. */
export function ColumnHead({ run, cell, exchange, isBase, differing, commands }: ColumnHeadProps) {
  const r = useRolesText();
  const { column, verdict, answer, why, row } = cell;
  const { definition, scopes, token } = withSentToken(column);
  const claims = useClaims(token);
  return (
    <div className={styles.head}>
      <div className={styles.who}>
        <IdentityMark colour={definition.colour} />
        <strong className={styles.title}>{definition.title}</strong>
        {isBase ? (
          <Badge tone="accent">{r('compare.base')}</Badge>
        ) : (
          <Button size="small" look="quiet" onPress={() => showRoles({ base: definition.name })}>
            {r('compare.makeBase')}
          </Button>
        )}
      </div>
      <div className={styles.verdict} data-verdict={verdict ?? 'open'} title={why}>
        <SeverityMark mark={VERDICT_MARKS[verdict ?? 'open']} shapeOnly />
        {answer ? outcomeMark(answer.outcome, r).word : r('matrix.notAsked')}
        <span className={styles.muted}>{r(`verdict.${verdict ?? (answer ? 'unjudged' : 'open')}`)}</span>
      </div>
      <p className={styles.facts}>
        {exchange?.response ? (
          <>
            <span>HTTP {exchange.response.status}</span>
            <span>{Math.round(exchange.timing.total)} ms</span>
            <span>{r('compare.bytes', { count: exchange.response.body?.total ?? 0 })}</span>
          </>
        ) : null}
        <span>{isBase ? '' : r('compare.differing', { count: differing })}</span>
      </p>
      <p className={styles.scopes}>
        <span className={styles.muted}>{r('list.scopes')}</span>{' '}
        {token === undefined
          ? r('list.noToken')
          : scopes && scopes.length > 0
            ? scopes.join(' ')
            : r('list.noScopes')}
      </p>
      {claims ? <Claims claims={claims} /> : null}
      <div className={styles.buttons}>
        <Button
          size="small"
          isDisabled={exchange === undefined}
          onPress={() => {
            if (!exchange) return;
            showTab('response');
            showRoles({ raw: { event: exchange.id } });
          }}
        >
          {r('cell.raw')}
        </Button>
        <Button
          size="small"
          isDisabled={!run.live || run.busy}
          onPress={() => commands.runCells([{ row: row.id, identity: definition.name }])}
        >
          {r('cell.again')}
        </Button>
        <StepUp cell={cell} />
      </div>
    </div>
  );
}

/** Claims of a token that tell one caller from another come first; all of them are a press away. */
function Claims({ claims }: { readonly claims: JsonObject }) {
  const r = useRolesText();
  const telling = ['sub', 'aud', 'client_id']
    .filter((name) => Object.hasOwn(claims, name))
    .map((name) => `${name} ${[claims[name]].flat().map(String).join(' ')}`);
  return (
    <details className={styles.claims}>
      <summary>
        <span className={styles.muted}>{r('compare.claims')}</span> {telling[0] ?? ''}
      </summary>
      <JsonText value={claims} />
    </details>
  );
}
