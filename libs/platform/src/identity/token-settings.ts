import { durationSeconds } from '@countersign/contracts';
import type { AcceptedNames } from '@countersign/names';
import type { RoleSettings } from '@countersign/kernel';
import type { PlatformConfig } from '../config/base.config.js';
import { mediaType } from './token-verifier.js';

/** The settings of the verifier of access tokens. */
export interface TokenSettings extends RoleSettings {
  issuer: string;
  audience: string;
  /** Accepted `typ` headers, lower case, without `application/`. */
  types: readonly string[];
  maxAgeSeconds: number;
  /** How ids and groups are judged. */
  names: AcceptedNames;
  claims: { id: string; name: string; email: string; groups: string };
}

/** The verifier's settings from those of the app. */
export function tokenSettings(config: PlatformConfig): TokenSettings {
  return {
    issuer: config.OIDC_ISSUER,
    audience: config.OIDC_AUDIENCE,
    types: config.OIDC_TOKEN_TYPES.map(mediaType),
    maxAgeSeconds: durationSeconds(config.MAX_TOKEN_AGE),
    names: config.NAMES,
    claims: {
      id: config.OIDC_ID_CLAIM,
      name: config.OIDC_NAME_CLAIM,
      email: config.OIDC_EMAIL_CLAIM,
      groups: config.OIDC_GROUPS_CLAIM,
    },
    policyAdminGroups: config.ROLE_POLICY_ADMIN_GROUPS,
    auditorGroups: config.ROLE_AUDITOR_GROUPS,
    brokerGroups: config.ROLE_BROKER_GROUPS,
    auditorClients: config.ROLE_AUDITOR_CLIENTS,
    brokerClients: config.ROLE_BROKER_CLIENTS,
  };
}
