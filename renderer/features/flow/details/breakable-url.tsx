import { Fragment } from 'react';

/** Text that may break after `/ ? &`, so that long addresses wrap where a person would break them. */
export function BreakableUrl({ text }: { readonly text: string }) {
  const parts = text.split(/(?<=[/?&])/);
  return (
    <>
      {parts.map((part, index) => (
        // The parts of one text never change places.
        // oxlint-disable-next-line react/no-array-index-key
        <Fragment key={index}>
          {part}
          <wbr />
        </Fragment>
      ))}
    </>
  );
}
