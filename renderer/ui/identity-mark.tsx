import type { IdentityColour } from '../../shared/identity/identity.ts';
import { classes } from './classes.ts';
import styles from './identity-mark.module.css';

/** The dot of an identity, beside its name. Decoration: the name says who it is. */
export function IdentityMark({ colour }: { readonly colour: IdentityColour }) {
  return <span aria-hidden className={classes(styles.dot, styles[colour])} />;
}
