import { useState } from 'react';
import { IconCopy, IconPencil, IconPower, IconTrash } from '@tabler/icons-react';
import { notifications } from '@mantine/notifications';
import { Box, Button, Text } from '@mantine/core';
import { Confirm } from '../../../shared/confirm.js';
import { ButtonTo } from '../../../shared/links.js';
import { ProblemAlert } from '../../../shared/problem-alert.js';
import { useInFlight } from '../policy-queries.js';
import type { Standing } from '../policy-queries.js';
import { useDeletePolicy, useSavePolicy } from '../use-policy-commands.js';
import { inFlightInWords } from './in-flight-words.js';
import { isolated } from '../../../shared/isolated.js';

interface PolicyActionsProps {
  id: string;
  standing: Standing;
}

/** The buttons of a policy admin: edit, switch on or off, duplicate, delete. */
export function PolicyActions({ id, standing }: PolicyActionsProps) {
  const { isDeleted } = standing;
  return (
    <>
      {!isDeleted && (
        <ButtonTo to="/policies/$id/edit" params={{ id }} leftSection={<IconPencil size={16} aria-hidden />}>
          Edit
        </ButtonTo>
      )}
      {!isDeleted && <Switch id={id} standing={standing} />}
      <ButtonTo
        to="/policies/new"
        search={{ from: id }}
        variant="default"
        leftSection={<IconCopy size={16} aria-hidden />}
      >
        Duplicate
      </ButtonTo>
      {!isDeleted && <Delete id={id} standing={standing} />}
    </>
  );
}

function Switch({ id, standing: { newest, content } }: PolicyActionsProps) {
  const verb = content.enabled ? 'Switch off' : 'Switch on';
  const action = useSavePolicy(id, 'Switch policy', () =>
    notifications.show({ message: content.enabled ? 'Switched off.' : 'Switched on.' }),
  );
  const run = () =>
    action.run({ content: { ...content, enabled: !content.enabled }, following: newest.version });
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconPower size={16} aria-hidden />}
        loading={action.isPending}
        onClick={run}
      >
        {verb}
      </Button>
      {action.error && (
        <Box w="100%">
          <ProblemAlert error={action.error} title={`${verb}: not done`} />
        </Box>
      )}
    </>
  );
}

function Delete({ id, standing: { newest, content } }: PolicyActionsProps) {
  const [isAsked, setIsAsked] = useState(false);
  const { data: inFlight } = useInFlight(id);
  const action = useDeletePolicy(id, () => {
    setIsAsked(false);
    notifications.show({ message: `“${isolated(content.name)}” is deleted. Its history stays.` });
  });
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={() => setIsAsked(true)}
      >
        Delete
      </Button>
      <Confirm
        opened={isAsked}
        title={`Delete “${isolated(content.name)}”?`}
        action="Delete policy"
        isDangerous
        isPending={action.isPending}
        onConfirm={() => action.run({ version: newest.version })}
        onClose={() => setIsAsked(false)}
      >
        <Text size="sm">
          The policy will govern no new requests and cannot be restored, but you can duplicate it. To stop it
          for a while, switch it off instead.
        </Text>
        <Text size="sm">
          Its history can still be read here. Pending requests and granted access keep the version they have.{' '}
          {inFlight && inFlightInWords(inFlight.items, null)}
        </Text>
        {action.error && <ProblemAlert error={action.error} title="Delete: not done" />}
      </Confirm>
    </>
  );
}
