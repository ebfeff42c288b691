import { Label } from 'react-aria-components/Label';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import { IDENTITY_COLOURS, type IdentityColour } from '../../../../shared/identity/identity.ts';
import { IdentityMark } from '../../../ui/identity-mark.tsx';
import { useRolesText } from '../roles-messages.ts';
import styles from './identity-dialog.module.css';

/** The dot of an identity, one of a few. */
export function ColourChoice({
  selected,
  onSelect,
}: {
  readonly selected: IdentityColour;
  readonly onSelect: (colour: IdentityColour) => void;
}) {
  const r = useRolesText();
  return (
    <RadioGroup
      className={styles.colours ?? ''}
      orientation="horizontal"
      value={selected}
      onChange={(value) => {
        const colour = IDENTITY_COLOURS.find((each) => each === value);
        if (colour) onSelect(colour);
      }}
    >
      <Label className={styles.label ?? ''}>{r('form.colour')}</Label>
      <div className={styles.dots}>
        {IDENTITY_COLOURS.map((colour) => (
          <Radio
            key={colour}
            value={colour}
            aria-label={r(`form.colourName.${colour}`)}
            className={styles.dot ?? ''}
          >
            <IdentityMark colour={colour} />
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
