import { Group, Text } from '@mantine/core';

/** The logo and the name. */
export function Brand() {
  return (
    <Group gap="xs" wrap="nowrap">
      <img src="/favicon.svg" alt="" width={24} height={24} />
      <Text fw={650} size="lg">
        Countersign
      </Text>
    </Group>
  );
}
