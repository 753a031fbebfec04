import { Tooltip } from '@mantine/core';
import { personDetails, personText } from './person-text.js';
import type { Person } from './person-text.js';
import classes from './shared.module.css';
import { Name } from './name.js';

/** A person's name, or the id where no name is known; id and e-mail address on hover and focus. */
export function PersonName({ person }: { person: Person }) {
  return (
    <Tooltip label={<Name>{personDetails(person)}</Name>} events={{ hover: true, focus: true, touch: true }}>
      <span tabIndex={0} className={classes['instant']}>
        <Name>{personText(person)}</Name>
      </span>
    </Tooltip>
  );
}
