import { IconPlus, IconTrash } from '@tabler/icons-react';
import { Button, Code, Fieldset, Group, Paper, SimpleGrid, Stack, TagsInput, Text } from '@mantine/core';
import { emptyCondition } from './draft.js';
import type { DraftCondition } from './draft.js';
import { idOf, useField, useWizard } from './wizard-context.js';

const ADD = 'add-condition';
const MAX_CONDITIONS = 50;
const MAX_PATTERNS = 100;

/** The conditions, of which any must match (`rules.md#matching`). */
export function ConditionFields() {
  const { draft, set, focusOn } = useWizard();
  const { conditions } = draft;
  const add = () => {
    set({ conditions: [...conditions, emptyCondition()] });
    focusOn(idOf(`conditions.${conditions.length}.resourceNames`));
  };
  const remove = (at: number) => {
    set({ conditions: conditions.toSpliced(at, 1) });
    focusOn(ADD);
  };
  return (
    <Fieldset legend="Governs">
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          The policy governs requests that match any of these conditions. <Code>*</Code> matches anything
          except a slash, <Code>**</Code> anything, <Code>?</Code> one character, <Code>{'{a,b}'}</Code>{' '}
          either of two; a pattern that starts with <Code>!</Code> excludes what it matches. Press Enter after
          each pattern.
        </Text>
        {conditions.map((condition, i) => (
          <Condition
            key={condition.key}
            at={i}
            condition={condition}
            {...(conditions.length > 1 && { onRemove: () => remove(i) })}
          />
        ))}
        <Group>
          <Button
            id={ADD}
            variant="default"
            disabled={conditions.length >= MAX_CONDITIONS}
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={add}
          >
            Add condition
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}

interface ConditionProps {
  at: number;
  condition: DraftCondition;
  onRemove?: () => void;
}

function Condition({ at, condition, onRemove }: ConditionProps) {
  const { error, id } = useField(`conditions.${at}`);
  return (
    <Paper
      withBorder
      p="sm"
      role="group"
      aria-label={`Condition ${at + 1}`}
      id={id}
      tabIndex={-1}
      {...(error !== undefined && { 'aria-describedby': `${id}-error` })}
    >
      <Group justify="space-between" mb="xs" mih={30}>
        <Text fw={600} size="sm">
          Condition {at + 1}
        </Text>
        {onRemove && (
          <Button
            size="compact-sm"
            variant="subtle"
            leftSection={<IconTrash size={14} aria-hidden />}
            onClick={onRemove}
            aria-label={`Remove condition ${at + 1}`}
          >
            Remove
          </Button>
        )}
      </Group>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Patterns
          at={at}
          list="resourceNames"
          label="Resources"
          every="Every resource"
          condition={condition}
        />
        <Patterns at={at} list="accountNames" label="Accounts" every="Every account" condition={condition} />
      </SimpleGrid>
      {error !== undefined && (
        <Text id={`${id}-error`} size="sm" c="var(--mantine-color-error)" mt="xs">
          {error}
        </Text>
      )}
    </Paper>
  );
}

interface PatternsProps {
  at: number;
  list: 'resourceNames' | 'accountNames';
  label: string;
  every: string;
  condition: DraftCondition;
}

function Patterns({ at, list, label, every, condition }: PatternsProps) {
  const { draft, set } = useWizard();
  const patterns = condition[list];
  return (
    <TagsInput
      {...useField(`conditions.${at}.${list}`)}
      label={label}
      placeholder={patterns.length === 0 ? every : ''}
      // A comma is part of a pattern: {a,b}.
      splitChars={[]}
      maxTags={MAX_PATTERNS}
      value={patterns}
      onChange={(changed) =>
        set({ conditions: draft.conditions.with(at, { ...condition, [list]: changed }) })
      }
    />
  );
}
