import { useSyncExternalStore } from 'react';

const query = '(min-width: 1101px)';

function subscribe(listener: () => void): () => void {
  const media = matchMedia(query);
  media.addEventListener('change', listener);
  return () => media.removeEventListener('change', listener);
}

/** Tells whether there is room for the details beside the diagram; below that they go under it. */
export function useWide(): boolean {
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches);
}
