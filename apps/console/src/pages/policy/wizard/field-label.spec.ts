import { fieldLabel } from './field-label.js';

test.each([
  ['name', 'Name'],
  ['steps', 'Steps'],
  ['steps.1', 'Step 2'],
  ['steps.1.requiredApprovals', 'Step 2, approvals needed'],
  ['steps.0.approvers.3', 'Step 1, approvers'],
  ['conditions.0.resourceNames.2', 'Condition 1, resources'],
  ['mfa.maxAge', 'Second factor, at most this old'],
  ['constructor', 'constructor'],
])('%s is called %s', (path, label) => expect(fieldLabel(path)).toBe(label));
