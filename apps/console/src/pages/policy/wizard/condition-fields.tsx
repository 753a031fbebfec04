import { IconPlus, IconTrash } from '@tabler/icons-react';
import { Button, Code, Fieldset, Group, Paper, SimpleGrid, Stack, TagsInput, Text } from '@mantine/core';
import { emptyCondition } from './draft.js';
import type { DraftCondition } from './draft.js';
import { idOf, useField, useWizard } from './wizard-context.js';

const ADD = 'add-condition';
const MOST = 50;

/** Which resources and accounts the policy governs: any of these conditions. */
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
          Requests that any of these conditions matches. <Code>*</Code> stands for anything but a slash,{' '}
          <Code>**</Code> for anything, <Code>?</Code> for one character, <Code>{'{a,b}'}</Code> for either; a
          pattern that begins with <Code>!</Code> takes out what it matches. Press Enter after each.
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
            disabled={conditions.length >= MOST}
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
      maxTags={100}
      value={patterns}
      onChange={(changed) =>
        set({ conditions: draft.conditions.with(at, { ...condition, [list]: changed }) })
      }
    />
  );
}
