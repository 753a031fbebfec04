import { labelOf } from '../words/policy-differences.js';

const inner: Record<string, string> = {
  resourceNames: 'resources',
  accountNames: 'accounts',
  name: 'name',
  approvers: 'approvers',
  requiredApprovals: 'approvals needed',
};

/** How the field of a path is called on the page: "Step 2, approvals needed". */
export function fieldLabel(path: string): string {
  const [field = '', index = '', item = ''] = path.split('.');
  if (path === 'mfa.maxAge') return 'Second factor, at most this old';
  if ((field !== 'steps' && field !== 'conditions') || index === '') return labelOf(field);
  const whole = `${field === 'steps' ? 'Step' : 'Condition'} ${Number(index) + 1}`;
  return Object.hasOwn(inner, item) ? `${whole}, ${inner[item] ?? ''}` : whole;
}
