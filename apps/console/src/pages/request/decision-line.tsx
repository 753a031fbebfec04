import { IconShieldCheck } from '@tabler/icons-react';
import { Badge, Box, Group, Text } from '@mantine/core';
import type { Step } from '../../requests/types.js';
import { isoText } from '../../shared/duration-text.js';
import { writtenText } from '../../shared/erasure-text.js';
import { Instant } from '../../shared/instant.js';
import { PersonName } from '../../shared/person-name.js';
import classes from './decision-line.module.css';

/** Who decided what, when, how strongly signed in, and what they said. */
export function DecisionLine({ decision }: { decision: Step['decisions'][number] }) {
  const { by, decision: verdict, comment, erasedAt, maxDuration, at, mfa, selfApproval } = decision;
  const said = writtenText(comment, erasedAt);
  return (
    <Box className={classes['decision'] ?? ''}>
      <Group gap={6}>
        <Text size="sm" component="span">
          <PersonName person={by} /> {verdict === 'approve' ? 'approved' : 'rejected'} <Instant at={at} />
        </Text>
        {mfa && (
          <Badge
            variant="light"
            color="gray"
            tt="none"
            leftSection={<IconShieldCheck size={13} aria-hidden />}
          >
            Second factor
          </Badge>
        )}
        {selfApproval && (
          <Badge variant="light" color="yellow" tt="none">
            Own request
          </Badge>
        )}
      </Group>
      {maxDuration !== null && <Text size="sm">Shortened to {isoText(maxDuration)}.</Text>}
      {said !== null && (
        <Text size="sm" component="blockquote" className={classes['comment'] ?? ''}>
          {said}
        </Text>
      )}
    </Box>
  );
}
