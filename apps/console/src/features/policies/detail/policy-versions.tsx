import { useState } from 'react';
import { Accordion, Button, Group, Paper, Text, Title } from '@mantine/core';
import dayjs from 'dayjs';
import { nearInstant } from '../../../shared/instant-text.js';
import { personText } from '../../../shared/person-text.js';
import type { PolicyVersion } from '../policy-types.js';
import { labelOf } from '../words/policy-differences.js';
import { DifferenceList, PolicyWords } from '../words/policy-words.js';
import { Name } from '../../../shared/name.js';

/** Older versions appear on demand. */
const VERSIONS_SHOWN = 10;
const verbs = { created: 'Created', updated: 'Changed', deleted: 'Deleted' } as const;

/** Every version, newest first: its author, its instant, and what it changed. */
export function PolicyVersions({ versions }: { versions: readonly PolicyVersion[] }) {
  const [shown, setShown] = useState(VERSIONS_SHOWN);
  const newestFirst = versions.toReversed();
  return (
    <Paper withBorder p="md" component="section" aria-label="Versions">
      <Title order={2} size="h5" mb="xs">
        Versions
      </Title>
      <Accordion multiple chevronPosition="left" variant="default" order={3}>
        {newestFirst.slice(0, shown).map((version) => (
          <Version key={version.version} version={version} before={earlier(versions, version)} />
        ))}
      </Accordion>
      {versions.length > shown && (
        <Button variant="default" mt="md" onClick={() => setShown(versions.length)}>
          Show {versions.length - shown} older versions
        </Button>
      )}
    </Paper>
  );
}

const earlier = (versions: readonly PolicyVersion[], { version }: PolicyVersion) =>
  versions.findLast((other) => other.version < version && other.content !== null)?.content ?? null;

interface VersionProps {
  version: PolicyVersion;
  before: PolicyVersion['content'];
}

function Version({ version, before }: VersionProps) {
  const { version: number, at, by, change, changed, content } = version;
  return (
    <Accordion.Item value={String(number)}>
      <Accordion.Control>
        <Group gap="xs">
          <Text size="sm" fw={600}>
            Version {number}
          </Text>
          <Text size="sm">
            {verbs[change]} by <Name>{personText(by)}</Name>,{' '}
            <time dateTime={at}>{nearInstant(at, dayjs())}</time>
          </Text>
          <Text size="sm" c="dimmed">
            {changed.map(labelOf).join(', ')}
          </Text>
        </Group>
      </Accordion.Control>
      <Accordion.Panel>
        {!content ? (
          <Text size="sm">Deleted. The policy has governed no new request since then.</Text>
        ) : before ? (
          <DifferenceList before={before} after={content} />
        ) : (
          <PolicyWords content={content} />
        )}
      </Accordion.Panel>
    </Accordion.Item>
  );
}
