import LoaderCircle from 'lucide-react/icons/loader-circle';
import styles from './button.module.css';

/** A turning circle for waits of unknown length. Give it a label unless words beside it already say what is awaited. */
export function Spinner({ size = 16, label }: { readonly size?: number; readonly label?: string }) {
  return (
    <LoaderCircle
      size={size}
      className={styles.spin}
      {...(label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    />
  );
}
