import { caller } from './fixtures.js';

export const bob = caller('bob', 'managers');
export const erin = { ...caller('erin', 'policy-admins'), roles: ['policy-admin' as const] };
export const frank = { ...caller('frank', 'auditors'), roles: ['auditor' as const] };
export const mallory = caller('mallory');
/** Called alice, too, by another issuer. */
export const namesake = { ...caller('alice', 'engineers'), issuer: 'https://other.example' };
