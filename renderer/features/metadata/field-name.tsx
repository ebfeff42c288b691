import { Fragment } from 'react';

/** The name of a field, which may break after its underscores; copied, it has no breaks. */
export function FieldName({ name }: { readonly name: string }) {
  return (
    <code>
      {name.split(/(?<=[_/])/).map((part, at) => (
        // The parts of one name never change places.
        // oxlint-disable-next-line react/no-array-index-key
        <Fragment key={at}>
          {part}
          <wbr />
        </Fragment>
      ))}
    </code>
  );
}
