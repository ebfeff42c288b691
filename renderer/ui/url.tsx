import { Fragment } from 'react';

/** A URL that wraps after `/`, `?` and `&`; copied, it has no breaks. */
export function Url({ text }: { readonly text: string }) {
  return text
    .split(/(?<=[/?&])(?!\/)/)
    .map((piece, at) => ({ piece, at }))
    .map(({ piece, at }) => (
      <Fragment key={at}>
        {piece}
        <wbr />
      </Fragment>
    ));
}
