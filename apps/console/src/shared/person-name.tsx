import { Tooltip } from '@mantine/core';
import classes from './shared.module.css';

/** A person as the API shows them. */
export interface PersonNameProps {
  person: { id: string; name: string; email: string | null };
}

/** A person's name; id and e-mail on hover and focus. */
export function PersonName({ person: { id, name, email } }: PersonNameProps) {
  const label = email === null || email === '' ? id : `${id} · ${email}`;
  return (
    <Tooltip label={label} events={{ hover: true, focus: true, touch: true }}>
      <span tabIndex={0} className={classes['instant']}>
        {name}
      </span>
    </Tooltip>
  );
}
