import type { Schema } from '@countersign/api-client';

export type RequestStatus = Schema<'Request'>['status'];
export type AccessStatus = NonNullable<Schema<'RequestSummary'>['accessStatus']>;

/** In the order in which people meet them. */
export const REQUEST_STATUSES: readonly RequestStatus[] = [
  'pending',
  'approved',
  'rejected',
  'cancelled',
  'expired',
  'refused',
];
export const ACCESS_STATUSES: readonly AccessStatus[] = [
  'scheduled',
  'available',
  'checked-out',
  'checked-in',
  'ended',
  'revoked',
];
