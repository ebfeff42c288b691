import { useEffect, useRef, type RefObject } from 'react';

/** A ref for the field that a dialog the person asked for opens on. */
export function useFirstFocus(): RefObject<HTMLInputElement | null> {
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => ref.current?.focus(), []);
  return ref;
}
