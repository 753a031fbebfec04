import { Skeleton, Stack } from '@mantine/core';
import { Loading } from '../shared/loading.js';

/** Stands for a page whose code is still on its way. */
export function PageLoading() {
  return (
    <Stack gap="lg">
      <Skeleton height={34} width={220} aria-hidden />
      <Loading />
    </Stack>
  );
}
