import { IconUser, IconUsersGroup } from '@tabler/icons-react';
import { Badge, Group, VisuallyHidden } from '@mantine/core';
import { Name } from './name.js';

/** A person or a group that a step asks. */
interface ApproverEntry {
  type: 'user' | 'group';
  id: string;
}

/** The people and groups that a step asks. */
export function ApproverChips({ approvers }: { approvers: readonly ApproverEntry[] }) {
  return (
    <Group component="ul" gap={6} m={0} p={0}>
      {approvers.map(({ type, id }) => (
        <Badge
          key={`${type} ${id}`}
          component="li"
          variant="default"
          tt="none"
          fw={500}
          leftSection={
            type === 'group' ? <IconUsersGroup size={13} aria-hidden /> : <IconUser size={13} aria-hidden />
          }
        >
          <VisuallyHidden>{type === 'group' ? 'group ' : 'person '}</VisuallyHidden>
          <Name>{id}</Name>
        </Badge>
      ))}
    </Group>
  );
}
